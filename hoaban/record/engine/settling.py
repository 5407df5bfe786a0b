"""What a write means for what is already there: whose it is, which labels its dossier carries, which version it becomes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from hoaban.kernel import ids
from hoaban.kernel.errors import Conflict
from hoaban.record.engine import bodies, parse_json, store
from hoaban.record.engine.batch import Batch
from hoaban.record.engine.draft import Current, Draft
from hoaban.record.engine.meeting import DossierRow, Met, linked_person, whole_dossiers
from hoaban.record.engine.placement import place
from hoaban.record.shapes import Json

_TICK = timedelta(milliseconds=1)


class VersionConflict(Conflict):
    """``If-Match`` names a version that is no longer the current one."""

    status = 412


@dataclass(slots=True)
class Consequences:
    """What must change beside the written resources themselves."""

    relabelled: dict[int, list[DossierRow]] = field(default_factory=dict)
    """Dossier label bits -> other rows of that dossier that now need them."""
    moved: dict[UUID, UUID] = field(default_factory=dict)
    """Patient -> the person it now belongs to."""
    released: list[UUID] = field(default_factory=list)
    """Patients that a Person no longer links."""


def settle(drafts: Sequence[Draft], met: Met, batch: Batch) -> Consequences:
    """Fill in person, labels and reach of every draft; say what else follows."""
    consequences = Consequences()
    _find_persons(drafts, met.persons, consequences)
    _spread_labels(drafts, met, batch, consequences)
    return consequences


def _find_persons(drafts: Sequence[Draft], known: dict[UUID, UUID], consequences: Consequences) -> None:
    linked: dict[UUID, UUID] = {}
    for draft in drafts:
        if draft.type_name != "Person":
            continue
        now = set(draft.placement.linked_patients) if draft.placement else set()
        linked.update((patient, draft.uid) for patient in now)
        consequences.released += sorted(_linked_before(draft) - now)
    for patient, person in linked.items():
        if known.get(patient, person) != person:
            consequences.moved[patient] = person
    for draft in drafts:
        if draft.type_name == "Person":
            draft.person = draft.uid
        elif draft.patient is not None:
            draft.person = linked.get(draft.patient) or known.get(draft.patient) or draft.patient
        if draft.placement and draft.person:
            draft.reach = set(draft.placement.reached_from)


def _linked_before(draft: Draft) -> set[UUID]:
    if draft.current is None or draft.current.deleted:
        return set()
    before: Json = parse_json.loads(_before(draft, draft.current))
    return set(place(before, draft.uid).linked_patients)


def _spread_labels(drafts: Sequence[Draft], met: Met, batch: Batch, consequences: Consequences) -> None:
    here = {draft.key for draft in drafts}
    others = {
        dossier: [row for row in rows if (row.type, row.uid) not in here]
        for dossier, rows in met.labelled.items()
    }
    bits: dict[UUID, int] = {}
    for draft in drafts:
        draft.labels = draft.own_labels
        if draft.dossier:
            bits[draft.dossier] = bits.get(draft.dossier, 0) | draft.own_labels
    for dossier in bits:
        for row in others.get(dossier, ()):
            bits[dossier] |= row.own_labels
    for draft in drafts:
        if draft.dossier:
            draft.labels = bits[draft.dossier]
    marked = [dossier for dossier, earned in bits.items() if earned or others.get(dossier)]
    for dossier, rows in whole_dossiers(batch, marked).items():
        wrong = [
            row
            for row in rows
            if (row.type, row.uid) not in here and row.labels != bits[dossier] | row.own_labels
        ]
        if wrong:
            consequences.relabelled.setdefault(bits[dossier], []).extend(wrong)


def number_versions(drafts: Sequence[Draft], consequences: Consequences, *, now: datetime) -> None:
    """Decide each draft's outcome and version and write its final text. Same content as before: unchanged.

    What stays as it is, in a dossier that has become sensitive, must take its new labels all the same.

    :raises VersionConflict: ``If-Match`` does not name the current version.
    """
    for number, draft in enumerate(drafts):
        current = draft.current
        alive = current is not None and not current.deleted
        _meet_conditions(draft, number)
        at = draft.updated_at = _later(now, current)
        draft.version = current.version + 1 if current else 1
        if draft.resource is None:
            draft.outcome = "deleted" if alive else "unchanged"
            draft.version = draft.version if alive else draft.version - 1
            continue
        draft.outcome = "updated" if alive else "created"
        assert draft.text is not None  # noqa: S101
        draft.body = draft.text.version(draft.version, at)
        if alive and current is not None:
            before = _before(draft, current)
            if before == draft.text.version(current.version, current.updated_at):
                draft.outcome, draft.version, draft.body = "unchanged", current.version, before
                draft.updated_at = current.updated_at
    for draft in drafts:
        current = draft.current
        if draft.outcome == "unchanged" and current and current.labels != draft.labels:
            row = DossierRow(
                draft.type, draft.uid, current.rid, current.version, current.own_labels, current.labels
            )
            consequences.relabelled.setdefault(draft.labels, []).append(row)


def _before(draft: Draft, current: Current) -> bytes:
    head = bodies.Head(draft.type_name, draft.id, current.version, current.updated_at)
    return bodies.unpack(current.body, current.dictionary, head)


def _later(now: datetime, current: Current | None) -> datetime:
    """The time of a new version: now, but after the one before it, which a faster writer may have dated later."""
    return now if current is None else max(now, current.updated_at + _TICK)


def _meet_conditions(draft: Draft, number: int) -> None:
    current = None if draft.current is None or draft.current.deleted else draft.current
    failure = None
    if draft.if_match is not None and (current is None or current.version != draft.if_match):
        failure = VersionConflict(
            "Tài nguyên đã thay đổi sau lần đọc của bạn.", "The resource has changed since you read it."
        )
    elif draft.if_none_match and current is not None:
        failure = VersionConflict("Tài nguyên đã có.", "The resource exists already.", place="If-None-Match")
    if failure is not None:
        failure.entry = number
        raise failure


def _alone(patient: UUID) -> UUID:
    """The person of a Patient whom a link is taken from: the Patient's own id may be that of the person they shared."""
    return ids.uuid8_timeless("alone", str(patient))


def follow_up(consequences: Consequences, batch: Batch) -> list[list[object]]:
    """Relabel dossiers and move people, after the resources are stored; returns what to announce (op ``L``)."""
    for patient, person in consequences.moved.items():
        store.move_person(batch, patient, person)
    for patient in consequences.released:
        if patient not in consequences.moved:
            store.move_person(batch, patient, linked_person(batch, patient) or _alone(patient))
    news: list[list[object]] = []
    for bits, rows in consequences.relabelled.items():
        store.relabel(batch, rows, bits)
        news += [["L", row.type, str(row.uid), row.version] for row in rows]
    return news
