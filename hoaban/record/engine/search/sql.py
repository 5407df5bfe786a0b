"""A query made into one statement over ``record_resource r``, with the access condition inside.

How the parts find their index: keys by the GIN index on ``r.keys``; strings and side dates by semi-joins; the main date
in the row by (type, main_lo); one patient's resources, newest first, by (person, type, main_lo); everything else by the
primary key (type, rid). Matching of dates: FHIR R4, search, 3.1.1.4.5.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hoaban.record.engine import structure
from hoaban.record.engine.condition import Condition
from hoaban.record.engine.search import dates, parameters
from hoaban.record.engine.search.query import (
    Column,
    Criterion,
    DateRange,
    Dates,
    Keys,
    MainDate,
    Position,
    Query,
    SortKey,
    Strings,
    Uids,
)

_WIDEST = timedelta(days=367)
_PERSON = """r.person = coalesce(
 (select p.person from record_resource p where p.type = %s and p.uid = %s),
 (select l.uid from record_reference f join record_resource l on l.type = f.type and l.rid = f.rid
  where f.target = %s and f.param = %s and f.type = %s and f.target_type = %s and not l.deleted limit 1), %s)"""

Args = list[Any]
Statement = tuple[str, Args]


def statement(query: Query, access: Condition, *, columns: str) -> Statement:
    """The page's rows and one more: ``columns``, then the sort values, then ``r.rid``."""
    args: Args = []
    orders = [_order_of(key, query, args) for key in query.sort]
    selected = "".join(f", {order}" for order in orders)
    where, where_args = _where(query, access)
    args += where_args
    if query.after is not None:
        after, after_args = _after(query, query.after)
        where += f" and {after}"
        args += after_args
    ordered: Args = []
    keys = [f"{_order_of(key, query, ordered)} {_direction(key.descending)}" for key in query.sort]
    by = ", ".join([*keys, f"r.rid {_direction(query.descending)}"])
    sql = f"select {columns}{selected}, r.rid from record_resource r where {where} order by {by} limit %s"
    return sql, [*args, *ordered, query.count + 1]


def count_statement(query: Query, access: Condition) -> Statement:
    """How many match, under the same access condition."""
    where, args = _where(query, access)
    return f"select count(*) from record_resource r where {where}", args


def walks_one_patient(query: Query) -> bool:
    """Whether nothing but one patient and dates narrow the search: then their rows are read in order of date."""
    keys = [
        criterion for criterion in query.criteria if isinstance(criterion, Keys) and not criterion.negated
    ]
    return query.patient is not None and len(keys) == 1 and not _joins(query)


def _joins(query: Query) -> bool:
    return any(
        isinstance(criterion, (Strings, Uids))
        or (isinstance(criterion, Dates) and criterion.column is Column.ROWS)
        for criterion in query.criteria
    )


def _where(query: Query, access: Condition) -> Statement:
    parts, args = ["r.type = %s", "not r.deleted"], [structure.type_number(query.resource_type)]
    if query.patient is not None:
        parts.append(_PERSON)
        args += _person_args(query)
    for sql, more in (*_key_parts(query), *(_criterion(each, args[0]) for each in query.criteria)):
        if sql:
            parts.append(sql)
            args += more
    parts.append(f"({access.sql})")
    return " and ".join(parts), [*args, *access.args]


def _person_args(query: Query) -> Args:
    patient, person = structure.type_number("Patient"), structure.type_number("Person")
    link = parameters.of_type("Person")["patient"].sources[0].number
    return [patient, query.patient, query.patient, link, person, patient, query.patient]


def _key_parts(query: Query) -> list[Statement]:
    """Keys that must all be there in one ``@>``, each OR list in one ``&&``.

    One patient's rows are read in order of date: there the keys are only looked at, never looked up (``case`` keeps
    them from the index, and the planner from taking the walk for a search for a needle).
    """
    found = [criterion for criterion in query.criteria if isinstance(criterion, Keys)]
    every = sorted({each.any_of[0] for each in found if len(each.any_of) == 1 and not each.negated})
    form = (
        "case when r.keys {} %s::bigint[] then true else false end"
        if walks_one_patient(query)
        else "r.keys {} %s::bigint[]"
    )
    parts: list[Statement] = [(form.format("@>"), [every])] if every else []
    for each in found:
        if each.negated:
            parts.append(("not (r.keys && %s::bigint[])", [list(each.any_of)]))
        elif len(each.any_of) > 1:
            parts.append((form.format("&&"), [list(each.any_of)]))
    return parts


def _criterion(criterion: Criterion, kind: int) -> Statement:
    match criterion:
        case Uids(any_of):
            return "r.uid = any(%s::uuid[])", [list(any_of)]
        case MainDate(present):
            return f"r.main_hi {'>' if present else '='} %s", [dates.PAST]
        case Strings(numbers, beginnings):
            return _strings(kind, numbers, beginnings)
        case Dates():
            return _dates(criterion, kind)
    return "", []


