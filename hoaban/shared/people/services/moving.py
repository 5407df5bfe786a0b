"""Move Patients from one human being to another; both are described anew from who is left."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from hoaban.shared.people.models import Human, KnownNumber, PatientLink
from hoaban.shared.people.services.describing import Sources


def move(rules: Mapping[UUID, str], *, to: UUID, leaving: UUID) -> None:
    """Link Patients (each by its rule) to ``to``. Whom nobody speaks of any more is no longer in the register."""
    links = list(PatientLink.objects.filter(patient__in=list(rules)))
    for link in links:
        link.human, link.rule = to, rules[link.patient]
    PatientLink.objects.bulk_update(links, ["human", "rule"])
    KnownNumber.objects.filter(patient__in=list(rules)).update(human=to)
    sources = Sources([to, leaving])
    left = sources.known().keys()
    sources.write(left)
    Human.objects.filter(id__in={to, leaving} - left).delete()
