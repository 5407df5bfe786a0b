"""The only writer of the record's tables: everything in as few statements as can be, queued in the caller's batch."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from hoaban.record.engine import bodies, codec, columns, index_versions, links, rids, structure
from hoaban.record.engine.batch import Batch
from hoaban.record.engine.draft import Draft
from hoaban.record.engine.meeting import DossierRow
from hoaban.record.engine.search import index as search_index
from hoaban.record.engine.search import stretches


def write(batch: Batch, drafts: Sequence[Draft]) -> None:
    """Store new versions: archive what they replace, then rows and their search values.

    Whoever runs the batch may learn of a lost race: :class:`psycopg.errors.UniqueViolation`.
    """
    fresh = [d for d in drafts if d.current is None]
    again = [d for d in drafts if d.current is not None]
    for draft, rid in zip(fresh, rids.take(len(fresh)), strict=True):
        draft.rid = rid
    for draft in again:
        assert draft.current is not None  # noqa: S101
        draft.rid = draft.current.rid
    _divide_links(drafts)
    index_versions.note(batch, (draft.type for draft in drafts))
    if again:
        _replace(batch, again)
    if fresh:
        _insert(batch, fresh)
    _index(batch, drafts)


def _divide_links(drafts: Sequence[Draft]) -> None:
    for draft in drafts:
        draft.links = links.of(draft.index, draft.patient, draft.dossier)


_COLUMNS = {
    "type": "smallint", "rid": "bigint", "uid": "uuid", "given_id": "text", "version": "int",
    "updated_at": "timestamptz", "deleted": "bool", "patient": "uuid", "person": "uuid", "dossier": "uuid",
    "labels": "int", "own_labels": "int", "main_lo": "timestamptz", "main_hi": "timestamptz",
    "index_version": "smallint", "keys": "numbers", "dictionary": "smallint", "body": "bytea",
    "patient_by": "int2", "dossier_by": "int2",
}  # fmt: skip
_NAMES = ", ".join(_COLUMNS)
_FIXED = frozenset({"type", "rid", "uid", "given_id"})


def _setting(names: Iterable[str]) -> str:
    """The ``set`` of an update from rows ``n``: of all these columns but those that never change."""
    return ", ".join(
        f"{name} = n.{name}" + ("::bigint[]" if name == "keys" else "")
        for name in names
        if name not in _FIXED
    )


_INSERT = f"insert into record_resource ({_NAMES}) select {_NAMES.replace('keys', 'keys::bigint[]')} from {{rows}} as n"
_REPLACE = f"update record_resource r set {_setting(_COLUMNS)} from {{rows}} as n where r.type = n.type and r.rid = n.rid"
_KEYS = {"type": "smallint", "rid": "bigint"}
_ARCHIVE = """
insert into record_version (rid, updated_at, version, labels, type, dictionary, deleted, body)
select r.rid, r.updated_at, r.version, r.labels, r.type, r.dictionary, r.deleted, r.body
from record_resource r join {rows} as k on r.type = k.type and r.rid = k.rid
"""


def _row(draft: Draft) -> tuple[Any, ...]:
    index = draft.index
    return (
        draft.type, draft.rid, draft.uid, draft.given_id, draft.version, draft.updated_at, draft.resource is None,
        draft.patient, draft.person, draft.dossier, draft.labels, draft.own_labels,
        index.main_lo if index else None, index.main_hi if index else None, search_index.VERSION,
        columns.numbers([*index.keys, *stretches.key_of(draft.type, draft.rid)] if index else ()),
        codec.newest_dictionary(), bodies.pack(draft.body, _head(draft)) if draft.body else b"",
        draft.links.patient_by, draft.links.dossier_by,
    )  # fmt: skip


def _head(draft: Draft) -> bodies.Head:
    assert draft.updated_at is not None  # noqa: S101
    return bodies.Head(draft.type_name, draft.id, draft.version, draft.updated_at)


def _send(batch: Batch, sql: str, casts: Mapping[str, str], rows: Sequence[tuple[Any, ...]]) -> None:
    table, args = columns.table(casts, rows)
    batch.send(sql.format(rows=table), args)


def _insert(batch: Batch, drafts: Sequence[Draft]) -> None:
    _send(batch, _INSERT, _COLUMNS, [*map(_row, drafts)])


def _replace(batch: Batch, drafts: Sequence[Draft]) -> None:
    """Archive, clear the search values and write anew, in one statement: all of its parts see the rows as they were."""
    keys, args = columns.table(_KEYS, [(d.type, d.rid) for d in drafts])
    rows, values = columns.table(_COLUMNS, [*map(_row, drafts)])
    archived = f"archived as ({_ARCHIVE.format(rows=keys)})"
    cleared, rids = _clearing([d.rid for d in drafts])
    batch.send(f"with {archived}, {cleared} {_REPLACE.format(rows=rows)}", [*args, *rids, *values])


def _clearing(rids: Sequence[int]) -> tuple[str, list[Any]]:
    """Steps of a statement that take away the search values of these rows."""
    these, arg = ("= %s", rids[0]) if len(rids) == 1 else ("= any(%s::bigint[])", rids)
    steps = (f"{table}s as (delete from {table} where rid {these})" for table in _SIDE_TABLES)
    return ", ".join(steps), [arg] * len(_SIDE_TABLES)


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
    "record_reach": {"person": "uuid", "place": "uuid", "rid": "bigint", "since": "date", "until": "date", "part_of": "uuid"},
    "record_refusal": {"person": "uuid", "place": "uuid", "own": "uuid", "rid": "bigint"},
}  # fmt: skip


def _index(batch: Batch, drafts: Sequence[Draft]) -> None:
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
            rows["record_reach"] += [
                (draft.person, one.place, draft.rid, one.since, one.until, one.part_of) for one in draft.reach
            ]
            rows["record_refusal"] += [
                (draft.person, one.place, one.own, draft.rid) for one in draft.refusals
            ]
    for name, casts in _SIDE_TABLES.items():
        if rows[name]:
            sql = f"insert into {name} ({', '.join(casts)}) select * from {{rows}} as n"
            _send(batch, sql, casts, rows[name])


_DERIVED = {
    name: cast
    for name, cast in _COLUMNS.items()
    if name in {"type", "rid", "main_lo", "main_hi", "index_version", "keys", "patient_by", "dossier_by"}
}
_REINDEX = f"update record_resource r set {_setting(_DERIVED)} from {{rows}} as n where r.type = n.type and r.rid = n.rid"


def reindex(batch: Batch, drafts: Sequence[Draft]) -> None:
    """Replace the search values of rows that the caller has locked, and from where they let their person be reached.

    Content, version, labels and refusals stay as they are, and nothing is announced.
    """
    _divide_links(drafts)
    index_versions.note(batch, (draft.type for draft in drafts))
    rids = [draft.rid for draft in drafts]
    for table in _SIDE_TABLES:
        if table != "record_refusal":
            batch.send(f"delete from {table} where rid = any(%s::bigint[])", [rids])
    whole = (dict(zip(_COLUMNS, _row(draft), strict=True)) for draft in drafts)
    _send(batch, _REINDEX, _DERIVED, [tuple(row[name] for name in _DERIVED) for row in whole])
    _index(batch, drafts)


def relabel(batch: Batch, rows: Sequence[DossierRow], labels: int) -> None:
    """Give other rows of a dossier the dossier's labels. Their content and version stay as they are."""
    batch.send(
        "update record_resource r set labels = %s | r.own_labels from unnest(%s::smallint[], %s::bigint[]) as k(type, rid)"
        " where r.type = k.type and r.rid = k.rid",
        [labels, [row.type for row in rows], [row.rid for row in rows]],
    )


def move_person(batch: Batch, patient: UUID, person: UUID) -> None:
    """Everything of one Patient now belongs to another human being (a link was made or undone).

    What follows from a row is moved by a statement of its own, which sees what a writer left who held the row until now.
    """
    batch.send(
        "update record_resource set person = %s where patient = %s and person <> %s and person in"
        " (select person from record_resource where type = %s and uid = %s)",
        [person, patient, person, structure.type_number("Patient"), patient],
    )
    for table in ("record_reach", "record_refusal"):
        batch.send(
            f"update {table} h set person = r.person from record_resource r"
            " where r.patient = %s and h.rid = r.rid and h.person <> r.person",
            [patient],
        )
