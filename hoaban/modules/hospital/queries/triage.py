"""Who waits at triage, with what is known of them; the rooms to which they can be handed on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from hoaban.foundation.audit import api as audit
from hoaban.kernel import clock
from hoaban.kernel.actor import Actor, Purpose
from hoaban.modules.hospital import policies
from hoaban.modules.hospital.fhir.shapes import Allergy, Reading
from hoaban.modules.hospital.queries.observed import allergies_of, readings_of_visits
from hoaban.modules.hospital.rules.rooms import rank
from hoaban.modules.hospital.rules.warning import months_old
from hoaban.shared.people import api as people
from hoaban.shared.scheduling import api as scheduling
from hoaban.shared.visits import api as visits

KINDS = (scheduling.PointKind.TRIAGE, scheduling.PointKind.CONSULTING)
"""Queues that a nurse takes: those of a place for it, and those of a room that has none."""
MOST = 15
"""Rows of a grid: what a nurse overlooks, and a page that is quick."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One row: a ticket, whose visit it is, and what is known. ``months``: the age, None when not known."""

    ticket: scheduling.Ticket
    visit: visits.Visit
    person: people.Found | None
    months: int | None
    readings: tuple[Reading, ...]
    allergies: tuple[Allergy, ...]

    @property
    def asks_pregnancy(self) -> bool:
        """Where it makes sense: women from 10 years up to 54."""
        return (
            self.person is not None
            and self.person.sex == "female"
            and self.months is not None
            and 120 <= self.months < 660
        )


@dataclass(frozen=True, slots=True)
class Room:
    """A room to which people can be handed on, and how many wait there."""

    point: scheduling.Point
    waiting: int


@dataclass(frozen=True, slots=True)
class Grid:
    """A triage point on a day: those who wait, as they are to be called; ``rest``: how many more there are.

    ``rooms``: where they can be sent on; none from a room of its own.
    """

    point: scheduling.Point
    rows: tuple[Waiting, ...]
    rest: int
    rooms: tuple[Room, ...]

    def best_room(self, department: str, months: int | None = None) -> int | None:
        """The room of a department where fewest wait; where it has none, of those that fit the age best (None: not known)."""
        fitting = [one for one in self.rooms if one.point.department == department] or list(self.rooms)
        if not fitting:
            return None
        return min(fitting, key=lambda one: (rank(one.point.department, months), one.waiting)).point.id


def list_triage(*, actor: Actor, now: datetime) -> list[tuple[scheduling.Point, int]]:
    """Where vital signs can be taken today at the actor's facilities, points for it first, with how many wait."""
    return [
        (one.point, one.waiting)
        for code in policies.facilities_of(actor, policies.TRIAGE)
        for one in rooms_of(actor, code, now, *KINDS)
    ]


def rooms_of(
    actor: Actor, facility_code: str, now: datetime, *kinds: scheduling.PointKind
) -> tuple[Room, ...]:
    """The points of some kinds of a facility today, with how many wait."""
    found = scheduling.list_points(actor=actor, facility_code=facility_code, on=clock.vietnam_day(now))
    counts = scheduling.count_waiting(actor=actor, facility_code=facility_code, now=now)
    return tuple(Room(one, counts.get(one.id, 0)) for one in found if one.kind in kinds)


def see_triage(*, actor: Actor, point: int, now: datetime) -> Grid:
    """The grid of a triage point: one look, one entry of the trail.

    :raises NoSuchPoint: there is none, it is none of the actor's, or nobody measures there.
    """
    with audit.as_one(actor=actor, act="record.read", purpose=Purpose.TREATMENT, now=now):
        queue = scheduling.see_queue(actor=actor, point=point, now=now)
        facility = queue.point.facility_code
        if queue.point.kind not in KINDS:
            raise scheduling.NoSuchPoint
        policies.must(actor, policies.TRIAGE, facility, queue.point.department, "hospital.triage")
        tickets = [*queue.at_work, *(one for one, _minutes in queue.waiting), *queue.skipped]
        rows = _rows(actor, tickets, clock.vietnam_day(now))
        hands_on = queue.point.kind is scheduling.PointKind.TRIAGE
        rooms = rooms_of(actor, facility, now, scheduling.PointKind.CONSULTING) if hands_on else ()
        return Grid(queue.point, rows, max(0, len(tickets) - MOST), rooms)


def _rows(actor: Actor, tickets: Sequence[scheduling.Ticket], today: date) -> tuple[Waiting, ...]:
    wanted = [one for one in tickets if one.visit is not None][:MOST]
    seen = visits.see_visits(actor=actor, visits=[one.visit for one in wanted if one.visit])
    persons: list[UUID] = [one.arrival.person for one in seen.values()]
    known = people.describe(persons)
    audit.gather(actor, persons, {"way": "triage", "count": len(persons)})
    readings = readings_of_visits(actor=actor, shown=seen.values())
    allergies = allergies_of(actor=actor, persons=persons)
    found = []
    for ticket in wanted:
        if ticket.visit is None or (visit := seen.get(ticket.visit)) is None:
            continue
        person = known.get(visit.arrival.person)
        months = months_old(person.birth, today) if person and person.birth else None
        measured = tuple(readings.get(visit.id, ()))
        found.append(
            Waiting(ticket, visit, person, months, measured, tuple(allergies.get(visit.arrival.person, ())))
        )
    return tuple(found)
