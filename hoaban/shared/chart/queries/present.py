"""Who is there now: people with an open visit at the facility where an actor is on duty, while the turn lasts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from hoaban.foundation.accounts import api as accounts
from hoaban.foundation.places import api as places
from hoaban.kernel.actor import Actor, Purpose, Scope
from hoaban.record import api as record
from hoaban.shared.chart import fhir

_OPEN = "arrived,triaged,in-progress,onleave"


@dataclass(frozen=True, slots=True)
class Present:
    """Somebody who is there, since when, in which departments, and what for."""

    person: UUID | None
    name: str
    birth: str
    sex: str
    since: datetime | None
    departments: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class PresentPage:
    """The turn that runs (None: none does) and a page of who is there, the latest first; ``next`` asks for the following."""

    duty: accounts.Duty | None
    people: tuple[Present, ...]
    next: str


def present(*, actor: Actor, now: datetime, after: str = "", count: int = 50) -> PresentPage:
    """Who is at the place of the actor's turn; one look, one entry in the trail. Nobody has two turns at once."""
    duty = next(iter(accounts.own_duties(actor, now)), None)
    if duty is None:
        return PresentPage(None, (), "")
    asked = [
        ("service-provider", f"Organization/{places.organization_id(duty.facility_code)}"), ("status", _OPEN),
        ("_sort", "-date"), ("_count", str(count)), ("_include", "Encounter:subject"),
        *([("_page", after)] if after else []),
    ]  # fmt: skip
    door = record.open(_on_duty_alone(actor, duty), purpose=Purpose.TREATMENT)
    page = door.search("Encounter", asked)
    along = {f"{one.type}/{one.id}": one for one in page.included}
    found = []
    for one in page.entries:
        visit = fhir.read_visit(one.json())
        patient = along.get(f"Patient/{fhir.subject_id(one.json())}")
        who = fhir.read_patient(patient.json()) if patient else None
        found.append(
            Present(
                one.person, who.name if who else "", who.birth if who else "", who.sex if who else "", visit.start,
                visit.departments, visit.reason,
            )
        )  # fmt: skip
    return PresentPage(duty, tuple(found), page.next or "")


def _on_duty_alone(actor: Actor, duty: accounts.Duty) -> Actor:
    """The same actor with what the turn opens, so that a check-in nobody closed is not taken for somebody who is there;
    sensitive facts as ever."""
    here = Scope("duty", duty.facility_code)
    held = (one for one in actor.grants if one.scope == here or one.act in accounts.SENSITIVE_RIGHTS)
    return Actor(actor.id, actor.kind, actor.label, frozenset(held), actor.request_id)
