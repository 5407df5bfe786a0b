"""The list behind a number: the visits that it counts, as far as the person who looks may see them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from hoaban.foundation.audit import api as audit
from hoaban.kernel.actor import Actor, Purpose
from hoaban.record import api as record
from hoaban.shared.chart import fhir


@dataclass(frozen=True, slots=True)
class ListedVisit:
    """One visit with the person it is about."""

    person: UUID | None
    name: str
    sex: str
    birth: str
    commune_code: str
    start: datetime | None
    facility: str
    reason: str


@dataclass(frozen=True, slots=True)
class VisitList:
    """A page of visits; ``more`` when others follow. Visits that may not be seen are not in it and not counted."""

    visits: tuple[ListedVisit, ...]
    more: bool


def list_behind(*, actor: Actor, encounter_ids: Sequence[UUID], start: int = 0, count: int = 50) -> VisitList:
    """The visits behind a number. Empty for who may open no chart; never an error."""
    if not actor.may(f"record.read:{Purpose.TREATMENT}"):
        return VisitList((), more=False)
    door = record.open(actor, purpose=Purpose.TREATMENT)
    wanted = [str(one) for one in encounter_ids[start : start + count]]
    with audit.as_one(actor=actor, act="record.read", purpose=Purpose.TREATMENT):
        encounters = door.read_many("Encounter", wanted)
        patients_by_visit = {one.id: fhir.subject_id(one.json()) for one in encounters}
        patients = {
            one.id: one for one in door.read_many("Patient", sorted(set(patients_by_visit.values()) - {""}))
        }
    listed = []
    for one in encounters:
        visit, stored = fhir.read_visit(one.json()), patients.get(patients_by_visit[one.id])
        who = fhir.read_patient(stored.json()) if stored else None
        listed.append(
            ListedVisit(
                one.person, who.name if who else "", who.sex if who else "", who.birth if who else "",
                who.commune_code if who else "", visit.start, visit.facility, visit.reason,
            )
        )  # fmt: skip
    return VisitList(tuple(listed), more=len(encounter_ids) > start + count)
