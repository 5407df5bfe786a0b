"""A query made into one statement over ``record_resource r``, with the access condition inside.

``where`` says which rows (``instants``: by date), ``order`` in which order and from where on; one patient's resources
come newest first by (person, type, main_lo), everything else by its criteria's index or the primary key (type, rid);
``sources`` says what is read first.
``includes`` are further statements about one page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from hoaban.record.engine import structure
from hoaban.record.engine.condition import EVERYTHING, Condition
from hoaban.record.engine.search import parameters
from hoaban.record.engine.search.criteria import Column, Criterion, Dates, Keys, MainDate
from hoaban.record.engine.search.query import Query
from hoaban.record.engine.search.sql import nearby, order, sources
from hoaban.record.engine.search.sql.nearby import Nearby
from hoaban.record.engine.search.sql.statements import joined
from hoaban.record.engine.search.sql.where import Seen, where

_PERSON = """r.person = coalesce(
 (select p.person from record_resource p where p.type = %s and p.uid = %s),
 (select l.uid from record_reference f join record_resource l on l.type = f.type and l.rid = f.rid
  where f.target = %s and f.param = %s and f.type = %s and f.target_type = %s and not l.deleted limit 1), %s)"""

_MOST_BRANCHES = 12
"""Types searched together of which each has a part of its own in the statement."""
_USUAL_COUNTS = frozenset({10, 20, 50, 100})
"""Pages of so many have a statement of their own, planned once a connection."""
Args = list[Any]
Statement = tuple[str, Args]


class Planned(NamedTuple):
    """A statement. ``serves_all_values``: one plan is good for whatever is asked in this form, so it need be made once."""

    sql: str
    args: Args
    serves_all_values: bool


def statement(query: Query, access: Condition, *, columns: str) -> Planned:
    """The page's rows and one more: ``columns``, then the sort values, then ``r.rid``."""
    if is_narrow(query):
        # one patient's rows are few whatever the values
        return Planned(*_select(query, sources.ALL, _where(query, access), columns), True)
    rare = sources.rare_keys_of(query, access)
    if not rare and 1 < len(query.resource_types) <= _MOST_BRANCHES:
        return Planned(*_of_each_type(query, access, columns), False)
    if not rare and query.count in _USUAL_COUNTS and sources.walks_rows(query, access):
        return _walk(query, access, columns)
    if rare:
        if near := nearby.of_page(query, rare, sources.reached_at(query, access)):
            return _near_first(query, access, rare, near, columns)
        return Planned(*_of_few(query, access, rare, rare, columns), sources.is_simple(query))
    source, seen = sources.ALL, Seen.IN_ORDER
    by_person = access.reach if sources.walks_people(query) else None
    if by_person:
        source, seen = sources.of_people(by_person, query.after), Seen.REACHED
    condition = where(query.resource_types, query.criteria, access, seen)
    made = _select(query, source, _of_patient(query, condition), columns)
    if by_person and sources.walked(query) is not None and query.count in _USUAL_COUNTS:
        return _of_this_length(query, made)
    return Planned(*made, False)


def _of_few(
    query: Query, access: Condition, rare: list[Keys], having: list[Keys], columns: str, *bounds: Statement
) -> Statement:
    """A page of rows that are looked up by what they are ``having``, within ``bounds``; ``rare`` need not be asked again."""
    simple = sources.is_simple(query)
    source, rest = sources.having(having, kept=simple), [each for each in query.criteria if each not in rare]
    if access.reach and simple and order.stands_in_the_row(query):
        return _let_in_last(query, access, source, rest, columns, bounds)
    condition = _of_patient(query, where(query.resource_types, rest, access, Seen.FEW))
    return _select(query, source, joined([condition, *bounds], " and "), columns)


def _let_in_last(
    query: Query,
    access: Condition,
    source: Statement,
    rest: Sequence[Criterion],
    columns: str,
    bounds: Sequence[Statement],
) -> Statement:
    """What matches is put in order first, and only then asked, row by row until the page is full, whether it may be seen: that
    costs more than to sort them, and most pages are full after few."""
    numbers = tuple(map(structure.type_number, query.resource_types))
    matching, args = joined([where(query.resource_types, rest, EVERYTHING, Seen.FEW), *bounds], " and ")
    args = [*source[1], *args]
    if query.after is not None:
        after, more = order.after(query, query.after)
        matching, args = f"{matching} and {after}", [*args, *more]
    by, _ = order.by(query)
    values, _ = order.selected(query)
    let_in, more = access.over(numbers, one_by_one=True)
    matches = f"(select * from {source[0]} where {matching} order by {by} offset 0) r"
    sql = f"select {columns}{values}, r.rid from {matches} where {let_in} order by {by} limit %s"
    return sql, [*args, *more, query.count + 1]


