"""What a claim of one of our visits would lack, read from the record as whoever asks may see it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from hoaban.connect.claims import level_on
from hoaban.foundation.audit import api as audit
from hoaban.kernel import clock
from hoaban.kernel.actor import Actor, Purpose
from hoaban.record import api as record
from hoaban.record.shapes import Json
from hoaban.shared.claims import fhir
from hoaban.shared.visits import api as visits
from hoaban.shared.visits.api import Visit

_MOST = 1000


def lacking_facts(*, actor: Actor, visit: UUID, now: datetime) -> tuple[fhir.Lacking, ...]:
    """The fields of XML1 to XML4 that a claim of the visit would leave empty, money aside, which the bill gives.

    What the actor may not see counts as lacking. One entry of the trail.

    :raises NoSuchVisit. :raises NotFound: the record of the visit is out of the actor's reach.
    """
    seen = visits.get_visit(actor=actor, visit=visit)
    told = {"visit": str(visit)}
    with audit.as_one(actor=actor, act="claims.lacking", persons=[seen.arrival.person], detail=told, now=now):
        resources = _resources(actor, seen, now)
    day = clock.vietnam_day(seen.ended_at or now)
    return fhir.of_visit(resources, insured=seen.arrival.card is not None, level=level_on(day).code)


def _resources(actor: Actor, visit: Visit, now: datetime) -> list[Json]:
    door = record.open(actor, purpose=Purpose.TREATMENT, now=now)
    facts, _ = door.everything("Encounter", str(visit.id), record.Wish(), count=_MOST)
    covers = door.of_person(visit.arrival.person, ["Coverage"])
    subject = f"Patient/{visit.patient}"
    mine = [one.json() for one in covers]
    return [
        *(one.json() for one in facts),
        *(one for one in mine if one.get("beneficiary", {}).get("reference") == subject),
    ]
