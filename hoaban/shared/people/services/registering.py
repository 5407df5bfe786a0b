"""Register a person, and correct what the register itself says of one: its own Patient, through the record's door."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from hoaban.foundation.audit import api as audit
from hoaban.foundation.places import api as places
from hoaban.kernel import clock, ids
from hoaban.kernel.actor import Actor, Purpose
from hoaban.kernel.errors import Invalid
from hoaban.record import api as record
from hoaban.record.shapes import Entry
from hoaban.shared.people import fhir, policies
from hoaban.shared.people.fhir import Details
from hoaban.shared.people.models import PatientLink
from hoaban.shared.people.queries.details import own_record
from hoaban.shared.people.rules.details import temporary_code
from hoaban.shared.people.services.doubts import HasChanged
from hoaban.shared.people.services.placing import Told, lock_numbers, place


class NotNamed(Invalid):
    """Nothing is known by which a person could be found again."""


def register(
    *, actor: Actor, details: Details, alike: Collection[UUID] = (), once: str = "", now: datetime
) -> UUID:
    """A new person of the register. Returns the person.

    Who has no number gets a temporary code. ``alike``: people who were shown and of whom the registrar says that they
    are others; the pairs are listed for a steward. Nobody is joined to anybody by this. ``once``: what a form was sent
    with; sent again, it makes nobody else.

    :raises NotNamed: a person known by no name, in no circumstance that explains it.
    """
    policies.must(actor, policies.REGISTER)
    _must_be_named(details)
    patient = ids.uuid8_timeless("registered", actor.id, once) if once else ids.uuid7(now)
    whole = details if details.papers else replace(details, temporary_code=temporary_code(patient))

    def work() -> UUID:
        lock_numbers({("registered", str(patient))})
        there = PatientLink.objects.filter(patient=patient).first()
        if there is not None:
            return there.human
        return _write(actor, patient, whole, Told(None, frozenset(alike)), now, "people.register")

    return record.in_one_transaction(work)


def registered_with(*, actor: Actor, once: str) -> UUID | None:
    """Whom a form has made already that was sent before; None: nobody yet."""
    patient = ids.uuid8_timeless("registered", actor.id, once)
    there = PatientLink.objects.filter(patient=patient).first() if once else None
    return there.human if there else None


def correct(*, actor: Actor, human: UUID, details: Details, seen: int = 0, now: datetime) -> None:
    """What the register itself says of a person: a new version of its own Patient, or its first. No source is touched.

    ``seen``: the version that the registrar saw; 0 when the register had said nothing yet.

    :raises HasChanged: the person is in the register no more, or somebody corrected them meanwhile.
    """
    policies.must(actor, policies.REGISTER)
    _must_be_named(details)

    def work() -> None:
        links = list(PatientLink.objects.select_for_update().filter(human=human).order_by("patient"))
        if not links:
            raise HasChanged(
                "Người này không còn trong danh bạ: có thể ai đó vừa gộp họ.",
                "This person is no longer in the register: somebody may just have merged them.",
            )
        before = own_record(actor, links)
        if (before.version if before else 0) != seen:
            raise HasChanged(
                "Có người vừa sửa thông tin này. Hãy mở lại rồi sửa tiếp.",
                "Somebody has just corrected these details. Open them again and go on.",
            )
        patient = UUID(before.id) if before else ids.uuid7(now)
        code = fhir.read_details(before.json()).temporary_code if before else ""
        _write(actor, patient, replace(details, temporary_code=code), Told(human), now, "people.correct")

    record.in_one_transaction(work)


def _write(actor: Actor, patient: UUID, details: Details, told: Told, now: datetime, act: str) -> UUID:
    on = clock.vietnam_day(now)
    resource = fhir.build_patient(
        patient, details, commune=_commune(details.commune_code, on), source=_facility(actor)
    )
    persons = place(patients={patient: resource}, now=now, told={patient: told})
    human = PatientLink.objects.get(patient=patient).human
    audit.write(actor=actor, act=act, persons=[human], now=now)
    door = record.open(policies.at_the_door(actor), purpose=Purpose.OPERATIONS, now=now)
    door.transact([Entry("PUT", "Patient", str(patient), resource), *persons])
    return human


def _commune(code: str, on: date) -> tuple[str, str]:
    """Name, and the first day of the period in which the code means this commune."""
    found = places.commune_on(code, on) if code else None
    if found is None:
        return "", ""
    start = found.period.start
    return found.full_name, start.isoformat() if start else ""


def _facility(actor: Actor) -> UUID | None:
    """The Organization for which the actor registers; none for who registers for the whole province."""
    scopes = [one for one in actor.scopes(policies.REGISTER) if one.kind == "facility"]
    return places.organization_id(scopes[0].code) if scopes else None


def _must_be_named(details: Details) -> None:
    if not details.name and details.circumstance == "known":
        raise NotNamed("Cần họ và tên.", "The full name is needed.", place="name")
