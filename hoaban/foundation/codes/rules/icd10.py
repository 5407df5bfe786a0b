"""The shape of ICD-10 codes as Vietnamese files carry them: with or without dot, dagger or asterisk."""

from __future__ import annotations

import re

_SHAPE = re.compile(r"[A-Z]\d{2}(?:\d{1,2})?\Z")
_MARKS = str.maketrans({".": None, "*": None, "+": None, "†": None, " ": None})


def compact(code: str) -> str:
    """Upper case without dot and marks: ``o14.2`` -> ``O142``, ``B20.0†`` -> ``B200``; no check of shape."""
    return code.translate(_MARKS).upper()


def dotted(code: str) -> str:
    """The form we write: ``O142`` -> ``O14.2``, ``I10`` -> ``I10``."""
    bare = compact(code)
    return f"{bare[:3]}.{bare[3:]}" if len(bare) > 3 else bare


def is_shaped(code: str) -> bool:
    """Whether it looks like an ICD-10 code at all (a letter, two digits, up to two more)."""
    return _SHAPE.match(compact(code)) is not None
