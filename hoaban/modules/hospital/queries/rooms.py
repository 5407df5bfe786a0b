"""The consulting rooms of a facility now: who sees people there, how many wait, how long it takes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hoaban.foundation.workforce import api as workforce
from hoaban.kernel import clock
from hoaban.kernel.actor import Actor
from hoaban.modules.hospital.rules.rooms import Room
from hoaban.shared.scheduling import api as scheduling


@dataclass(frozen=True, slots=True)
class RoomNow:
    """A consulting room. ``doctor``: the name of who has a session there now; empty when nobody has."""

    room: Room
    point: scheduling.Point
    doctor: str


def list_rooms(*, actor: Actor, facility_code: str, now: datetime) -> list[RoomNow]:
    """The consulting rooms that are open today, in the order of their codes; none for who has no business there."""
    day = clock.vietnam_day(now)
    points = scheduling.list_points(actor=actor, facility_code=facility_code, on=day)
    rooms = [one for one in points if one.kind is scheduling.PointKind.CONSULTING]
    if not rooms:
        return []
    sessions = scheduling.list_sessions(actor=actor, facility_code=facility_code, first=day)
    there = {one.point.id: one.practitioner for one in sessions if one.starts_at <= now < one.ends_at}
    names = workforce.practitioner_names(facility_code, sorted(set(there.values())))
    loads = scheduling.see_loads(facility_code=facility_code, now=now)
    free = scheduling.Load(0, 0, 0)
    return [
        RoomNow(
            Room(
                one.id,
                one.department,
                (load := loads.get(one.id, free)).waiting,
                load.minutes,
                in_session=one.id in there,
            ),
            one,
            names.get(there.get(one.id, ""), ""),
        )
        for one in rooms
    ]
