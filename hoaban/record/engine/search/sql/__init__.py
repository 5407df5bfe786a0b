"""A query made into one statement over ``record_resource r``, with the access condition inside.

``where`` says which rows (``instants``: by date), ``order`` in which order and from where on; one patient's resources
come newest first by (person, type, main_lo), everything else by its criteria's index or the primary key (type, rid).
``includes`` are further statements about one page.
"""

from __future__ import annotations

from typing import Any

from hoaban.record.engine import structure
from hoaban.record.engine.condition import Condition
from hoaban.record.engine.search import parameters
from hoaban.record.engine.search.query import Column, Dates, Keys, MainDate, Query
from hoaban.record.engine.search.sql import order
from hoaban.record.engine.search.sql.where import where

_PERSON = """r.person = coalesce(
 (select p.person from record_resource p where p.type = %s and p.uid = %s),
 (select l.uid from record_reference f join record_resource l on l.type = f.type and l.rid = f.rid
  where f.target = %s and f.param = %s and f.type = %s and f.target_type = %s and not l.deleted limit 1), %s)"""

Args = list[Any]
Statement = tuple[str, Args]


def statement(query: Query, access: Condition, *, columns: str) -> Statement:
    """The page's rows and one more: ``columns``, then the sort values, then ``r.rid``."""
    selected, args = order.selected(query)
    condition, more = _where(query, access)
    args += more
    if query.after is not None:
        after, more = order.after(query, query.after)
        condition += f" and {after}"
        args += more
    by, more = order.by(query)
    sql = f"select {columns}{selected}, r.rid from record_resource r where {condition} order by {by} limit %s"
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
    condition, args = where(query.resource_types, query.criteria, access, walked=walks_one_patient(query))
    if query.patient is None:
        return condition, args
    return f"{condition} and {_PERSON}", [*args, *_person_args(query)]


def _person_args(query: Query) -> Args:
    patient, person = structure.type_number("Patient"), structure.type_number("Person")
    link = parameters.of_type("Person")["patient"].sources[0].number
    return [patient, query.patient, query.patient, link, person, patient, query.patient]
