"""Somebody is received: their visit is opened and a number given to them, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from hoaban.kernel.actor import Actor
from hoaban.kernel.errors import Invalid
from hoaban.modules.hospital import models, policies
from hoaban.modules.hospital.services.booking import note_appointment
from hoaban.record import api as record
from hoaban.shared.exchange import api as exchange
from hoaban.shared.people import api as people
from hoaban.shared.scheduling import api as scheduling
from hoaban.shared.visits import api as visits


@dataclass(frozen=True, slots=True)
class Taken:
    """What a desk took down beside the arrival. ``point``: where they wait, ``booking``: the slot they came for."""

    point: int | None
    booking: UUID | None = None
    identified_by: str = "MANUAL"
    commitment: str = ""
    marks: str = ""
    check: UUID | None = None
    """A look-up of the card before there was a visit."""


class NoRoom(Invalid):
    """Nowhere to wait was chosen, or the place is none of the facility."""


def receive(
    *, actor: Actor, arrival: visits.Arrival, taken: Taken, once: str, now: datetime
) -> tuple[visits.Visit, scheduling.Ticket | None]:
    """Open a visit and give a number. Sent again with the same ``once``, it is the same visit with the same number.

    Where the facility keeps no places to wait, there is no number. The department of the visit is that of the room.

    :raises NotAllowed: the actor receives nobody there. :raises NoRoom. :raises visits.VisitNotValid: a field is not possible.
    :raises scheduling.NotPossible: the room is closed. :raises scheduling.NoSuchBooking: the slot is not theirs.
    """
    where = _room(actor, arrival, taken)
    whole = replace(arrival, department=where.department if where else arrival.department)

    def work() -> tuple[visits.Visit, scheduling.Ticket | None]:
        visit = visits.open_visit(actor=actor, arrival=whole, once=once, now=now)
        note_reception(actor, visit, taken, now)
        if taken.check:
            exchange.attach_check(actor=actor, check=taken.check, visit=visit.id, now=now)
        ticket = give_ticket(actor, visit, where, taken.booking, now) if where else None
        if ticket and taken.booking:
            note_appointment(actor, taken.booking, "arrived", now)
        return visit, ticket

    visit, ticket = record.in_one_transaction(work)
    if taken.check is None:
        _look_up_card(actor, visit, now)
    return visit, ticket


def _look_up_card(actor: Actor, visit: visits.Visit, now: datetime) -> None:
    """A card that was typed is asked about once the visit is there; what the portal says stands on the page of the visit."""
    arrival, known = visit.arrival, exchange.card_checks_of(actor=actor, visit=visit.id)
    if arrival.card is None or known:
        return
    person = people.describe([arrival.person])[arrival.person]
    question = exchange.CardQuestion(arrival.card.number, person.name, person.birth, person.sex)
    exchange.check_card(
        actor=actor, facility_code=arrival.facility_code, question=question, visit=visit.id, now=now
    )


def receive_unknown(
    *, actor: Actor, facility_code: str, sex: str, born_about: str, taken: Taken, reason: str, once: str, now: datetime
) -> tuple[visits.Visit, scheduling.Ticket | None]:  # fmt: skip
    """An emergency of whom nobody knows who they are: they get a code of the register and a visit at once; who they are is
    said later, and nothing that was written then moves.

    ``born_about``: a year, or empty. ``taken.marks``: what they look like.

    :raises NotAllowed, NoRoom: as :func:`receive`. :raises Invalid: the year is not possible.
    """
    unknown = people.Details("", sex, born_about, "", "", "", "unknown", "UNVERIFIED", ())
    person = people.register(
        actor=policies.registering(actor, facility_code), details=unknown, once=f"emergency:{once}", now=now
    )
    arrival = visits.Arrival(
        facility_code, person, reason, coverage_class="", priority="emergency", emergency=True
    )
    return receive(
        actor=actor, arrival=arrival, taken=replace(taken, identified_by="UNVERIFIED"), once=once, now=now
    )


def give_ticket(
    actor: Actor, visit: visits.Visit, where: scheduling.Point, booking: UUID | None, now: datetime
) -> scheduling.Ticket:
    """The number of a visit at a point; the one that they were given there."""
    before = [one for one in scheduling.tickets_of(visit=visit.id) if one.point == where.id]
    if before:
        return before[-1]
    return scheduling.take_ticket(
        actor=actor, point=where.id, now=now, person=visit.arrival.person, visit=visit.id,
        priority=visit.arrival.priority, booking=booking,
    )  # fmt: skip


def note_reception(actor: Actor, visit: visits.Visit, taken: Taken, now: datetime) -> None:
    """What the desk took down, kept once; within the caller's transaction."""
    models.Reception.objects.get_or_create(
        visit=visit.id,
        defaults={
            "facility_code": visit.arrival.facility_code,
            "identified_by": taken.identified_by,
            "commitment": taken.commitment.strip()[:300],
            "marks": taken.marks.strip()[:500],
            "taken_at": now,
            "taken_by": actor.id,
        },
    )


def _room(actor: Actor, arrival: visits.Arrival, taken: Taken) -> scheduling.Point | None:
    """:raises NoRoom: it is at another facility, or there are rooms and none was chosen."""
    if taken.point is None:
        return None
    where = scheduling.get_point(actor=actor, point=taken.point)
    if where.facility_code != arrival.facility_code:
        raise NoRoom("Phòng này thuộc cơ sở khác.", "This room is at another facility.", place="point")
    return where
