"""The only writer of the record's tables. Looks up what a write meets, then writes it, in as few statements as can be.

Everything happens inside the caller's transaction. Rows are locked in the order of (type, uid), so that two
transactions that touch the same resources wait for each other instead of deadlocking.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from hoaban.record.engine import bodies, codec, columns, db, links, rids, structure
from hoaban.record.engine.condition import Condition
from hoaban.record.engine.draft import Current, Draft
from hoaban.record.engine.search import index as search_index

_CURRENT = """
select r.type, r.uid, r.rid, r.version, r.updated_at, r.deleted, r.patient, r.person, r.dossier, r.labels,
       r.own_labels, ({condition}), r.dictionary, r.body
from record_resource r
join unnest(%s::smallint[], %s::uuid[]) as k(type, uid) on r.type = k.type and r.uid = k.uid
order by r.type, r.uid for update of r
"""
_PERSONS = (
    "select uid, person from record_resource where type = %s and uid = any(%s::uuid[]) and person is not null"
)
_LINKED = """
select f.target, p.uid from record_reference f join record_resource p on p.type = %s and p.rid = f.rid
where f.target = any(%s::uuid[]) and f.type = %s and f.target_type = %s and not p.deleted
"""
_NEIGHBOURS = """
select r.type, r.uid, r.patient, r.dossier from record_resource r
join unnest(%s::smallint[], %s::uuid[]) as k(type, uid) on r.type = k.type and r.uid = k.uid
"""
_DOSSIERS = """
select dossier, uid, type, rid, version, own_labels, labels from record_resource
where dossier = any(%s::uuid[]) and (own_labels <> 0 or labels <> 0 or %s)
"""
_REACH = "select person, place from record_reach where person = any(%s::uuid[])"


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Where a referenced resource belongs."""

    patient: UUID | None
    dossier: UUID | None


@dataclass(frozen=True, slots=True)
class DossierRow:
    """A row of a dossier that a write may relabel."""

    type: int
    uid: UUID
    rid: int
    version: int
    own_labels: int
    labels: int


def look_up(drafts: Sequence[Draft], condition: Condition) -> None:
    """Fill ``draft.current`` for those that exist, and lock them."""
    found = lock([draft.key for draft in drafts], condition)
    for draft in drafts:
        draft.current = found.get(draft.key)


def lock(keys: Sequence[tuple[int, UUID]], condition: Condition) -> dict[tuple[int, UUID], Current]:
    """The rows of those keys that are stored, locked until the transaction ends."""
    sql = _CURRENT.format(condition=condition.sql)
    found: dict[tuple[int, UUID], Current] = {}
    for kind, uid, *rest in db.query(sql, [*condition.args, [k[0] for k in keys], [k[1] for k in keys]]):
        found[kind, uid] = Current(*rest)
    return found


def neighbours(wanted: Iterable[tuple[int, UUID]]) -> dict[tuple[int, UUID], Neighbour]:
    """Where referenced resources belong, for those that are stored."""
    keys = list(wanted)
    if not keys:
        return {}
    rows = db.query(_NEIGHBOURS, [[k[0] for k in keys], [k[1] for k in keys]])
    return {(row[0], row[1]): Neighbour(row[2], row[3]) for row in rows}


def persons_of(patients: Iterable[UUID]) -> dict[UUID, UUID]:
    """The human being behind each stored or already linked Patient."""
    wanted = list(patients)
    if not wanted:
        return {}
    patient, person = structure.type_number("Patient"), structure.type_number("Person")
    known = {row[0]: row[1] for row in db.query(_PERSONS, [patient, wanted])}
    missing = [uid for uid in wanted if uid not in known]
    if missing:
        known.update((row[0], row[1]) for row in db.query(_LINKED, [person, missing, person, patient]))
    return known


def reach_of(persons: Iterable[UUID]) -> dict[UUID, set[UUID]]:
    """From which places each person can be reached today."""
    reach: dict[UUID, set[UUID]] = {}
    for person, place in db.query(_REACH, [list(persons)]):
        reach.setdefault(person, set()).add(place)
    return reach


