"""Random ``_sort``, and whether what came back stands in that order. What has no value stands as if it had the lowest."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import pairwise
from random import Random
from typing import Any

from hoaban.kernel.vietnamese import fold
from hoaban.record.engine import placement
from hoaban.record.tests.differential import moments, tables
from hoaban.record.tests.differential.amounts import GRAMS
from hoaban.record.tests.differential.asks import values_of
from hoaban.record.tests.differential.roles import Sight
from hoaban.record.tests.differential.tables import Name

_PARTICLES = Fraction(6 * 10**23)
_NOTHING = (-moments.EVER, False)
Worth = Callable[[str, Sight, bool], Any]


def order(chance: Random, kind: str) -> tuple[list[tuple[str, str]], Callable[[Sequence[str], Sight], bool]]:
    """A ``_sort`` parameter (or none), and whether names stand as it says."""
    sortable = [name for table, _ in _WORTH for name in table if name[0] == kind]
    sortable += [(kind, "_id"), (kind, "_lastUpdated")]
    chosen = chance.sample(sortable, k=min(len(sortable), chance.choice([0, 0, 1, 1, 2])))
    keys = [(name, chance.random() < 0.5) for name in chosen]
    if not keys:
        return [], lambda names, sight: True
    text = ",".join(("-" if down else "") + name[1] for name, down in keys)

    def stands(names: Sequence[str], sight: Sight) -> bool:
        rows = [[(worth_of(name)(one, sight, down), down) for name, down in keys] for one in names]
        return all(_in_order(first, second) for first, second in pairwise(rows))

    return [("_sort", text)], stands


def _in_order(first: list[tuple[Any, bool]], second: list[tuple[Any, bool]]) -> bool:
    for (one, down), (other, _) in zip(first, second, strict=True):
        if one != other:
            return bool(one > other if down else one < other)
    return True


def worth_of(name: Name) -> Worth:
    """What a resource is worth by a parameter: its least value going up, its greatest going down."""
    if name[1] == "_id":
        return lambda one, sight, down: placement.uid_of(name[0], one.partition("/")[2])[0]
    if name[1] == "_lastUpdated":
        return lambda one, sight, down: sight.updated[one]
    values = values_of(name)
    assert values
    worth, lowest = next((worth, lowest) for table, (worth, lowest) in _WORTH if name in table)

    def read(one: str, sight: Sight, down: bool) -> Any:
        found = [worth(value) for value in values(sight.by_name[one])]
        return (max(found) if down else min(found)) if found else lowest

    return read


def _token(value: Any) -> tuple[str, str]:
    return (
        (value.get("code", value.get("value")), value.get("system", ""))
        if isinstance(value, dict)
        else (value, "")
    )


def _amount(value: Any) -> tuple[Fraction, bool]:
    """By the canonical unit: grams, or particles in a cubic metre, far beyond any grams here; without one as it stands."""
    sign, code = value.get("comparator", ""), value.get("code", "")
    own = Fraction(value["value"]) * GRAMS.get(code, _PARTICLES if code == "mmol/L" else Fraction(1))
    return _NOTHING if sign.startswith("<") else (own, sign == ">")


_WORTH: tuple[tuple[Any, tuple[Callable[[Any], Any], Any]], ...] = (
    (tables.STRINGS, (fold, "")),
    (tables.DATES, (lambda value: moments.stretch(value)[0], -moments.EVER)),
    (tables.AMOUNTS, (_amount, _NOTHING)),
    (tables.TOKENS, (_token, ("", ""))),
    (tables.URIS, (lambda value: value, "")),
)  # fmt: skip
