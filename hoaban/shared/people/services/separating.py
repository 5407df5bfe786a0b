"""Undo a link: a Patient becomes a person of its own again."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from hoaban.kernel import ids
from hoaban.record.shapes import Entry
from hoaban.shared.people.models import Doubt, Human, KnownNumber, PatientLink
from hoaban.shared.people.rules import with_sources
from hoaban.shared.people.services.persons import person_entries


def separate(*, patient_id: UUID, now: datetime) -> list[Entry]:
    """Part a Patient from the person it was joined to. Returns the Persons to be written in the same transaction.

    The pair is remembered as different, so that no rule joins it again.
    """
    link = PatientLink.objects.select_for_update().get(patient=patient_id)
    old, new = link.human, ids.uuid7(now)
    human = Human.objects.get(id=old)
    link.human, link.rule = new, "steward"
    link.save()
    human.id = new
    human.save(force_insert=True)
    for one in Human.objects.filter(id__in=(old, new)):
        sources = PatientLink.objects.filter(human=one.id).values_list("source", flat=True)
        one.keys = with_sources(one.keys, [source for source in sources if source])
        one.save(update_fields=["keys"])
    KnownNumber.objects.filter(patient=patient_id).update(human=new)
    Doubt.objects.update_or_create(
        one=min(old, new), other=max(old, new), defaults={"settled": "different", "reason": "steward"}
    )
    return person_entries([old, new])
