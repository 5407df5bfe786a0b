"""Copies and comparison of JSON trees, within bounds.

A patch of a few kilobytes can copy a document into itself again and again, or stack it a thousand levels deep.
``Budget`` is spent on every copy, so that a patch cannot make more than a document may hold.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hoaban.record.engine.patching.problems import PatchFailed

MAX_DEPTH = 100
MAX_WEIGHT = 32 * 1024 * 1024
NODE_WEIGHT = 16
"""What the operations of one patch may copy: characters, and for each value as much as this many of them."""
MAX_VISITS = 200_000
"""Elements that the paths of one patch may look at."""


class Budget:
    """What one patch may still do."""

    def __init__(self) -> None:
        self._left = MAX_WEIGHT
        self._visits = MAX_VISITS

    def visit(self, count: int) -> None:
        """Count elements looked at. :raises PatchFailed: they are too many."""
        self._visits -= count
        if self._visits < 0:
            raise PatchFailed("bản vá duyệt quá nhiều phần tử", "the patch looks at too many elements")

    def copy(self, value: Any, depth: int) -> Any:
        """A copy of ``value`` that shares only what cannot change; ``depth`` is where it will stand.

        :raises PatchFailed: it would stand too deep, or all copies together are too large.
        """
        if depth > MAX_DEPTH:
            raise PatchFailed(
                f"lồng sâu quá {MAX_DEPTH} cấp", f"would nest more than {MAX_DEPTH} levels deep"
            )
        self._left -= NODE_WEIGHT + (len(value) if value.__class__ is str else 0)
        if self._left < 0:
            raise PatchFailed("kết quả quá lớn", "the result would be too large")
        if value.__class__ is dict:
            return {key: self.copy(item, depth + 1) for key, item in value.items()}
        if value.__class__ is list:
            return [self.copy(item, depth + 1) for item in value]
        return value


def same(one: Any, other: Any) -> bool:
    """Equal as JSON: numbers by their value (1.0 is 1), true is no number, objects without order."""
    if one.__class__ is dict:
        return (
            other.__class__ is dict
            and one.keys() == other.keys()
            and all(same(item, other[key]) for key, item in one.items())
        )
    if one.__class__ is list:
        return (
            other.__class__ is list
            and len(one) == len(other)
            and all(same(item, twin) for item, twin in zip(one, other, strict=True))
        )
    if _is_number(one):
        return _is_number(other) and bool(one == other)
    return one.__class__ is other.__class__ and bool(one == other)


def _is_number(value: Any) -> bool:
    return value.__class__ is int or isinstance(value, Decimal)
