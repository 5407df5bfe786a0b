"""Ranges of instants compared: the prefixes of date parameters over half-open ranges. Rules: FHIR R4, search, 3.1.1.4.5."""

from __future__ import annotations

from datetime import timedelta

from hoaban.record.engine.search import dates
from hoaban.record.engine.search.criteria import Column, DateRange, Dates
from hoaban.record.engine.search.sql.statements import Statement, joined, likely

_WIDEST = timedelta(days=367)


def matching(criterion: Dates, kinds: Statement) -> Statement:
    """That any of the ranges fits; ``kinds`` is the condition on the type of rows in ``record_date d``."""
    parts = [_range(criterion, each) for each in criterion.ranges]
    either = "(" + " or ".join(sql for sql, _ in parts) + ")"
    args = [arg for _, more in parts for arg in more]
    if criterion.column is not Column.ROWS:
        return either, args
    of_type = kinds[0] and f"{kinds[0]} and "
    sql = f"r.rid in (select d.rid from record_date d where {of_type}d.param = %s and {either})"
    return sql, [*kinds[1], criterion.number, *args]


def _range(criterion: Dates, asked: DateRange) -> Statement:
    if criterion.column is Column.UPDATED:
        return _instant(asked)
    if criterion.column is Column.ROWS:
        bounds, others = _overlap(asked, "d.lo", "d.hi")
        sql, args = joined((bounds, others), " and ")
        return f"({sql})", args
    bounds, others = _overlap(asked, "r.main_lo", "r.main_hi")
    if asked.prefix in ("ne", "lt", "le", "eb", "ap", "po"):
        others = joined((others, ("r.main_hi > %s", [dates.PAST])), " and ")
    if asked.prefix in ("gt", "ge") and criterion.narrow and asked.lo - dates.PAST > _WIDEST:
        bounds = "r.main_lo >= %s", [asked.lo - _WIDEST]
    sql, args = joined((bounds, likely(others)), " and ")
    return f"({sql})", args


def _overlap(asked: DateRange, lo: str, hi: str) -> tuple[Statement, Statement]:
    """The R4 rules over half-open ranges: bounds of ``lo``, which has an index, and what else must hold."""
    start, end = asked.lo, asked.hi
    none: Statement = ("", [])
    match asked.prefix:
        case "eq":
            return (f"{lo} >= %s and {lo} < %s", [start, end]), (f"{hi} <= %s", [end])
        case "ne":
            return none, (f"not ({lo} >= %s and {hi} <= %s)", [start, end])
        case "gt":
            return none, (f"{hi} > %s", [end])
        case "ge":
            return none, (f"({hi} > %s or ({lo} >= %s and {hi} <= %s))", [end, start, end])
        case "lt":
            return (f"{lo} < %s", [start]), none
        case "le":
            return (f"{lo} < %s", [end]), (f"({lo} < %s or {hi} <= %s)", [start, end])
        case "sa":
            return (f"{lo} >= %s", [end]), none
        case "eb":
            return (f"{lo} < %s", [start]), (f"{hi} <= %s", [start])
    return (f"{lo} < %s", [end]), (f"{hi} > %s", [start])


def _instant(asked: DateRange) -> Statement:
    """The same rules where the value is one instant: ``updated_at``."""
    at, start, end = "r.updated_at", asked.lo, asked.hi
    match asked.prefix:
        case "eq" | "ap" | "po":
            return f"({at} >= %s and {at} < %s)", [start, end]
        case "ne":
            return f"not ({at} >= %s and {at} < %s)", [start, end]
        case "gt" | "sa":
            return f"{at} >= %s", [end]
        case "ge":
            return f"{at} >= %s", [start]
        case "le":
            return f"{at} < %s", [end]
    return f"{at} < %s", [start]
