"""Regular expressions of others: bounded in length and in time, whatever they say.

The ``regex`` module stops at a time limit, which the standard one cannot. All matches of one evaluation share
``SECONDS``: what is used up is charged to its steps.
"""

from __future__ import annotations

import time
from functools import lru_cache
from typing import Any

import regex

from hoaban.record.engine.fhirpath import errors
from hoaban.record.engine.fhirpath.env import MAX_STEPS, Env, check_text

MAX_PATTERN = 2_000
SECONDS = 0.5


@lru_cache(maxsize=512)
def pattern(text: str) -> regex.Pattern[str]:
    """The compiled pattern; ``.`` also matches line ends (FHIRPath 2.0.0, 5.6.8).

    :raises errors.EvaluationFailed: it is no regular expression, or too long.
    """
    if len(text) > MAX_PATTERN:
        raise errors.too_costly(
            f"biểu thức chính quy dài quá {MAX_PATTERN} ký tự",
            f"a regular expression over {MAX_PATTERN} characters",
        )
    try:
        return regex.compile(text, regex.DOTALL)
    except (regex.error, RecursionError, OverflowError, MemoryError):
        raise errors.failed("biểu thức chính quy không hợp lệ", "not a regular expression") from None


def found(compiled: regex.Pattern[str], text: Any, env: Env, *, whole: bool) -> bool | None:
    """Whether the pattern matches somewhere (``whole``: all of it) in ``text``; None of None."""
    if text is None:
        return None
    if not isinstance(text, str):
        raise errors.failed("chỉ so khớp được một chuỗi", "only a string can be matched")
    match = compiled.fullmatch if whole else compiled.search
    began = time.perf_counter()
    try:
        return match(text, timeout=SECONDS * max(env.steps, 0) / MAX_STEPS + 0.001) is not None
    except TimeoutError:
        raise _too_slow() from None
    finally:
        env.spend(int((time.perf_counter() - began) / SECONDS * MAX_STEPS))


def replaced(text: str, old: str, new: str, env: Env) -> str:
    """``text`` with every match of ``old`` replaced; ``$1`` and ``${name}`` in ``new`` name groups."""
    if not old:
        return text
    compiled = pattern(old)
    began = time.perf_counter()
    try:
        changed = compiled.sub(_template(new), text, timeout=SECONDS * max(env.steps, 0) / MAX_STEPS + 0.001)
    except TimeoutError:
        raise _too_slow() from None
    except (regex.error, IndexError):
        raise errors.failed("chuỗi thay thế không hợp lệ", "not a replacement") from None
    finally:
        env.spend(int((time.perf_counter() - began) / SECONDS * MAX_STEPS))
    check_text(len(changed))
    return str(changed)


def _template(new: str) -> str:
    escaped = new.replace("\\", "\\\\")
    return str(regex.sub(r"\$(?:\{(\w+)\}|(\d+))", lambda match: rf"\g<{match[1] or match[2]}>", escaped))


def _too_slow() -> errors.TooCostly:
    return errors.too_costly("biểu thức chính quy chạy quá lâu", "a regular expression takes too long")