def dossier_rows(dossiers: Iterable[UUID], *, every_row: bool) -> dict[UUID, list[DossierRow]]:
    """Stored rows per dossier: the labelled ones, or all when a label is about to spread."""
    rows: dict[UUID, list[DossierRow]] = {}
    for dossier, uid, kind, rid, version, own, labels in db.query(_DOSSIERS, [list(dossiers), every_row]):
        rows.setdefault(dossier, []).append(DossierRow(kind, uid, rid, version, own, labels))
    return rows


def write(drafts: Sequence[Draft]) -> None:
    """Store new versions: archive what they replace, then rows and their search values. Raises on a lost race."""
    fresh = [d for d in drafts if d.current is None]
    again = [d for d in drafts if d.current is not None]
    for draft, rid in zip(fresh, rids.take(len(fresh)), strict=True):
        draft.rid = rid
    for draft in again:
        assert draft.current is not None  # noqa: S101
        draft.rid = draft.current.rid
    for draft in drafts:
        draft.links = links.of(draft.index, draft.patient, draft.dossier)
    with db.batch() as batch:
        if again:
            _archive(batch, again)
            _replace(batch, again)
        if fresh:
            _insert(batch, fresh)
        _index(batch, drafts)


_ARCHIVE = """
insert into record_version (type, uid, version, updated_at, deleted, labels, dictionary, body)
select r.type, r.uid, r.version, r.updated_at, r.deleted, r.labels, r.dictionary, r.body
from record_resource r join unnest(%s::smallint[], %s::bigint[]) as k(type, rid) on r.type = k.type and r.rid = k.rid
"""
_COLUMNS = {
    "type": "smallint", "rid": "bigint", "uid": "uuid", "given_id": "text", "version": "int",
    "updated_at": "timestamptz", "deleted": "bool", "patient": "uuid", "person": "uuid", "dossier": "uuid",
    "labels": "int", "own_labels": "int", "main_lo": "timestamptz", "main_hi": "timestamptz",
    "index_version": "smallint", "keys": "numbers", "dictionary": "smallint", "body": "bytea",
    "patient_by": "int2", "dossier_by": "int2",
}  # fmt: skip
_NAMES = ", ".join(_COLUMNS)
_CASTS = tuple(_COLUMNS.values())
_ROWS = f"{columns.unnest(_CASTS)} as n({_NAMES})"
_INSERT = (
    f"insert into record_resource ({_NAMES}) select {_NAMES.replace('keys', 'keys::bigint[]')} from {_ROWS}"
)
_REPLACE = (
    "update record_resource r set "
    + ", ".join(
        f"{name} = n.{name}" + ("::bigint[]" if name == "keys" else "")
        for name in _COLUMNS
        if name not in {"type", "rid", "uid", "given_id"}
    )
    + f" from {_ROWS} where r.type = n.type and r.rid = n.rid"
)


def _row(draft: Draft) -> tuple[Any, ...]:
    index = draft.index
    return (
        draft.type, draft.rid, draft.uid, draft.given_id, draft.version, draft.updated_at, draft.resource is None,
        draft.patient, draft.person, draft.dossier, draft.labels, draft.own_labels,
        index.main_lo if index else None, index.main_hi if index else None, search_index.VERSION,
        columns.numbers(index.keys if index else ()),
        codec.newest_dictionary(), bodies.pack(draft.body, _head(draft)) if draft.body else b"",
        draft.links.patient_by, draft.links.dossier_by,
    )  # fmt: skip


def _head(draft: Draft) -> bodies.Head:
    assert draft.updated_at is not None  # noqa: S101
    return bodies.Head(draft.type_name, draft.id, draft.version, draft.updated_at)


def _insert(batch: db.Batch, drafts: Sequence[Draft]) -> None:
    batch.send(_INSERT, columns.of_rows([*map(_row, drafts)], _CASTS))


