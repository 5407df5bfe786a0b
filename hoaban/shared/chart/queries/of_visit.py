"""One visit whole, through the door, for who makes a paper or a record of it."""

from __future__ import annotations

from uuid import UUID

from hoaban.kernel.actor import Actor, Purpose
from hoaban.kernel.errors import NotFound
from hoaban.record import api as record
from hoaban.shared.chart import fhir

_PAGE = 500
_MOST = 5000


def whole_visit(*, actor: Actor, visit: UUID, purpose: Purpose = Purpose.TREATMENT) -> fhir.WholeVisit:
    """All that the actor may read of a visit; in the trail as one look per page read.

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
    return read
