"""Who has a time on a day; the times that can be given to somebody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from hoaban.foundation.audit import api as audit
from hoaban.foundation.places import api as places
from hoaban.foundation.workforce import api as workforce
from hoaban.kernel import clock
from hoaban.kernel.actor import Actor
from hoaban.modules.hospital.rules.slips import booking_code
from hoaban.shared.people import api as people
from hoaban.shared.scheduling import api as scheduling

AHEAD = 28
"""Days ahead for which free times are shown."""


@dataclass(frozen=True, slots=True)
class Day:
    """The bookings of a day in order, and who they are of."""

    held: tuple[scheduling.Held, ...]
    people: Mapping[UUID, people.Found]


@dataclass(frozen=True, slots=True)
class Times:
    """What somebody has at a facility, and what they may be given. ``names``: of who sees people, by number."""

    person: people.Found
    held: tuple[scheduling.Held, ...]
    free: tuple[tuple[scheduling.Session, tuple[int, ...]], ...]
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Slip:
    """What the slip of an appointment says."""

    held: scheduling.Held
    person: people.Found
    facility: str
    doctor: str
    code: str


def see_day(*, actor: Actor, facility_code: str, day: date, now: datetime) -> Day:
    """Who comes on a day; one look in the trail."""
    held = scheduling.list_bookings(actor=actor, facility_code=facility_code, day=day)
    persons = sorted({one.booking.person for one in held})
    if not persons:
        return Day((), {})
    with audit.as_one(actor=actor, act="scheduling.see-day", persons=persons, now=now):
        return Day(tuple(held), people.describe(persons))


def see_times(*, actor: Actor, facility_code: str, person: UUID, now: datetime) -> Times:
    """What somebody has and may be given; one look in the trail. :raises NotFound: not in the register."""
    with audit.as_one(actor=actor, act="scheduling.see-day", persons=[person], now=now):
        found = people.see_person(actor=actor, person=person, now=now)
    mine = [
        scheduling.get_booking(actor=actor, booking=one.id)
        for one in scheduling.bookings_of(person=person, now=now)
    ]
    free = scheduling.free_slots(
        facility_code=facility_code, first=clock.vietnam_day(now), days=AHEAD, now=now
    )
    numbers = sorted({session.practitioner for session, _slots in free})
    return Times(
        found,
        tuple(one for one in mine if one and one.facility_code == facility_code),
        tuple((session, tuple(slots)) for session, slots in free),
        workforce.practitioner_names(facility_code, numbers),
    )


def see_slip(*, actor: Actor, booking: UUID, now: datetime) -> Slip:
    """A booking to be printed; one look in the trail. :raises scheduling.NoSuchBooking: there is none for this actor."""
    held = scheduling.get_booking(actor=actor, booking=booking)
    if held is None:
        raise scheduling.NoSuchBooking
    with audit.as_one(actor=actor, act="scheduling.see-day", persons=[held.booking.person], now=now):
        person = people.see_person(actor=actor, person=held.booking.person, now=now)
    facility = places.facility(held.facility_code, clock.vietnam_day(now))
    names = workforce.practitioner_names(held.facility_code, [held.session.practitioner])
    return Slip(
        held, person, facility.name if facility else held.facility_code, names.get(held.session.practitioner, ""),
        booking_code(booking),
    )  # fmt: skip
