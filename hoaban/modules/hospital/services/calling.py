"""Calling the next to one's room; a turn begins with the first words that are written, and ends with the visit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from hoaban.kernel.actor import Actor
from hoaban.shared.scheduling import api as scheduling

_OVER = frozenset({scheduling.TicketState.DONE, scheduling.TicketState.LEFT})


@dataclass(frozen=True, slots=True)
class Called:
    """Whose turn it is; ``visit`` None: a ticket of somebody not received yet."""

    number: int
    visit: UUID | None


def call_next(*, actor: Actor, point: int, now: datetime) -> Called | None:
    """Call who is next to a room; None when nobody waits. :raises NotAllowed, NoSuchPoint."""
    found = scheduling.call_next(actor=actor, point=point, now=now)
    return Called(found.number, found.visit) if found else None


def put_aside(*, actor: Actor, ticket: int, now: datetime) -> None:
    """Called, and not there. :raises NotAllowed, NoSuchTicket, Taken."""
    scheduling.skip(actor=actor, ticket=ticket, now=now)


def call_again(*, actor: Actor, ticket: int, now: datetime) -> Called:
    """Call somebody again or out of turn. :raises NotAllowed, NoSuchTicket, Taken."""
    found = scheduling.call(actor=actor, ticket=ticket, now=now)
    return Called(found.number, found.visit)


def begin_turn(*, actor: Actor, visit: UUID, now: datetime) -> None:
    """Somebody writes about who waits or was called to a consulting room: they are being seen."""
    for ticket in _waits_at(actor, visit, scheduling.PointKind.CONSULTING):
        if ticket.state is not scheduling.TicketState.SERVING:
            scheduling.start(actor=actor, ticket=ticket.id, now=now)


def end_turn(*, actor: Actor, visit: UUID, now: datetime) -> None:
    """The visit is over: nobody calls them to a consulting room any more, nor to have vital signs taken."""
    for ticket in _waits_at(actor, visit, scheduling.PointKind.TRIAGE):
        scheduling.leave(actor=actor, ticket=ticket.id, now=now)
    for ticket in _waits_at(actor, visit, scheduling.PointKind.CONSULTING):
        if ticket.state is not scheduling.TicketState.SERVING:
            scheduling.start(actor=actor, ticket=ticket.id, now=now)
        scheduling.end(actor=actor, ticket=ticket.id, now=now)


def _waits_at(actor: Actor, visit: UUID, kind: scheduling.PointKind) -> list[scheduling.Ticket]:
    waits = [one for one in scheduling.tickets_of(visit=visit) if one.state not in _OVER]
    kinds = {one: scheduling.get_point(actor=actor, point=one).kind for one in {each.point for each in waits}}
    return [one for one in waits if kinds[one.point] is kind]
