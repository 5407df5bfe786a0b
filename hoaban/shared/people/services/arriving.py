"""Somebody of the register comes to a facility: the Patient under which it writes about them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from hoaban.foundation.places import api as places
from hoaban.kernel import clock
from hoaban.record import sources
from hoaban.record.shapes import Entry
from hoaban.shared.people import fhir
from hoaban.shared.people.fhir import Details, Paper
from hoaban.shared.people.models import PatientLink
from hoaban.shared.people.queries.reviewing import Known
from hoaban.shared.people.queries.sources import find_known
from hoaban.shared.people.services.placing import Told, place

DESK = "desk"


def arrive(
    *, person: UUID, facility_code: str, new_number: Callable[[], str], now: datetime
) -> tuple[str, list[Entry]]:
    """The id of a facility's Patient of a person, and what is to be written in the same call of the door.

    Whom the facility knows comes back to the Patient that spoke last; another one gets a Patient under a number of the facility,
    which says what the register knows of them. Whether the actor may receive people is for the caller, who must be in the
    transaction that writes.

    :raises NotFound: the person is not in the register; they may have been merged.
    """
    known = find_known(person)
    source = places.organization_id(facility_code)
    links = PatientLink.objects.filter(human=person, source=source)
    latest = links.exclude(rule="registrar").order_by("-said_at", "patient").first()
    if latest is not None:
        return latest.fhir_id, []
    number = new_number()
    patient = UUID(sources.patient_id(facility_code, number))
    details = _details(known)
    resource = fhir.build_patient(
        patient, details, commune=_commune(details.commune_code, now), source=source, number=number
    )
    persons = place(patients={patient: resource}, now=now, told={patient: Told(person, rule=DESK)})
    return str(patient), [Entry("PUT", "Patient", str(patient), resource), *persons]


def _details(known: Known) -> Details:
    """What the register knows of a person, whoever said it, as a Patient of one more source says it."""
    said = known.description
    papers = tuple(Paper(kind, value) for kind, value in sorted(said.numbers) if kind != "temporary")
    phone = next(iter(sorted(said.phones)), "")
    also = said.background
    return Details(
        said.name, said.sex, said.birth, said.commune_code, also.address, phone, "known", "UNVERIFIED", papers,
        ethnic_group=also.ethnic_group, occupation=also.occupation, nationality=also.nationality,
    )  # fmt: skip


def _commune(code: str, now: datetime) -> tuple[str, str]:
    """Name of a commune, and the first day of the period in which its code means it."""
    found = places.commune_on(code, clock.vietnam_day(now)) if code else None
    if found is None:
        return "", ""
    return found.full_name, found.period.start.isoformat() if found.period.start else ""
