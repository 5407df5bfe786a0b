"""Move Patients from one human being to another; both are described anew from who is left."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from hoaban.shared.people.models import Human, KnownNumber, PatientLink
from hoaban.shared.people.services.describing import Sources


def move(patients: Collection[UUID], *, to: UUID, leaving: UUID) -> None:
    """Link Patients to ``to``. Whom nobody speaks of any more is no longer in the register."""
    PatientLink.objects.filter(patient__in=patients).update(human=to)
    KnownNumber.objects.filter(patient__in=patients).update(human=to)
    sources = Sources([to, leaving])
    left = sources.known().keys()
    sources.write(left)
    Human.objects.filter(id__in={to, leaving} - left).delete()
