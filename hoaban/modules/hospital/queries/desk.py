"""What the counter shows beside its field: who has come today, and how full the rooms are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hoaban.foundation.audit import api as audit
from hoaban.kernel import clock
from hoaban.kernel.actor import Actor
from hoaban.modules.hospital.queries.rooms import RoomNow, list_rooms
from hoaban.shared.people import api as people
from hoaban.shared.visits import api as visits

_SHOWN = 15


@dataclass(frozen=True, slots=True)
class Came:
    """Somebody who came today. ``person`` None: no longer in the register under this id."""

    visit: visits.Visit
    person: people.Found | None


@dataclass(frozen=True, slots=True)
class Today:
    """The latest arrivals of the day, newest first, and the rooms."""

    came: tuple[Came, ...]
    rooms: tuple[RoomNow, ...]


def see_today(*, actor: Actor, facility_code: str, now: datetime) -> Today:
    """Who came last, for the desk that received them; one look in the trail."""
    day = clock.vietnam_day(now)
    latest = visits.list_latest(actor=actor, facility_code=facility_code, day=day, count=_SHOWN)
    rooms = list_rooms(actor=actor, facility_code=facility_code, now=now)
    if not latest:
        return Today((), tuple(rooms))
    with audit.as_one(actor=actor, act="visits.see", persons=[one.arrival.person for one in latest], now=now):
        known = people.describe({one.arrival.person for one in latest})
    return Today(tuple(Came(one, known.get(one.arrival.person)) for one in latest), tuple(rooms))
