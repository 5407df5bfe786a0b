"""A query made into one statement over ``record_resource r``, with the access condition inside.

``where`` says which rows (``instants``: by date), ``order`` in which order and from where on; one patient's resources
come newest first by (person, type, main_lo), everything else by its criteria's index or the primary key (type, rid);
``sources`` says what is read first.
``includes`` are further statements about one page.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hoaban.record.engine import structure
from hoaban.record.engine.condition import Condition
from hoaban.record.engine.search import parameters
from hoaban.record.engine.search.query import Column, Dates, Keys, MainDate, Query
from hoaban.record.engine.search.sql import order, sources
from hoaban.record.engine.search.sql.where import Seen, where

_PERSON = """r.person = coalesce(
 (select p.person from record_resource p where p.type = %s and p.uid = %s),
 (select l.uid from record_reference f join record_resource l on l.type = f.type and l.rid = f.rid
  where f.target = %s and f.param = %s and f.type = %s and f.target_type = %s and not l.deleted limit 1), %s)"""

_MOST_BRANCHES = 12
"""Types searched together of which each has a part of its own in the statement."""
Args = list[Any]
Statement = tuple[str, Args]


def statement(query: Query, access: Condition, *, columns: str) -> Statement:
    """The page's rows and one more: ``columns``, then the sort values, then ``r.rid``."""
    if is_narrow(query):
        return _select(query, sources.ALL, _where(query, access), columns)
    rare = sources.rare_keys_of(query, access)
    if not rare and 1 < len(query.resource_types) <= _MOST_BRANCHES:
        return _of_each_type(query, access, columns)
    source, seen = sources.having(rare), Seen.FEW if rare else Seen.IN_ORDER
    if not rare and access.reach and sources.walks_people(query):
        source, seen = sources.of_people(access.reach, query.after), Seen.REACHED
    rest = [each for each in query.criteria if each not in rare]
    condition = where(query.resource_types, rest, access, seen)
    return _select(query, source, _of_patient(query, condition), columns)


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
    every = " union all ".join(f"({sql})" for sql, _ in branches)
    return f"{every} order by {by} limit %s", [
        *(arg for _, args in branches for arg in args),
        query.count + 1,
    ]


def serves_all_values(query: Query, access: Condition) -> bool:
    """Whether one plan is good for whatever is asked in this form: few rows are read, or in an order given."""
    return is_narrow(query) or (sources.is_simple(query) and bool(sources.rare_keys_of(query, access)))


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