def _walk(query: Query, access: Condition, columns: str) -> Planned:
    """One type's rows in order until the page is full, whatever keys are looked for; what has them is asked for access."""
    numbers = tuple(map(structure.type_number, query.resource_types))
    matching, args = where(query.resource_types, query.criteria, EVERYTHING, Seen.IN_ORDER)
    let_in, more = access.over(numbers, one_by_one=True)
    found = f"{matching} and {let_in}", [*args, *more]
    return _of_this_length(query, _select(query, sources.ALL, _of_patient(query, found), columns))


def _of_this_length(query: Query, walk: Statement) -> Planned:
    """The limit stands in the text: a plan made for any limit would be one for a tenth of the type, and never be kept."""
    sql, args = walk
    return Planned(f"{sql.removesuffix('%s')}{query.count + 1}", args[:-1], True)


def _near_first(query: Query, access: Condition, rare: list[Keys], near: Nearby, columns: str) -> Planned:
    """The page out of some stretches of row numbers; the rest is read only if they do not fill it."""
    inside, beyond = ("r.rid < %s", [near.before]), ("r.rid >= %s", [near.before])
    first, first_args = _of_few(query, access, rare, [*rare, near.held], columns, inside)
    then, then_args = _of_few(query, access, rare, rare, columns, beyond)
    sql = (
        f"with near as materialized ({first}) select * from near union all"
        f" select * from ({then}) far where (select count(*) from near) <= %s"
        f" order by {columns.count(',') + 2} limit %s"
    )
    return Planned(sql, [*first_args, *then_args, query.count, query.count + 1], sources.is_simple(query))


def _of_each_type(query: Query, access: Condition, columns: str) -> Statement:
    """A page of each type in order, and the first of them all: an index has the order of one type only."""
    branches = [
        statement(replace(query, resource_types=(kind,)), access, columns=columns)
        for kind in query.resource_types
    ]
    first = columns.count(",") + 2
    keys = [(first + place, key.descending) for place, key in enumerate(query.sort)]
    keys.append((first + len(query.sort), query.descending))
    by = ", ".join(f"{column} {'desc' if descending else 'asc'}" for column, descending in keys)
    every = " union all ".join(f"({each.sql})" for each in branches)
    return f"{every} order by {by} limit %s", [
        *(arg for each in branches for arg in each.args),
        query.count + 1,
    ]


def _select(query: Query, source: Statement, where_: Statement, columns: str) -> Statement:
    selected, args = order.selected(query)
    condition, more = where_
    args = [*args, *source[1], *more]
    if query.after is not None:
        after, more = order.after(query, query.after)
        condition += f" and {after}"
        args += more
    by, more = order.by(query)
    sql = f"select {columns}{selected}, r.rid from {source[0]} where {condition} order by {by} limit %s"
    return sql, [*args, *more, query.count + 1]


def count_statement(query: Query, access: Condition, *, most: int | None = None) -> Statement:
    """How many match, under the same access condition; counting stops after ``most``."""
    condition, args = _where(query, access)
    if most is None:
        return f"select count(*) from record_resource r where {condition}", args
    return f"select count(*) from (select 1 from record_resource r where {condition} limit %s) c", [
        *args,
        most,
    ]


def estimate_statement(query: Query, access: Condition) -> Statement:
    """What the planner expects to match."""
    condition, args = _where(query, access)
    return f"explain (format json) select 1 from record_resource r where {condition}", args


def walks_one_patient(query: Query) -> bool:
    """Whether nothing but one patient and dates narrow the search: then their rows are read in order of date."""
    plain = [each for each in query.criteria if isinstance(each, Keys) and not each.negated]
    others = [each for each in query.criteria if not isinstance(each, (Keys, Dates, MainDate))]
    beside = any(isinstance(each, Dates) and each.column is Column.ROWS for each in query.criteria)
    return query.patient is not None and len(plain) == 1 and not others and not beside


def is_narrow(query: Query) -> bool:
    """Whether one patient's rows are few whatever the values: a plan made once then serves for all of them."""
    return query.patient is not None and all(
        isinstance(each, (Keys, Dates, MainDate)) for each in query.criteria
    )


def _where(query: Query, access: Condition) -> Statement:
    seen = Seen.IN_ORDER if walks_one_patient(query) else Seen.ANYHOW
    return _of_patient(query, where(query.resource_types, query.criteria, access, seen))


def _of_patient(query: Query, found: Statement) -> Statement:
    condition, args = found
    if query.patient is None:
        return found
    return f"{condition} and {_PERSON}", [*args, *_person_args(query)]


def _person_args(query: Query) -> Args:
    patient, person = structure.type_number("Patient"), structure.type_number("Person")
    link = parameters.of_type("Person")["patient"].sources[0].number
    return [patient, query.patient, query.patient, link, person, patient, query.patient]
