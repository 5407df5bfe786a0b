"""Criteria of a search over several types, or over all: what holds for each type, put together.

A key names its type, so keys of several types simply join; other criteria are told apart by the type they hold for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from hoaban.kernel.errors import NotFound
from hoaban.record.engine import structure
from hoaban.record.engine.search.criteria import Criterion, Every, Keys, OfType, either


def of_each(kinds: tuple[str, ...], understand: Callable[[str], Criterion]) -> Criterion:
    """What ``understand`` makes of a parameter for every one of ``kinds`` (none: every type). :raises Fault: as it does."""
    if len(kinds) == 1:
        return understand(kinds[0])
    return together({kind: understand(kind) for kind in kinds or structure.resource_types()})


def together(found: dict[str, Criterion]) -> Criterion:
    """One criterion out of one for each type."""
    different = set(found.values())
    if len(different) == 1:
        return different.pop()
    keys = [each for each in found.values() if isinstance(each, Keys)]
    if len(keys) == len(found) and all(each.negated for each in keys):
        return Keys(tuple(dict.fromkeys(number for each in keys for number in each.any_of)), negated=True)
    return either(
        each if isinstance(each, Keys) and not each.negated else Every((OfType(kind), each))
        for kind, each in found.items()
    )


def narrowed(
    kinds: tuple[str, ...], params: Sequence[tuple[str, str]]
) -> tuple[tuple[str, ...], Sequence[tuple[str, str]]]:
    """The types that ``_type`` leaves of a search over several, and the other parameters."""
    asked = [value for name, value in params if name == "_type"]
    if len(kinds) == 1 or not asked:
        return kinds, params
    named = tuple(dict.fromkeys(each.strip() for value in asked for each in value.split(",")))
    if not all(structure.is_resource_type(each) and (not kinds or each in kinds) for each in named):
        raise NotFound("Không có loại tài nguyên này.", "There is no such resource type.", place="_type")
    return named, [pair for pair in params if pair[0] != "_type"]
