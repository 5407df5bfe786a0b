"""Regular expressions of others: RE2, whose time grows with the text alone, whatever the pattern.

Look-around and back references, which RE2 does not have, are refused. Before every match the evaluation looks at
its clock, so that what one match may take (a text of ``MAX_TEXT`` characters) is all that it can be late.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import re2

from hoaban.record.engine.fhirpath import errors
from hoaban.record.engine.fhirpath.env import Env, check_text

MAX_PATTERN = 1_000
MAX_TEXT = 100_000

_OPTIONS = re2.Options()
_OPTIONS.dot_nl = True  # "." also matches line ends (FHIRPath 2.0.0, 5.6.8)
_OPTIONS.log_errors = False
_OPTIONS.max_mem = 1 << 20
_GROUP = re.compile(r"\$(?:\{(\w+)\}|(\d))|\\")


@lru_cache(maxsize=512)
def pattern(text: str) -> Any:
    """The compiled pattern.

    :raises errors.EvaluationFailed: RE2 does not accept it, or it is too long.
    """
    if len(text) > MAX_PATTERN:
        raise errors.too_costly(
            f"biểu thức chính quy dài quá {MAX_PATTERN} ký tự",
            f"a regular expression over {MAX_PATTERN} characters",
        )
    try:
        return re2.compile(text, _OPTIONS)
    except (re2.error, UnicodeEncodeError):
        raise errors.failed("biểu thức chính quy không hợp lệ", "not a regular expression") from None


def found(compiled: Any, text: Any, env: Env, *, whole: bool) -> bool | None:
    """Whether the pattern matches somewhere (``whole``: all of it) in ``text``; None of None."""
    if text is None:
        return None
    _check(text)
    env.check_time()
    return (compiled.fullmatch if whole else compiled.search)(text) is not None


def replaced(text: str, old: str, new: str, env: Env) -> str:
    """``text`` with every match of ``old`` replaced; ``$1`` and ``${name}`` in ``new`` name groups."""
    if not old:
        return text
    _check(text)
    env.check_time()
    try:
        changed = str(pattern(old).sub(_GROUP.sub(_reference, new), text))
    except (re2.error, IndexError):
        raise errors.failed("chuỗi thay thế không hợp lệ", "not a replacement") from None
    check_text(len(changed))
    return changed


def _check(text: Any) -> None:
    if not isinstance(text, str):
        raise errors.failed("chỉ so khớp được một chuỗi", "only a string can be matched")
    if len(text) > MAX_TEXT:
        raise errors.too_costly(
            f"chuỗi so khớp dài quá {MAX_TEXT} ký tự", f"a text to match over {MAX_TEXT} characters"
        )


def _reference(match: re.Match[str]) -> str:
    """``$1`` as the replacement language of Python writes it; a backslash stands for itself."""
    return r"\\" if match[0] == "\\" else rf"\g<{match[1] or match[2]}>"
