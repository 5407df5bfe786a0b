"""Row numbers in stretches: rows of types that people's names are looked for in have the key of their stretch.

Keys have no order, so that whoever looks two frequent names up has to read everybody who bears both to find the first
twenty of them. With the key of a stretch beside the names they are looked for in one part of the store.
"""

from __future__ import annotations

from functools import cache, lru_cache

from hoaban.record.engine import structure
from hoaban.record.engine.search import keys, parameters

LENGTH = 1 << 15
"""Row numbers a stretch: a hundred of them at a province's size, each with some thousands of people."""
VERSION = 4
"""Rows that an earlier version of the index wrote have no such key."""


@cache
def _kinds() -> frozenset[int]:
    return frozenset(
        structure.type_number(kind)
        for kind in structure.resource_types()
        if any(each.naming for each in parameters.of_type(kind).values())
    )


def are_kept(kind: int) -> bool:
    """Whether resources of this type have a key of their stretch."""
    return kind in _kinds()


def key_of(kind: int, rid: int) -> tuple[int, ...]:
    """The key of a row's stretch, if its type has any."""
    return (_key(kind, rid // LENGTH),) if are_kept(kind) else ()


def between(kind: int, first: int, last: int) -> tuple[int, ...]:
    """The keys of the stretches from that of one row number up to that of another."""
    return tuple(_key(kind, place) for place in range(first // LENGTH, last // LENGTH + 1))


@lru_cache(maxsize=1 << 12)
def _key(kind: int, place: int) -> int:
    return keys.number(f"at.{kind}.{place}")
