"""The Persons of the record as the register says they are."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from hoaban.record.shapes import Entry
from hoaban.shared.people import fhir
from hoaban.shared.people.models import Human, PatientLink


def person_entries(humans: Iterable[UUID]) -> list[Entry]:
    """The Person of each human being, as it is to be written now."""
    wanted = list(humans)
    patients: dict[UUID, list[str]] = {}
    for link in PatientLink.objects.filter(human__in=wanted).order_by("linked_at", "patient"):
        patients.setdefault(link.human, []).append(link.fhir_id)
    return [
        Entry(
            "PUT", "Person", str(human.id),
            fhir.person(human.id, name=human.name, sex=human.sex, birth=human.birth, patients=patients.get(human.id, [])),
        )
        for human in Human.objects.filter(id__in=wanted)
    ]  # fmt: skip


def emptied_entry(human: UUID, *, now_in: UUID) -> Entry:
    """The Person of somebody who was joined to another."""
    return Entry("PUT", "Person", str(human), fhir.emptied(human, now_in=now_in))
