"""Ranges of numbers and quantities compared, and places near a point. Rules: FHIR R4, search, 3.1.1.4.4 and 3.1.1.4.6."""

from __future__ import annotations

from typing import Any

from hoaban.record.engine.search.criteria import Near, Ranges
from hoaban.record.engine.search.ranges import Asked

_EARTH = 6371.0088
"""Mean radius in kilometres."""
_DEGREE = 111.0
"""Kilometres in a degree of latitude, rounded down: the box must not be too small."""
_DISTANCE = (
    f"2 * {_EARTH} * asin(sqrt(least(1, sin(radians(q.lo - %s) / 2) ^ 2"
    " + cos(radians(%s)) * cos(radians(q.lo)) * sin(radians(q.hi - %s) / 2) ^ 2)))"
)

Args = list[Any]
Statement = tuple[str, Args]


def matching(criterion: Ranges, kinds: Statement) -> Statement:
    """That a row fits; ``kinds`` is the condition on the type of rows in ``record_range q``."""
    parts = [_alternative(each) for each in criterion.any_of]
    either = " or ".join(f"({sql})" for sql, _ in parts)
    key = (
        ("q.key = %s", criterion.keys[0])
        if len(criterion.keys) == 1
        else ("q.key = any(%s::bigint[])", list(criterion.keys))
    )
    return _rows(
        kinds,
        f"q.param = any(%s::smallint[]) and {key[0]} and ({either})",
        [list(criterion.numbers), key[1], *(arg for _, args in parts for arg in args)],
    )


def near(criterion: Near, kinds: Statement) -> Statement:
    """That a place lies within the distance: a belt of latitudes by the index, then the way over the sphere."""
    belt = criterion.kilometres / _DEGREE
    return _rows(
        kinds,
        f"q.param = %s and q.key = 0 and q.lo between %s and %s and {_DISTANCE} <= %s",
        [
            criterion.number, criterion.latitude - belt, criterion.latitude + belt,
            criterion.latitude, criterion.latitude, criterion.longitude, criterion.kilometres,
        ],
    )  # fmt: skip


def _rows(kinds: Statement, condition: str, args: Args) -> Statement:
    of_type = kinds[0] and f"{kinds[0]} and "
    return f"r.rid in (select q.rid from record_range q where {of_type}{condition})", [*kinds[1], *args]


def _alternative(asked: tuple[Asked, ...]) -> Statement:
    if len(asked) == 1:
        prefix = "q.canonical_" if asked[0].canonical else "q."
        return _compared(asked[0], f"{prefix}lo", f"{prefix}hi")
    (first, more), (last, others) = _compared(asked[0], "q.lo", "q.lo"), _compared(asked[1], "q.hi", "q.hi")
    return f"{first} and {last}", [*more, *others]


def _compared(asked: Asked, lo: str, hi: str) -> Statement:
    """One closed stored range against one number; conditions that follow from others stand there for the index's sake."""
    sql, args = {
        "eq": (f"{lo} >= %s and {lo} < %s and {hi} < %s", [asked.lo, asked.hi, asked.hi]),
        "ne": (f"not ({lo} >= %s and {hi} < %s)", [asked.lo, asked.hi]),
        "gt": (f"{hi} > %s", [asked.at]),
        "ge": (f"{hi} >= %s", [asked.at]),
        "lt": (f"{lo} < %s", [asked.at]),
        "le": (f"{lo} <= %s", [asked.at]),
        "sa": (f"{lo} > %s", [asked.at]),
        "eb": (f"{lo} < %s and {hi} < %s", [asked.at, asked.at]),
        "ap": (f"{lo} <= %s and {hi} >= %s", [asked.hi, asked.lo]),
    }[asked.prefix]
    if not asked.units:
        return sql, list(args)
    unit = "q.canonical_unit" if asked.canonical else "q.unit"
    if len(asked.units) == 1:
        return f"{unit} = %s and {sql}", [asked.units[0], *args]
    return f"{unit} = any(%s::bigint[]) and {sql}", [list(asked.units), *args]
