"""All that the record holds about one Patient (of one source) or one visit, and what that refers to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from hoaban.record.engine import db, reading, structure
from hoaban.record.engine.access import Rule
from hoaban.record.engine.condition import Condition
from hoaban.record.engine.search import dates
from hoaban.record.engine.search.dates import Range
from hoaban.record.shapes import Stored

_ABOUT = {
    "Patient": "r.person = (select person from record_resource where uid = %s and type = %s) and r.patient = %s",
    "Encounter": "r.dossier = %s",
}
_PAGE = f"""
select {reading.COLUMNS}, r.rid from record_resource r
where {{about}} and not r.deleted and r.type = any(%s::smallint[]) and r.updated_at >= %s
  and (r.main_hi = %s or r.uid = %s or (r.main_lo < %s and r.main_hi > %s)) and r.rid > %s and {{condition}}
order by r.rid limit %s
"""
_REFERRED = """
select distinct f.target_type, f.target from record_link f
where (f.type, f.rid) in (select r.type, r.rid from record_resource r where {about} and not r.deleted and {condition})
  and f.param is not null and f.target_type = any(%s::smallint[])
"""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is wanted: types (none: all), what changed since, care within a range."""

    types: tuple[int, ...] = ()
    since: datetime = dates.PAST
    during: Range = (dates.PAST, dates.FUTURE)


def page(
    kind: str, uid: UUID, rule: Rule, wish: Wish, *, after: int, count: int
) -> tuple[list[Stored], int | None]:
    """One page in the order in which facts came in, and where the next goes on. What has no date is always in range.

    The last page brings along what the facts refer to: people and places of registers, a visit's patient.
    """
    condition = rule.condition()
    args = _owner(kind, uid)
    types = list(wish.types) or [structure.type_number(name) for name in structure.resource_types()]
    sql = _PAGE.format(about=_ABOUT[kind], condition=condition.sql)
    lo, hi = wish.during
    rows = db.query(
        sql,
        [*args, types, wish.since, dates.PAST, uid, hi, lo, after, *condition.args, count + 1],
        prepare=False,
    )
    found = [reading.stored(row[:-1]) for row in rows[:count]]
    if len(rows) > count:
        return found, rows[count - 1][-1]
    return found + _referred(kind, args, condition, types, rule, wish), None


def _owner(kind: str, uid: UUID) -> list[object]:
    return [uid, structure.type_number("Patient"), uid] if kind == "Patient" else [uid]


def _referred(
    kind: str, args: Sequence[object], condition: Condition, types: Sequence[int], rule: Rule, wish: Wish
) -> list[Stored]:
    wanted = set(structure.general_types())
    if kind == "Encounter":
        wanted.add(structure.type_number("Patient"))
    wanted &= set(types)
    if not wanted:
        return []
    sql = _REFERRED.format(about=_ABOUT[kind], condition=condition.sql)
    keys = [
        (row[0], row[1]) for row in db.query(sql, [*args, *condition.args, sorted(wanted)], prepare=False)
    ]
    found = reading.many(keys, rule) if keys else []
    return [one for one in found if not one.deleted and one.updated_at >= wish.since]
