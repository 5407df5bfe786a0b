"""Fetch versions under a rule. The access condition stands inside every statement."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from hoaban.kernel.errors import NotFound
from hoaban.record.engine import bodies, db, relations, structure
from hoaban.record.engine.access import Rule
from hoaban.record.engine.refusals import Refused
from hoaban.record.engine.relations import HOLDS
from hoaban.record.shapes import Stored, Way

COLUMNS = "r.type, r.uid, r.given_id, r.version, r.updated_at, r.deleted, r.dictionary, r.body, r.person"

_ONE = f"select {COLUMNS} from record_resource r where r.uid = %s and r.type = %s and "
_OLD = """
select r.type, r.uid, r.given_id, v.version, v.updated_at, v.deleted, v.dictionary, v.body, r.person
from record_version v join record_resource r on r.type = v.type and r.rid = v.rid
where r.uid = %s and r.type = %s and v.labels & %s = 0 and """
_MANY = f"""
select {COLUMNS} from record_resource r
join unnest(%s::smallint[], %s::uuid[]) as k(type, uid) on r.type = k.type and r.uid = k.uid
where """
_OF_PERSON = f"""
select {COLUMNS} from record_resource r
where r.person = %s and r.type = any(%s::smallint[]) and not r.deleted and """
_STORED = """
select r.type, r.uid from record_resource r
join unnest(%s::smallint[], %s::uuid[]) as k(type, uid) on r.type = k.type and r.uid = k.uid where not r.deleted
"""
_REACH = f"""
select h.place, r.type, min(h.since), max(h.until) from record_reach h
join record_resource r on r.rid = h.rid and r.person = h.person
where h.person = %s and {HOLDS} group by 1, 2
"""
_EXISTS = "select person from record_resource where uid = %s and type = %s"


def stored(row: Sequence[Any]) -> Stored:
    """A row of ``COLUMNS`` as the record hands it out."""
    kind, uid, given_id, version, updated_at, deleted, dictionary, body, person = row
    head = bodies.Head(structure.type_name(kind), given_id or str(uid), version, updated_at)
    text = bodies.unpack(bytes(body), dictionary, head)
    return Stored(head.type_name, head.id, version, updated_at, deleted, text, person)


def current(kind: int, uid: UUID, rule: Rule) -> Stored | None:
    """The current version, if there is one that the rule permits."""
    condition = rule.condition()
    rows = db.query(_ONE + condition.sql, [uid, kind, *condition.args])
    return stored(rows[0]) if rows else None


def visible(kind: int, uid: UUID, rule: Rule) -> Stored:
    """The current version. :raises NotFound: there is none. :raises Refused: it is not for this actor."""
    found = current(kind, uid, rule)
    if found is None:
        exists, person = person_of(kind, uid)
        if exists:
            raise Refused([person])
        raise NotFound("Không tìm thấy trong hồ sơ.", "Not found in the record.")
    return found


def many(keys: Sequence[tuple[int, UUID]], rule: Rule) -> list[Stored]:
    """The current versions of those keys that exist and are permitted, in no particular order."""
    condition = rule.condition()
    rows = db.query(_MANY + condition.sql, [[k[0] for k in keys], [k[1] for k in keys], *condition.args])
    return [stored(row) for row in rows]


def of_person(person: UUID, kinds: Sequence[int], rule: Rule, *, limit: int) -> list[Stored]:
    """What is stored of these types about a person, newest main date first; by the (person, type, date) index."""
    condition = rule.condition()
    sql = _OF_PERSON + condition.sql + " order by r.main_lo desc, r.rid desc limit %s"
    return [stored(row) for row in db.query(sql, [person, list(kinds), *condition.args, limit])]


def reaches(person: UUID, rule: Rule) -> bool:
    """Whether anything at all about a person is permitted."""
    condition = rule.condition()
    rows = db.query(
        f"select 1 from record_resource r where r.person = %s and {condition.sql} limit 1",
        [person, *condition.args],
    )
    return bool(rows)


def lives(kind: int, uid: UUID, rule: Rule, *, before: int, limit: int) -> list[Stored]:
    """Versions below ``before``, newest first. Raises what :func:`visible` raises."""
    newest = visible(kind, uid, rule)
    found = [newest] if newest.version < before else []
    if len(found) < limit:
        found += older(kind, uid, rule, before=min(before, newest.version), limit=limit - len(found))
    return found


def older(kind: int, uid: UUID, rule: Rule, *, before: int, limit: int) -> list[Stored]:
    """Archived versions below ``before``, newest first. The current version's rule and their own labels both count."""
    condition = rule.condition()
    sql = _OLD + condition.sql + " and v.version < %s order by v.version desc limit %s"
    return [stored(row) for row in db.query(sql, [uid, kind, rule.hidden, *condition.args, before, limit])]


def person_of(kind: int, uid: UUID) -> tuple[bool, UUID | None]:
    """Whether a resource exists at all, and whose it is: for the trail of a refusal, never for the caller."""
    rows = db.query(_EXISTS, [uid, kind])
    return bool(rows), rows[0][0] if rows else None


def ways_to(person: UUID, on: date) -> tuple[Way, ...]:
    """From which places a person is reached that day, and why. For explaining access."""
    return tuple(
        Way(
            place,
            _because(structure.type_name(kind), until),
            since,
            None if until == relations.EVER else until,
        )
        for place, kind, since, until in db.query(_REACH, [person, on, on])
    )


def _because(type_name: str, until: date | None) -> str:
    """A visit has no days; where it has, it says that the person is there."""
    if type_name == "Encounter" and until is not None:
        return relations.PRESENT
    return relations.BECAUSE[type_name]


def stored_keys(keys: Sequence[tuple[int, UUID]]) -> set[tuple[int, UUID]]:
    """Which keys are stored and not deleted."""
    rows = db.query(_STORED, [[k[0] for k in keys], [k[1] for k in keys]])
    return {(row[0], row[1]) for row in rows}
