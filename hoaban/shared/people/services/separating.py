"""Undo a link: a Patient becomes a person of its own again."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from hoaban.kernel import ids
from hoaban.record.shapes import Entry
from hoaban.shared.people.models import Doubt, PatientLink
from hoaban.shared.people.services.moving import move
from hoaban.shared.people.services.persons import person_entries


def separate(*, patient_id: UUID, now: datetime) -> list[Entry]:
    """Part a Patient from the person it was joined to. Returns the Persons to be written in the same transaction.

    The pair is remembered as different, so that no rule joins it again.
    """
    old, new = PatientLink.objects.select_for_update().get(patient=patient_id).human, ids.uuid7(now)
    PatientLink.objects.filter(patient=patient_id).update(rule="steward")
    move([patient_id], to=new, leaving=old)
    Doubt.objects.update_or_create(
        one=min(old, new), other=max(old, new), defaults={"settled": "different", "reason": "steward"}
    )
    return person_entries([old, new])
