"""Calling the next to one's room."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from hoaban.kernel.actor import Actor
from hoaban.shared.scheduling import api as scheduling


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
