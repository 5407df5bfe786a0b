"""What a write means for what is already there: whose it is, which labels its dossier carries, which version it becomes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from hoaban.kernel.errors import Conflict
from hoaban.record.engine import bodies, parse_json, store, structure
from hoaban.record.engine.draft import Current, Draft
from hoaban.record.engine.placement import Placement, place
from hoaban.record.shapes import Json

_TICK = timedelta(milliseconds=1)


class VersionConflict(Conflict):
    """``If-Match`` names a version that is no longer the current one."""

    status = 412


@dataclass(slots=True)
class Consequences:
    """What must change beside the written resources themselves."""

    relabelled: dict[int, list[store.DossierRow]] = field(default_factory=dict)
    """Dossier label bits -> other rows of that dossier that now need them."""
    moved: dict[UUID, UUID] = field(default_factory=dict)
    """Patient -> the person it now belongs to."""
    released: list[UUID] = field(default_factory=list)
    """Patients that a Person no longer links."""


def settle(drafts: Sequence[Draft]) -> Consequences:
    """Fill in patient, dossier, person, labels and reach of every draft; say what else follows."""
    consequences = Consequences()
    _find_places(drafts)
    _find_persons(drafts, consequences)
    _spread_labels(drafts, consequences)
    return consequences


def _find_places(drafts: Sequence[Draft]) -> None:
    here = {draft.key: draft for draft in drafts}
    open_ends: list[tuple[Draft, Placement]] = []
    for draft in drafts:
        if draft.placement is None:
            current = draft.current
            if current:
                draft.patient, draft.dossier = current.patient, current.dossier
                draft.own_labels = current.own_labels
            continue
        draft.patient, draft.dossier = draft.placement.patient, draft.placement.dossier
        if (draft.patient is None or draft.dossier is None) and draft.type not in structure.general_types():
            open_ends.append((draft, draft.placement))
    elsewhere = {
        (number, uid)
        for draft, placement in open_ends
        for number, uid in _neighbour_keys(draft, placement)
        if (number, uid) not in here
    }
    stored = store.neighbours(elsewhere)
    for draft, placement in open_ends:
        for key in _neighbour_keys(draft, placement):
            near: Draft | store.Neighbour | None = here.get(key) or stored.get(key)
            if near is not None:
                draft.patient = draft.patient or near.patient
                draft.dossier = draft.dossier or near.dossier


def _neighbour_keys(draft: Draft, placement: Placement) -> list[tuple[int, UUID]]:
    keys = [
        (structure.type_number(name), uid)
        for name, uid in placement.neighbours
        if structure.is_resource_type(name)
    ]
    if draft.dossier is not None and draft.patient is None:
        keys.append((structure.type_number("Encounter"), draft.dossier))
    return keys


def _find_persons(drafts: Sequence[Draft], consequences: Consequences) -> None:
    linked: dict[UUID, UUID] = {}
    for draft in drafts:
        if draft.type_name != "Person":
            continue
        now = set(draft.placement.linked_patients) if draft.placement else set()
        linked.update((patient, draft.uid) for patient in now)
        consequences.released += sorted(_linked_before(draft) - now)
    patients = {draft.patient for draft in drafts if draft.patient} | set(linked)
    known = store.persons_of(patients)
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


def _spread_labels(drafts: Sequence[Draft], consequences: Consequences) -> None:
    by_dossier: dict[UUID, list[Draft]] = {}
    for draft in drafts:
        if draft.dossier:
            by_dossier.setdefault(draft.dossier, []).append(draft)
    dossiers = set(by_dossier)
    store.lock_dossiers(dossiers)
    here = {draft.key for draft in drafts}
    stored = store.dossier_rows(dossiers, every_row=False)
    for dossier in dossiers:
        members = by_dossier[dossier]
        others = [row for row in stored.get(dossier, ()) if (row.type, row.uid) not in here]
        bits = 0
        for own_labels in [*(one.own_labels for one in members), *(row.own_labels for row in others)]:
            bits |= own_labels
        for draft in members:
            draft.labels = bits
        if bits or others:
            rows = store.dossier_rows([dossier], every_row=True).get(dossier, [])
            wrong = [
                row for row in rows if (row.type, row.uid) not in here and row.labels != bits | row.own_labels
            ]
            if wrong:
                consequences.relabelled.setdefault(bits, []).extend(wrong)
    for draft in drafts:
        if draft.dossier is None:
            draft.labels = draft.own_labels


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
        draft.body = final_text(draft.resource, draft.version, at)
        if alive and current is not None:
            before = _before(draft, current)
            if before == final_text(draft.resource, current.version, current.updated_at):
                draft.outcome, draft.version, draft.body = "unchanged", current.version, before
                draft.updated_at = current.updated_at
    for draft in drafts:
        current = draft.current
        if draft.outcome == "unchanged" and current and current.labels != draft.labels:
            row = store.DossierRow(
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


def final_text(resource: Json, version: int, at: datetime) -> bytes:
    """The resource as it is sent: ``meta`` right after the id, with version and time."""
    meta = {
        **resource.get("meta", {}),
        "versionId": str(version),
        "lastUpdated": at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z",
    }
    head = {"resourceType": resource["resourceType"], "id": resource["id"], "meta": meta}
    rest = {name: value for name, value in resource.items() if name not in head}
    return parse_json.dumps({**head, **rest})


def follow_up(consequences: Consequences) -> list[list[object]]:
    """Relabel dossiers and move people, after the resources are stored; returns what to announce (op ``L``)."""
    for patient, person in consequences.moved.items():
        store.move_person(patient, person)
    for patient in consequences.released:
        if patient not in consequences.moved:
            store.move_person(patient, store.linked_person(patient) or patient)
    news: list[list[object]] = []
    for bits, rows in consequences.relabelled.items():
        store.relabel(rows, bits)
        news += [["L", row.type, str(row.uid), row.version] for row in rows]
    return news
