"""The Persons of the record as the register says they are."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from hoaban.record.shapes import Entry
from hoaban.shared.people import fhir
from hoaban.shared.people.models import Human, PatientLink, Relation


def person_entries(humans: Iterable[UUID]) -> list[Entry]:
    """The Person of each human being, as it is to be written now."""
    wanted = list(humans)
    links = list(PatientLink.objects.filter(human__in=wanted).order_by("linked_at", "patient"))
    patients: dict[UUID, list[str]] = {}
    for link in links:
        patients.setdefault(link.human, []).append(link.fhir_id)
    related = _related(links)
    return [
        Entry(
            "PUT", "Person", str(human.id),
            fhir.person(
                human.id, name=human.name, sex=human.sex, birth=human.birth, patients=patients.get(human.id, []),
                related=related.get(human.id, []),
            ),
        )
        for human in Human.objects.filter(id__in=wanted)
    ]  # fmt: skip


def _related(links: Iterable[PatientLink]) -> dict[UUID, list[UUID]]:
    """The relations in which each is the mother, guardian ...: that RelatedPerson is the same human being."""
    behind = {link.patient: link.human for link in links}
    related: dict[UUID, list[UUID]] = {}
    for row in Relation.objects.filter(other__in=behind).order_by("id"):
        related.setdefault(behind[row.other], []).append(row.pk)
    return related


def emptied_entry(human: UUID, *, now_in: UUID) -> Entry:
    """The Person of somebody who was joined to another."""
    return Entry("PUT", "Person", str(human), fhir.emptied(human, now_in=now_in))
