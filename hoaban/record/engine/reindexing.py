"""Index stored rows anew, a few at a time: look where they are, lock those that nobody is writing, extract, replace."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

import psycopg
from django.db import transaction

from hoaban.record.engine import db, parse_json, reading, relations, store
from hoaban.record.engine.batch import Batch
from hoaban.record.engine.draft import Draft
from hoaban.record.engine.search import index

log = logging.getLogger("hoaban.reindex")

_LOOKED_AT = 2000
_MOST, _BYTES = 100, 512 * 1024
_LOOK = """
select r.rid, r.index_version <> %s or %s, octet_length(r.body) from record_resource r
where r.type = %s and r.rid > %s order by r.rid limit %s
"""
_TAKE = f"""
select r.rid, r.patient, r.dossier, {reading.COLUMNS} from record_resource r
where r.type = %s and r.rid = any(%s::bigint[]) and (r.index_version <> %s or %s)
order by r.uid for update skip locked
"""


class Stretch(NamedTuple):
    """A run of rows of one type: all row numbers in order, and which of them are to be indexed again."""

    rids: tuple[int, ...]
    wanted: frozenset[int]


@dataclass(frozen=True, slots=True)
class Done:
    """What became of the wanted rows: indexed, or not possible. Others were being written by somebody else."""

    indexed: frozenset[int]
    unreadable: frozenset[int]


def look(kind: int, *, after: int, whole: bool) -> Stretch:
    """The next rows of a type, as far as one short transaction should go. ``whole``: those of this version, too."""
    rids: list[int] = []
    wanted: set[int] = set()
    size = 0
    for rid, behind, length in db.query(_LOOK, [index.VERSION, whole, kind, after, _LOOKED_AT]):
        size += length if behind else 0
        if wanted and behind and (size > _BYTES or len(wanted) == _MOST):
            break
        rids.append(rid)
        if behind:
            wanted.add(rid)
    return Stretch(tuple(rids), frozenset(wanted))


def redo(kind: int, rids: frozenset[int], *, whole: bool) -> Done:
    """Index rows anew, but for those that a writer holds or has just brought up to date. In the caller's transaction.

    A writer who comes now waits until the caller commits. Nobody is waited for, so that nobody can wait in a circle.
    """
    ready: list[Draft] = []
    unreadable: set[int] = set()
    for row in db.query(_TAKE, [kind, sorted(rids), index.VERSION, whole]):
        try:
            ready.append(_drafted(kind, *row))
        except Exception:  # whatever is wrong with one old body must not keep the others from being found
            log.exception("cannot be indexed", extra={"facts": {"type": kind, "rid": row[0]}})
            unreadable.add(row[0])
    unreadable |= _replace(ready)
    return Done(frozenset(draft.rid for draft in ready) - unreadable, frozenset(unreadable))


def _drafted(kind: int, rid: int, patient: UUID | None, dossier: UUID | None, *row: Any) -> Draft:
    """What the store needs to place the search values of a stored row; none where it is deleted."""
    stored = reading.stored(row)
    draft = Draft(
        "PUT", stored.type, kind, stored.id, uid=row[1], given_id=row[2], resource=None, if_match=None
    )
    draft.rid, draft.patient, draft.dossier = rid, patient, dossier
    if not stored.deleted:
        resource = parse_json.loads(stored.body)
        draft.index, draft.person = index.extract(resource), stored.person
        draft.reach = set(relations.reached_from(resource, stored.type))
    return draft


def _replace(drafts: Sequence[Draft]) -> set[int]:
    """Together, which is cheap; if that fails, one by one. Returns what cannot be stored."""
    if not drafts:
        return set()
    try:
        with transaction.atomic():
            batch = Batch()
            store.reindex(batch, drafts)
            batch.run()
    except psycopg.DataError as failure:
        if len(drafts) > 1:
            return set[int]().union(*(_replace([draft]) for draft in drafts))
        facts = {"type": drafts[0].type, "rid": drafts[0].rid, "kind": type(failure).__name__}
        log.warning("cannot be indexed", extra={"facts": facts})
        return {drafts[0].rid}
    return set()
