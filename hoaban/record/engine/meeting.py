"""What a write meets: the rows it is about, whose they are, which labels their dossiers carry, what it refers to.

Asked in one round trip; in two where only the first answer says whose a resource is (a deletion, a resource that
names its neighbours alone). Rows are locked in the order of (type, uid), so that two transactions that touch the same
resources wait for each other instead of deadlocking. About an id that was made just now nobody asks.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from uuid import UUID

from hoaban.record.engine import columns, integrity, structure
from hoaban.record.engine.batch import NOTHING, Answer, Batch
from hoaban.record.engine.belonging import Neighbour, belong, neighbour_keys
from hoaban.record.engine.condition import Condition, about
from hoaban.record.engine.consent import Refusal
from hoaban.record.engine.draft import Current, Draft, Key
from hoaban.record.engine.relations import HOLDS

_CURRENT = """
select r.type, r.uid, r.rid, r.version, r.updated_at, r.deleted, r.patient, r.person, r.dossier, r.labels,
       r.own_labels, ({condition}), r.dictionary, r.body
from record_resource r where {about} order by r.type, r.uid for update of r
"""
_NEIGHBOURS = "select r.type, r.uid, r.patient, r.dossier from record_resource r where "
_LOCK_DOSSIERS = "select pg_advisory_xact_lock(k) from unnest(%s::bigint[]) as k"
_DOSSIERS = """
select dossier, uid, type, rid, version, own_labels, labels from record_resource
where dossier {those} and (own_labels <> 0 or labels <> 0 or %s)
"""
_REACH = (
    f"select h.person, h.place, h.part_of from record_reach h where h.person = any(%s::uuid[]) and {HOLDS}"
)
_REFUSALS = "select person, place, own from record_refusal where person = any(%s::uuid[])"
_KNOWN_BY = """
select g.dossier, g.patient, o.place from record_reach o
join record_resource g on g.type = any(%s::smallint[]) and g.rid = o.rid where o.person = any(%s::uuid[])
"""


Places = dict[UUID, UUID | None]
"""Each with the facility that it is a part of, where it is a department."""


@dataclass(frozen=True, slots=True)
class DossierRow:
    """A row of a dossier that a write may relabel."""

    type: int
    uid: UUID
    rid: int
    version: int
    own_labels: int
    labels: int


@dataclass(frozen=True, slots=True)
class Met:
    """``persons``: the human being behind each Patient, where it is known. ``labelled``: labelled rows per dossier."""

    persons: dict[UUID, UUID]
    labelled: dict[UUID, list[DossierRow]]
    references: integrity.Asked


def meet(
    drafts: Sequence[Draft], batch: Batch, condition: Condition, references: integrity.References
) -> Met:
    """Look around each draft: fill in its current version (locked; whether ``condition`` permits it), patient, dossier."""
    rows = lock(batch, [draft.key for draft in drafts if not draft.is_new], condition)
    near = _ask_neighbours(batch, drafts)
    if any(draft.method == "DELETE" for draft in drafts):
        _fill_in(drafts, rows)
    belong(drafts, {(row[0], row[1]): Neighbour(row[2], row[3]) for row in near.rows})
    made_now = {draft.uid for draft in drafts if draft.is_new}
    persons = _ask_persons(batch, _patients(drafts) - made_now)
    dossiers = {draft.dossier for draft in drafts if draft.dossier} - made_now
    if dossiers:
        # one transaction at a time decides the labels of a dossier
        batch.send(_LOCK_DOSSIERS, [sorted(dossier.int & ((1 << 63) - 1) for dossier in dossiers)])
    labelled = _ask_dossiers(batch, dossiers, every_row=False)
    asked = integrity.ask(batch, drafts, references)
    batch.run()
    _fill_in(drafts, rows)
    return Met({row[0]: row[1] for row in persons.rows if row[1]}, _by_dossier(labelled), asked)


def lock(batch: Batch, keys: Sequence[Key], condition: Condition) -> Answer:
    """The rows of those keys that are stored, locked until the transaction ends; see :func:`currents`."""
    if not keys:
        return NOTHING
    these = about(keys)
    sql = _CURRENT.format(condition=condition.sql, about=these.sql)
    return batch.ask(sql, [*condition.args, *these.args])


def currents(locked: Answer) -> dict[Key, Current]:
    """What :func:`lock` found."""
    return {(kind, uid): Current(*rest) for kind, uid, *rest in locked.rows}


def whole_dossiers(batch: Batch, dossiers: Iterable[UUID]) -> dict[UUID, list[DossierRow]]:
    """All stored rows of dossiers over which a label is about to spread."""
    return _by_dossier(_ask_dossiers(batch, set(dossiers), every_row=True))


def reach_of(batch: Batch, persons: Iterable[UUID], on: date) -> dict[UUID, Places]:
    """From which places each person can be reached that day."""
    reach: dict[UUID, Places] = {}
    for person, place, part_of in batch.ask(_REACH, [list(persons), on, on]).rows:
        reach.setdefault(person, {})[place] = part_of
    return reach


def refusals_of(batch: Batch, persons: Iterable[UUID]) -> dict[UUID, list[Refusal]]:
    """What those among some people refuse who refuse anything."""
    refused: dict[UUID, list[Refusal]] = {}
    for person, place, own in batch.ask(_REFUSALS, [list(persons)]).rows:
        refused.setdefault(person, []).append(Refusal(place, own))
    return refused


def known_by(batch: Batch, persons: Collection[UUID]) -> list[tuple[UUID | None, UUID, UUID]]:
    """By which visit (None: a residence) and Patient each place knows some people: (visit, Patient, place)."""
    if not persons:
        return []
    kinds = [structure.type_number(name) for name in ("Encounter", "Patient")]
    return [(row[0], row[1], row[2]) for row in batch.ask(_KNOWN_BY, [kinds, list(persons)]).rows]


def linked_person(batch: Batch, patient: UUID) -> UUID | None:
    """The Person whose links name a Patient, if any."""
    found: UUID | None = batch.ask(
        f"select ({_linked()}) from (select %s::uuid as uid) as k", [patient]
    ).rows[0][0]
    return found


def _fill_in(drafts: Sequence[Draft], locked: Answer) -> None:
    found = currents(locked)
    for draft in drafts:
        draft.current = found.get(draft.key)


def _patients(drafts: Sequence[Draft]) -> set[UUID]:
    """Those whom drafts are about, and those whom Persons link."""
    linked = (uid for draft in drafts if draft.placement for uid in draft.placement.linked_patients)
    return {draft.patient for draft in drafts if draft.patient} | set(linked)


def _ask_neighbours(batch: Batch, drafts: Sequence[Draft]) -> Answer:
    here = {draft.key for draft in drafts}
    keys = list({key for draft in drafts for key in neighbour_keys(draft)} - here)
    if not keys:
        return NOTHING
    these = about(keys)
    return batch.ask(_NEIGHBOURS + these.sql, these.args)


def _ask_persons(batch: Batch, patients: set[UUID]) -> Answer:
    if not patients:
        return NOTHING
    rows, these = columns.table({"uid": "uuid"}, [(uid,) for uid in patients])
    return batch.ask(
        f"select k.uid, coalesce(r.person, ({_linked()})) from {rows} as k"
        f" left join record_resource r on r.type = {structure.type_number('Patient')} and r.uid = k.uid",
        [*these],
    )


@cache
def _linked() -> str:
    """Of the Patient ``k.uid``: the Person that links it.

    The numbers of the types stand in the text: to a plan for any type, references to frequent places look like all of
    them, and it would read the whole table rather than look one Patient up.
    """
    person, patient = structure.type_number("Person"), structure.type_number("Patient")
    return (
        f"select p.uid from record_reference f join record_resource p on p.type = {person} and p.rid = f.rid"
        f" where f.target = k.uid and f.type = {person} and f.target_type = {patient} and not p.deleted limit 1"
    )


def _ask_dossiers(batch: Batch, dossiers: set[UUID], *, every_row: bool) -> Answer:
    if not dossiers:
        return NOTHING
    if len(dossiers) == 1:
        return batch.ask(_DOSSIERS.format(those="= %s"), [*dossiers, every_row])
    return batch.ask(_DOSSIERS.format(those="= any(%s::uuid[])"), [list(dossiers), every_row])


def _by_dossier(answer: Answer) -> dict[UUID, list[DossierRow]]:
    rows: dict[UUID, list[DossierRow]] = {}
    for dossier, uid, kind, rid, version, own, labels in answer.rows:
        rows.setdefault(dossier, []).append(DossierRow(kind, uid, rid, version, own, labels))
    return rows
