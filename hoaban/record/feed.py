"""Committed changes in order, with bodies, for followers. Oversight reads this and never opens the door."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from hoaban.kernel.actor import Actor, Purpose
from hoaban.kernel.errors import NotAllowed
from hoaban.kernel.outbox import Announced
from hoaban.record.api import TOPIC
from hoaban.record.engine import bodies, db, parse_json, placement, structure, trail
from hoaban.record.shapes import Change, Json, Label

__all__ = ["ACT", "TOPIC", "read", "uid_of"]

ACT = "record.follow"

_BODIES = """
select k.place, r.given_id, r.person, r.labels,
       case when r.version = k.version then r.dictionary else v.dictionary end,
       case when r.version = k.version then r.body else v.body end,
       case when r.version = k.version then r.updated_at else v.updated_at end,
       p.dictionary, p.body, p.updated_at
from unnest(%s::int[], %s::smallint[], %s::uuid[], %s::int[]) as k(place, type, uid, version)
join record_resource r on r.uid = k.uid and r.type = k.type
left join record_version v on v.rid = r.rid and v.version = k.version
left join record_version p on p.rid = r.rid and p.version = k.version - 1
"""


def uid_of(type_name: str, fhir_id: str) -> UUID:
    """The internal id of a FHIR id; derived tables keep this one."""
    return placement.uid_of(type_name, fhir_id)[0]


def read(actor: Actor, news: Sequence[Announced], *, types: frozenset[str]) -> list[Change]:
    """The changes of these announcements to resources of ``types``, in order, with this and the previous version.

    One audit entry per call. :raises NotAllowed: the actor is not granted ``record.follow``.
    """
    if not actor.may(ACT):
        trail.refused(actor, Purpose.OPERATIONS, ACT, (), {})
        raise NotAllowed("Không được đọc dòng thay đổi.", "Not allowed to follow the record.")
    wanted = {structure.type_number(name) for name in types}
    listed = [
        (one, *change) for one in news if one.topic == TOPIC for change in one.changes if change[1] in wanted
    ]
    if not listed:
        return []
    with db.one_transaction():
        bodies = _bodies([(kind, uid, version) for _, _, kind, uid, version in listed])
        changes = [
            _change(announced, op, kind, uid, version, bodies[place])
            for place, (announced, op, kind, uid, version) in enumerate(listed)
            if place in bodies
        ]
        positions = {"from": news[0].position, "to": news[-1].position}
        trail.allowed(actor, Purpose.OPERATIONS, ACT, (), {**positions, "changes": len(changes)})
    return changes


def _bodies(keys: Sequence[tuple[int, str, int]]) -> dict[int, tuple[Any, ...]]:
    columns = [list(range(len(keys))), *map(list, zip(*keys, strict=True))]
    return {row[0]: row for row in db.query(_BODIES, columns)}


def _change(announced: Announced, op: str, kind: int, uid: str, version: int, row: tuple[Any, ...]) -> Change:
    _, given_id, person, labels, dictionary, body, at, old_dictionary, old_body, old_at = row
    head = bodies.Head(structure.type_name(kind), given_id or str(UUID(uid)), version, at)
    before = head._replace(version=version - 1, at=old_at)
    return Change(
        announced.position, announced.at, op, head.type_name, head.id, version, person,
        Label(labels), _loaded(body, dictionary, head), _loaded(old_body, old_dictionary, before),
    )  # fmt: skip


def _loaded(body: bytes | None, dictionary: int | None, head: bodies.Head) -> Json | None:
    text = bodies.unpack(bytes(body), dictionary or 0, head) if body else b""
    return parse_json.loads(text) if text else None
