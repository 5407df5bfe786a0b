"""The queue of a point with the people in it, and all queues of a facility."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from hoaban.foundation.audit import api as audit
from hoaban.kernel import clock
from hoaban.kernel.actor import Actor
from hoaban.shared.people import api as people
from hoaban.shared.scheduling import api as scheduling


@dataclass(frozen=True, slots=True)
class QueueNow:
    """A queue; ``people``: who they are, by their id in the tickets. Whoever is not in it is in no register any more."""

    queue: scheduling.Queue
    people: Mapping[UUID, people.Found]


def see_queue(*, actor: Actor, point: int, now: datetime) -> QueueNow:
    """Who waits at a point, is called and was put aside; one look in the trail that names them.

    :raises scheduling.NoSuchPoint: it is none of the actor's.
    """
    queue = scheduling.see_queue(actor=actor, point=point, now=now)
    tickets = (*(one for one, _minutes in queue.waiting), *queue.at_work, *queue.skipped)
    persons = {one.person for one in tickets if one.person}
    if not persons:
        return QueueNow(queue, {})
    with audit.as_one(actor=actor, act="scheduling.see-queue", persons=sorted(persons), now=now):
        return QueueNow(queue, people.describe(persons))


def list_queues(
    *, actor: Actor, facility_code: str, now: datetime
) -> list[tuple[scheduling.Point, scheduling.Load]]:
    """The open points of a facility, each with how busy it is; nobody is named."""
    points = scheduling.list_points(actor=actor, facility_code=facility_code, on=clock.vietnam_day(now))
    loads = scheduling.see_loads(facility_code=facility_code, now=now) if points else {}
    return [(one, loads.get(one.id, scheduling.Load(0, 0, 0))) for one in points]
