"""JSON Pointer (RFC 6901): where in a document an operation works."""

from __future__ import annotations

import re
from typing import Any

from hoaban.record.engine.patching.problems import PatchFailed, PatchInvalid

END = "-"
_WRONG_ESCAPE = re.compile("~(?![01])")
_INDEX = re.compile("0|[1-9][0-9]{0,9}", re.ASCII)

Pointer = tuple[str, ...]


def parse(text: Any) -> Pointer:
    """The steps of a pointer; none for the whole document. :raises PatchInvalid: not a JSON Pointer."""
    if text.__class__ is not str or (text and not text.startswith("/")) or _WRONG_ESCAPE.search(text):
        raise PatchInvalid("con trỏ JSON không hợp lệ", "not a JSON Pointer")
    return tuple(step.replace("~1", "/").replace("~0", "~") for step in text.split("/")[1:])


def resolve(document: Any, pointer: Pointer) -> Any:
    """What stands there. :raises PatchFailed: nothing does."""
    value = document
    for step in pointer:
        value = value[key_in(value, step)]
    return value


def key_in(holder: Any, step: str, *, new: bool = False) -> Any:
    """``step`` as a key or index of ``holder``; with ``new``, of a member that may be added.

    :raises PatchFailed: there is no such member.
    """
    if holder.__class__ is dict:
        if new or step in holder:
            return step
    elif holder.__class__ is list:
        if new and step == END:
            return len(holder)
        if _INDEX.fullmatch(step) and int(step) < len(holder) + new:
            return int(step)
    raise PatchFailed("không có phần tử ở vị trí này", "there is nothing at this place")
