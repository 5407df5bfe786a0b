"""Order and pages: what is sorted by, and where the rows after a position begin."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from hoaban.record.engine import structure
from hoaban.record.engine.search import dates
from hoaban.record.engine.search.criteria import Column
from hoaban.record.engine.search.query import Position, Query, SortKey

Args = list[Any]
Statement = tuple[str, Args]
_NO_TARGET = UUID(int=0)


_IN_THE_ROW = frozenset({Column.MAIN, Column.UPDATED, Column.UID, Column.TYPE, Column.PERSON})


def stands_in_the_row(query: Query) -> bool:
    """Whether a search is sorted by columns of the row alone, which take no arguments."""
    return all(key.column in _IN_THE_ROW for key in query.sort)


def selected(query: Query) -> Statement:
    """The sort values as columns."""
    args: Args = []
    return "".join(f", {_value(key, args)}" for key in query.sort), args


def by(query: Query) -> Statement:
    """The ``order by`` of a search; ``rid`` settles what is equal."""
    args: Args = []
    keys = [f"{_value(key, args)} {_direction(key.descending)}" for key in query.sort]
    return ", ".join([*keys, f"r.rid {_direction(query.descending)}"]), args


def after(query: Query, position: Position) -> Statement:
    """Only what comes after ``position``: one row comparison if all keys run the same way, else spelt out."""
    keys = [*query.sort, None]
    down = [key.descending if key else query.descending for key in keys]
    values = list(position)
    if len(set(down)) == 1:
        args: Args = []
        left = ", ".join(_value(key, args) if key else "r.rid" for key in keys)
        right = ", ".join([_typed(key) for key in keys])
        return f"({left}) {'<' if down[0] else '>'} ({right})", [*args, *values]
    steps: list[str] = []
    step_args: Args = []
    for place in range(len(keys)):
        conditions = []
        for at in range(place + 1):
            key = keys[at]
            name = _value(key, step_args) if key else "r.rid"
            sign = "=" if at < place else "<" if down[at] else ">"
            conditions.append(f"{name} {sign} {_typed(key)}")
            step_args.append(values[at])
        steps.append("(" + " and ".join(conditions) + ")")
    return "(" + " or ".join(steps) + ")", step_args


def _value(key: SortKey, args: Args) -> str:
    """What is sorted by. Rows without a value come as if theirs were the lowest."""
    match key.column:
        case Column.MAIN:
            return "r.main_lo"
        case Column.UPDATED:
            return "r.updated_at"
        case Column.UID:
            return "r.uid"
        case Column.TYPE:
            return "r.type"
        case Column.SHARED:
            args += [key.number, dates.PAST]
            return "case when r.keys @> array[%s::bigint] then r.main_lo else %s end"
        case Column.PERSON:
            return "r.person"
    best = "max" if key.descending else "min"
    if key.column is Column.ROWS:
        args += [key.number, dates.PAST]
        return f"coalesce((select {best}(d.lo) from record_date d where d.rid = r.rid and d.param = %s), %s)"
    if key.column is Column.TARGETS:
        return _target(key, args)
    if key.column is Column.RANGES:
        args += [key.number]
        return (
            f"coalesce((select {best}(coalesce(q.canonical_lo, q.lo)) from record_range q where q.rid = r.rid"
            " and q.param = %s), '-infinity')"
        )
    args += [key.number]
    return (
        f"coalesce((select {best}(s.value) from record_string s where s.rid = r.rid and s.param = %s"
        " and s.exact <> ''), '')"
    )


def _target(key: SortKey, args: Args) -> str:
    of_type = ""
    args += [key.number]
    if key.target:
        of_type = " and f.target_type = %s"
        args += [structure.type_number(key.target)]
    args += [_NO_TARGET]
    return (
        f"coalesce((select f.target from record_link f where f.type = r.type and f.rid = r.rid and f.param = %s{of_type}"
        f" order by f.target {_direction(key.descending)} limit 1), %s)"
    )


def _direction(descending: bool) -> str:
    return "desc" if descending else "asc"


def _typed(key: SortKey | None) -> str:
    if key is None:
        return "%s::bigint"
    return {
        Column.UID: "%s::uuid",
        Column.PERSON: "%s::uuid",
        Column.TARGETS: "%s::uuid",
        Column.STRINGS: "%s::text",
        Column.TYPE: "%s::smallint",
        Column.RANGES: "%s::float8",
    }.get(key.column, "%s::timestamptz")
