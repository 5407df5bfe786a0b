"""References lead somewhere: what is written names only what is there, and what is named is not deleted.

How strictly is the opener's choice (:class:`Mode`). What the actor may not see counts as absent here too: a reference
to it is refused in the same words as one to nothing. A deletion is refused whoever refers, hidden or not: a fact
whose patient is gone would be lost to those who may see it. The refusal names nobody.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Callable, Sequence
from uuid import UUID

from hoaban.record.engine import db, placement, structure
from hoaban.record.engine.condition import Condition
from hoaban.record.engine.draft import Draft
from hoaban.record.engine.refusals import StillReferenced, Unresolved

_LOCKS = 0x494E5445  # "INTE": our half of the two-number advisory locks
_BUCKETS = 1024  # locks of one transaction stay few, however many references it has
# Bodies are compact JSON, so a quote that is not escaped ends a name or value: this finds references and nothing else.
_LOCAL = re.compile(rb'"reference":"([A-Z][A-Za-z]+)/([A-Za-z0-9\-.]{1,64})[/"#]')
_PRESENT = """
select r.type, r.uid from record_resource r
join unnest(%s::smallint[], %s::uuid[]) as k(type, uid) on r.type = k.type and r.uid = k.uid
where not r.deleted and {condition}
"""
_REFERRED = """
select 1 from record_link f
join unnest(%s::smallint[], %s::uuid[]) as k(type, uid) on f.target = k.uid and f.target_type = k.type
where f.param is not null and f.rid <> all(%s::bigint[]) limit 1
"""

Key = tuple[int, UUID]


class Mode(enum.Enum):
    """``OFF``: nobody looks. ``WARN``: the trail counts what leads nowhere. ``ENFORCE``: it is refused."""

    OFF = "off"
    WARN = "warn"
    ENFORCE = "enforce"


def check(
    drafts: Sequence[Draft], mode: Mode, readable: Callable[[], Condition], coming: frozenset[Key]
) -> int:
    """How many references lead nowhere; ``coming`` are resources that the same transaction writes later.

    :raises Unresolved: one does, and that is refused. :raises StillReferenced: a deletion would make one.
    """
    if mode is Mode.OFF:
        return 0
    here = {draft.key for draft in drafts if draft.resource is not None} | coming
    targets = {
        (key, number)
        for number, draft in enumerate(drafts)
        if draft.body
        for key in _targets(draft.body)
        if key not in here
    }
    going = [draft for draft in drafts if draft.outcome == "deleted"]
    if not targets and not going:
        return 0
    _take_turns({key for key, _ in targets}, {draft.key for draft in going})
    lost = _absent({key for key, _ in targets}, readable())
    if lost and mode is Mode.ENFORCE:
        failure = Unresolved(
            "Tham chiếu tới tài nguyên không có.", "A reference leads to no resource.", place="reference"
        )
        failure.entry = min(number for key, number in targets if key in lost)
        raise failure
    return len(lost) + _left_alone(going, drafts, mode)


def _targets(body: bytes) -> set[Key]:
    found: set[Key] = set()
    for kind, fhir_id in set(_LOCAL.findall(body)):
        name = kind.decode()
        if structure.is_resource_type(name):
            found.add((structure.type_number(name), placement.uid_of(name, fhir_id.decode())[0]))
    return found


def _take_turns(referred: set[Key], going: set[Key]) -> None:
    """Who refers and who deletes wait for each other, so that neither decides on what the other is changing."""
    alone = {_bucket(key) for key in going}
    shared = {_bucket(key) for key in referred} - alone
    for name, buckets in (("", alone), ("_shared", shared)):
        if buckets:
            db.query(
                f"select pg_advisory_xact_lock{name}(%s, k) from unnest(%s::int[]) as k",
                [_LOCKS, sorted(buckets)],
            )


def _bucket(key: Key) -> int:
    return (key[1].int ^ key[0]) % _BUCKETS


def _absent(keys: set[Key], readable: Condition) -> set[Key]:
    if not keys:
        return set()
    listed = list(keys)
    sql = _PRESENT.format(condition=readable.sql)
    rows = db.query(sql, [[k[0] for k in listed], [k[1] for k in listed], *readable.args])
    return keys - {(row[0], row[1]) for row in rows}


def _left_alone(going: Sequence[Draft], drafts: Sequence[Draft], mode: Mode) -> int:
    """1 if somebody else refers to what is being deleted, and that is not refused."""
    if not going:
        return 0
    own = [draft.current.rid for draft in drafts if draft.current]
    if not db.query(_REFERRED, [[d.type for d in going], [d.uid for d in going], own]):
        return 0
    if mode is Mode.WARN:
        return 1
    raise StillReferenced(
        "Còn tài nguyên khác tham chiếu tới tài nguyên này.", "Other resources still refer to this one."
    )
