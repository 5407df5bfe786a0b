"""One visit whole, through the door, for who makes a paper or a record of it."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from hoaban.kernel.actor import Actor, Purpose
from hoaban.kernel.errors import NotFound
from hoaban.record import api as record
from hoaban.shared.chart import fhir
from hoaban.shared.chart.queries.record import heading
from hoaban.shared.people import api as people

_PAGE = 500
_MOST = 5000


def whole_visit(*, actor: Actor, visit: UUID, purpose: Purpose = Purpose.TREATMENT) -> fhir.WholeVisit:
    """All that the actor may read of a visit; in the trail as one look per page read.

    Who was received without a name and identified since is told as the person whom they turned out to be.

    :raises NotFound: unknown, or not for this actor (the trail then says so).
    """
    door = record.open(actor, purpose=purpose)
    found, after = door.everything("Encounter", str(visit), record.Wish(), count=_PAGE)
    while after is not None and len(found) < _MOST:
        more, after = door.everything("Encounter", str(visit), record.Wish(), after=after, count=_PAGE)
        found += more
    read = fhir.read_whole([one.json() for one in found])
    if read is None:
        raise NotFound("Không có lượt khám này.", "There is no such visit.")
    return read if read.patient.name else replace(read, patient=_identified(actor, read.patient, purpose))


def _identified(actor: Actor, nameless: fhir.Patient, purpose: Purpose) -> fhir.Patient:
    """As the newest source that names the person says; the number that this facility gave stays."""
    person = people.persons_today([UUID(nameless.id)]).get(UUID(nameless.id))
    if person is None:
        return nameless
    named = [one for one in heading(actor=actor, person=person, purpose=purpose).patients if one.name]
    if not named:
        return nameless
    elsewhere = [number for number in named[0].numbers if number[0] != "facility_number"]
    return replace(named[0], id=nameless.id, numbers=(*nameless.numbers, *elsewhere))
