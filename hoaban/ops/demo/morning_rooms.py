"""Who sees people in which room of the demo's facilities this week, and who has a time; once a day."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from uuid import UUID, uuid4

from hoaban.foundation.accounts import api as accounts
from hoaban.foundation.workforce import api as workforce
from hoaban.kernel import clock
from hoaban.modules.hospital.services import booking
from hoaban.ops.demo.accounts import read_accounts
from hoaban.ops.demo.outpatients import PROVINCIAL
from hoaban.ops.demo.story import PHONG_THO
from hoaban.shared.scheduling import api as scheduling

_ROOMS = {
    PROVINCIAL: {"PK1": "bs.kham", "PK4": "bs.san", "PK2": "", "PK3": ""},
    PHONG_THO: {"PK1": "bs.pt", "PK2": "bs.giadinh"},
}
"""Room -> who of the demo's accounts sees people there; empty: another doctor of the house."""
_DAYS, _SUNDAY = 6, 6
_HOURS = ((time(7), time(11, 30)), (time(13, 30), time(16, 30)))
_FIRST, _LAST = time(7), time(17)
_SLOT, _AHEAD, _BOOKED = 15, 6, 6
_STILL, _LONGEST = timedelta(hours=2), timedelta(hours=12)


def open_week(*, desks: dict[str, str], now: datetime) -> list[UUID]:
    """Plan sessions from today on where the day has none yet. Returns the sessions that are new."""
    opened = []
    for facility, desk in desks.items():
        actor = accounts.actor_of(desk, now=now)
        points = scheduling.list_points(actor=actor, facility_code=facility, on=clock.vietnam_day(now))
        rooms = {one.code: one for one in points}
        doctors = dict(_doctors(facility, clock.vietnam_day(now)))
        for first, last in _days(now):
            there = scheduling.list_sessions(
                actor=actor, facility_code=facility, first=clock.vietnam_day(first)
            )
            taken = {one.point.code for one in there if one.starts_at < last and one.ends_at > first}
            for code in doctors.keys() - taken:
                ahead = min(_AHEAD, (last - first) // timedelta(minutes=_SLOT))
                session = scheduling.Session(uuid4(), rooms[code], doctors[code], first, last, _SLOT, ahead)
                opened.append(
                    scheduling.open_session(actor=actor, point=rooms[code].id, session=session, now=now)
                )
    return opened


def book_some(
    people: Sequence[UUID], *, sessions: Collection[UUID], desks: dict[str, str], now: datetime
) -> int:
    """Give times of some sessions to some people; somebody who cannot have one goes without. Returns how many have one."""
    booked, waiting = 0, iter(people)
    for facility, desk in desks.items():
        actor = accounts.actor_of(desk, now=now)
        free = scheduling.free_slots(facility_code=facility, first=clock.vietnam_day(now), days=3, now=now)
        mine = [one for one in free if one[0].id in sessions]
        for session, slots in mine[:_BOOKED]:
            for slot, person in zip(slots[:2], waiting, strict=False):
                with suppress(scheduling.Taken, scheduling.NotPossible):
                    booking.book(actor=actor, session=session.id, slot=slot, person=person, now=now)
                    booked += 1
    return booked


def _doctors(facility: str, day: date) -> Iterator[tuple[str, str]]:
    """Room and staff number; nobody sees people in two rooms."""
    numbers = {one.username: one.staff_number for one in read_accounts()}
    others = iter(
        one.number for one in workforce.list_doctors(facility, day) if one.number not in numbers.values()
    )
    for code, username in _ROOMS[facility].items():
        number = numbers[username] if username else next(others, "")
        if number:
            yield code, number


def _days(now: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Today from morning on until later than now, and the hours of the next working days."""
    today = clock.vietnam_day(now)
    midnight = datetime.combine(today, time(), clock.VIETNAM)
    here = now.astimezone(clock.VIETNAM).replace(minute=0, second=0, microsecond=0)
    first = min(datetime.combine(today, _FIRST, clock.VIETNAM), max(here - _STILL, midnight))
    last = min(
        max(datetime.combine(today, _LAST, clock.VIETNAM), here + _STILL),
        midnight + timedelta(hours=23, minutes=45),
    )
    first, next_hour = max(first, last - _LONGEST), here + timedelta(hours=1)
    if next_hour + timedelta(minutes=_SLOT) <= last:
        yield first, next_hour
        first = next_hour  # begins later, so that times of today can be given
    yield first, last
    for after in range(1, _DAYS):
        day = today + timedelta(days=after)
        if day.weekday() != _SUNDAY:
            for starts, ends in _HOURS:
                yield (
                    datetime.combine(day, starts, clock.VIETNAM),
                    datetime.combine(day, ends, clock.VIETNAM),
                )
