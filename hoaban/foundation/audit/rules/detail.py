"""What an entry's detail may hold: ids, types, counts and digests, never the words of a record.

The check cannot know a surname from a code. It stops what has the look of a value: free text, letters beyond
ASCII, fractions, long strings, personal numbers and insurance cards. Callers keep the rest of the promise.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_ID_LIKE = re.compile(r"(?!(?:0\d{11}|[A-Z]{2}\d{13})\Z)[\w./:|=+@*#$,\-]{0,200}", re.ASCII)
"""What an id may hold, unless it is a personal number or the number of an insurance card."""
_DEEPEST = 4


class ValueInDetail(ValueError):
    """A caller tried to write a value into the trail: a fault of the calling code. The text has no value."""


def check_detail(detail: Mapping[str, Any]) -> None:
    """See that a detail holds nothing but id-like strings, whole numbers, yes/no and lists of these.

    :raises ValueInDetail: naming the key, never the value.
    """
    for key, value in detail.items():
        _check(key, key, depth=0)
        _check(key, value, depth=1)


def _check(key: str, value: Any, *, depth: int) -> None:
    if isinstance(value, str):
        if not _ID_LIKE.fullmatch(value):
            raise ValueInDetail(f"audit detail {key!r} is not an id, type, count or digest")
        return
    if value is None or isinstance(value, int):
        return
    if depth < _DEEPEST and isinstance(value, list | tuple):
        for one in value:
            _check(key, one, depth=depth + 1)
        return
    if depth < _DEEPEST and isinstance(value, dict):
        for inner, one in value.items():
            _check(key, inner, depth=depth + 1)
            _check(key, one, depth=depth + 1)
        return
    raise ValueInDetail(f"audit detail {key!r} holds a {type(value).__name__}")