def _strings(kind: int, numbers: tuple[int, ...], beginnings: tuple[str, ...]) -> Statement:
    either = " or ".join(["(s.value >= %s and s.value < %s)"] * len(beginnings))
    bounds = [bound for beginning in beginnings for bound in (beginning, beginning + "\U0010ffff")]
    sql = f"r.rid in (select s.rid from record_string s where s.type = %s and s.param = any(%s::smallint[]) and ({either}))"
    return sql, [kind, list(numbers), *bounds]


def _dates(criterion: Dates, kind: int) -> Statement:
    parts = [_range(criterion, each) for each in criterion.ranges]
    either = "(" + " or ".join(sql for sql, _ in parts) + ")"
    args = [arg for _, more in parts for arg in more]
    if criterion.column is not Column.ROWS:
        return either, args
    sql = f"r.rid in (select d.rid from record_date d where d.type = %s and d.param = %s and {either})"
    return sql, [kind, criterion.number, *args]


def _range(criterion: Dates, asked: DateRange) -> Statement:
    if criterion.column is Column.UPDATED:
        return _instant(asked)
    lo, hi = ("r.main_lo", "r.main_hi") if criterion.column is Column.MAIN else ("d.lo", "d.hi")
    sql, args = _overlap(asked, lo, hi)
    if criterion.column is Column.MAIN:
        if asked.prefix in ("ne", "lt", "le", "eb", "ap"):
            sql, args = f"{sql} and {hi} > %s", [*args, dates.PAST]
        if asked.prefix in ("gt", "ge") and criterion.narrow and asked.lo - dates.PAST > _WIDEST:
            sql, args = f"{lo} >= %s and {sql}", [asked.lo - _WIDEST, *args]
    return f"({sql})", args


def _overlap(asked: DateRange, lo: str, hi: str) -> Statement:
    """The R4 rules over half-open ranges; conditions that follow from others stand there for the index's sake."""
    start, end = asked.lo, asked.hi
    match asked.prefix:
        case "eq":
            return f"{lo} >= %s and {lo} < %s and {hi} <= %s", [start, end, end]
        case "ne":
            return f"not ({lo} >= %s and {hi} <= %s)", [start, end]
        case "gt":
            return f"{hi} > %s", [end]
        case "ge":
            return f"({hi} > %s or ({lo} >= %s and {hi} <= %s))", [end, start, end]
        case "lt":
            return f"{lo} < %s", [start]
        case "le":
            return f"{lo} < %s and ({lo} < %s or {hi} <= %s)", [end, start, end]
        case "sa":
            return f"{lo} >= %s", [end]
        case "eb":
            return f"{lo} < %s and {hi} <= %s", [start, start]
    return f"{lo} < %s and {hi} > %s", [end, start]


def _instant(asked: DateRange) -> Statement:
    """The same rules where the value is one instant: ``updated_at``."""
    at, start, end = "r.updated_at", asked.lo, asked.hi
    match asked.prefix:
        case "eq" | "ap":
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


def _order_of(key: SortKey, query: Query, args: Args) -> str:
    """What is sorted by. Rows without a value come as if theirs were the lowest."""
    match key.column:
        case Column.MAIN:
            return "r.main_lo"
        case Column.UPDATED:
            return "r.updated_at"
        case Column.UID:
            return "r.uid"
    kind = structure.type_number(query.resource_type)
    best = "max" if key.descending else "min"
    if key.column is Column.ROWS:
        args += [kind, key.number, dates.PAST]
        return (
            f"coalesce((select {best}(d.lo) from record_date d where d.rid = r.rid and d.type = %s"
            " and d.param = %s), %s)"
        )
    args += [kind, key.number]
    return (
        f"coalesce((select {best}(s.value) from record_string s where s.rid = r.rid and s.type = %s"
        " and s.param = %s and s.exact <> ''), '')"
    )


def _direction(descending: bool) -> str:
    return "desc" if descending else "asc"


def _after(query: Query, position: Position) -> Statement:
    """Only what comes after ``position``: one row comparison if all keys run the same way, else spelt out."""
    keys = [*query.sort, None]
    down = [key.descending if key else query.descending for key in keys]
    values = list(position)
    if len(set(down)) == 1:
        args: Args = []
        left = ", ".join(_order_of(key, query, args) if key else "r.rid" for key in keys)
        right = ", ".join([_typed(key) for key in keys])
        return f"({left}) {'<' if down[0] else '>'} ({right})", [*args, *values]
    steps: list[str] = []
    step_args: Args = []
    for place in range(len(keys)):
        conditions = []
        for at in range(place + 1):
            key = keys[at]
            name = _order_of(key, query, step_args) if key else "r.rid"
            sign = "=" if at < place else "<" if down[at] else ">"
            conditions.append(f"{name} {sign} {_typed(key)}")
            step_args.append(values[at])
        steps.append("(" + " and ".join(conditions) + ")")
    return "(" + " or ".join(steps) + ")", step_args


def _typed(key: SortKey | None) -> str:
    if key is None:
        return "%s::bigint"
    return {Column.UID: "%s::uuid", Column.STRINGS: "%s::text"}.get(key.column, "%s::timestamptz")
