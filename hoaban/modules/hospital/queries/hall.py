"""What hangs in a hall: the latest calls, numbers and rooms; nobody's name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hoaban.kernel import clock
from hoaban.kernel.actor import Actor
from hoaban.shared.scheduling import api as scheduling


@dataclass(frozen=True, slots=True)
class Hall:
    """The points of a facility, the one that is shown (None: all), and the calls, newest first."""

    points: tuple[scheduling.Point, ...]
    point: scheduling.Point | None
    calls: tuple[scheduling.Call, ...]


def see_hall(*, actor: Actor, facility_code: str, point: int = 0, now: datetime) -> Hall:
    """The calls at a point of a facility, or with 0 at all of them. :raises scheduling.NoSuchPoint: it has no such point."""
    points = scheduling.hall_points(actor=actor, facility_code=facility_code, on=clock.vietnam_day(now))
    shown = [one for one in points if point in (0, one.id)]
    if point and not shown:
        raise scheduling.NoSuchPoint
    calls = scheduling.list_calls(facility_code=facility_code, points=[one.id for one in shown], now=now)
    return Hall(tuple(points), shown[0] if point else None, tuple(calls))