def _replace(batch: db.Batch, drafts: Sequence[Draft]) -> None:
    rids = columns.numbers(d.rid for d in drafts)
    for table in _SIDE_TABLES:
        batch.send(f"delete from {table} where rid = any(%s::bigint[])", [rids])
    batch.send(_REPLACE, columns.of_rows([*map(_row, drafts)], _CASTS))


def _archive(batch: db.Batch, drafts: Sequence[Draft]) -> None:
    batch.send(_ARCHIVE, [[d.type for d in drafts], [d.rid for d in drafts]])


_SIDE_TABLES = {
    "record_string": {"type": "smallint", "param": "smallint", "value": "text", "exact": "text", "rid": "bigint"},
    "record_reference": {
        "type": "smallint", "param": "smallint", "target_type": "smallint", "target": "uuid", "rid": "bigint",
    },
    "record_date": {
        "type": "smallint", "param": "smallint", "lo": "timestamptz", "hi": "timestamptz", "rid": "bigint",
    },
    "record_range": {
        "type": "smallint", "param": "smallint", "key": "bigint", "lo": "float8", "hi": "float8", "unit": "bigint",
        "canonical_unit": "int8", "canonical_lo": "float8", "canonical_hi": "float8", "rid": "bigint",
    },
    "record_reach": {"person": "uuid", "place": "uuid", "rid": "bigint"},
}  # fmt: skip


def _index(batch: db.Batch, drafts: Sequence[Draft]) -> None:
    rows: dict[str, list[tuple[Any, ...]]] = {table: [] for table in _SIDE_TABLES}
    for draft in drafts:
        index = draft.index
        if index is None:
            continue
        rows["record_string"] += [
            (draft.type, p, value, exact, draft.rid) for p, value, exact in index.strings
        ]
        rows["record_reference"] += [
            (draft.type, p, kind, uid, draft.rid) for p, kind, uid in draft.links.beside
        ]
        rows["record_date"] += [(draft.type, p, lo, hi, draft.rid) for p, lo, hi in index.dates]
        rows["record_range"] += [
            (draft.type, p, key, *stretch, draft.rid) for p, key, stretch in index.ranges
        ]
        if draft.person is not None:
            rows["record_reach"] += [(draft.person, place, draft.rid) for place in draft.reach]
    for table, kinds in _SIDE_TABLES.items():
        if rows[table]:
            casts = tuple(kinds.values())
            sql = f"insert into {table} ({', '.join(kinds)}) select * from {columns.unnest(casts)}"
            batch.send(sql, columns.of_rows(rows[table], casts))


def relabel(rows: Sequence[DossierRow], labels: int) -> None:
    """Give other rows of a dossier the dossier's labels. Their content and version stay as they are."""
    db.query(
        "update record_resource r set labels = %s | r.own_labels from unnest(%s::smallint[], %s::bigint[]) as k(type, rid)"
        " where r.type = k.type and r.rid = k.rid",
        [labels, [row.type for row in rows], [row.rid for row in rows]],
    )


def move_person(patient: UUID, person: UUID) -> None:
    """Everything of one Patient now belongs to another human being (a link was made or undone)."""
    db.query(
        "with moved as (update record_resource set person = %s where patient = %s and person <> %s and person in"
        " (select person from record_resource where type = %s and uid = %s) returning rid)"
        " update record_reach set person = %s where rid in (select rid from moved)",
        [person, patient, person, structure.type_number("Patient"), patient, person],
    )


def linked_person(patient: UUID) -> UUID | None:
    """The Person whose links name a Patient, if any."""
    person = structure.type_number("Person")
    rows = db.query(_LINKED, [person, [patient], person, structure.type_number("Patient")])
    return rows[0][1] if rows else None


def lock_dossiers(dossiers: Iterable[UUID]) -> None:
    """Let one transaction at a time decide the labels of a dossier."""
    keys = sorted(dossier.int & ((1 << 63) - 1) for dossier in dossiers)
    if keys:
        db.query("select pg_advisory_xact_lock(k) from unnest(%s::bigint[]) as k", [keys])
