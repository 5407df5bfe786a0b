"""Patterns that texts must have, by RE2: its time grows with the text alone, whatever an author writes."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import re2

_OPTIONS = re2.Options()
_OPTIONS.log_errors = False
_OPTIONS.max_mem = 1 << 20


@lru_cache(maxsize=256)
def compiled(pattern: str) -> Any:
    """The pattern, None where it cannot be read (RE2 knows no look-around)."""
    try:
        return re2.compile(pattern, _OPTIONS)
    except (re2.error, UnicodeEncodeError):
        return None


def fits(pattern: str, text: str) -> bool:
    """Whether the whole text has the pattern of a form that was read."""
    return compiled(pattern).fullmatch(text) is not None
