"""Who reads their own messages, who tells them to others, who watches over the sending, and which program may call."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from hoaban.foundation.accounts import api as accounts
from hoaban.foundation.audit import api as audit
from hoaban.kernel.actor import Actor, Purpose
from hoaban.kernel.clock import vietnam_day
from hoaban.kernel.errors import NotAllowed, NotFound
from hoaban.shared.people import api as people

OWN = f"record.read:{Purpose.PATIENT_REQUEST}"
DESK = people.TAKE_DOWN
"""Taking down how others wish to be told."""
TELL = "messages.tell"
"""Telling people of the own commune in person what could not be sent."""
WATCH = "messages.watch"
"""Seeing what became of messages, without names and texts: of all, or of those that the own facility asked for."""
MANAGE = "messages.manage"
"""Sending again what could not be sent, or handing it to a station."""
RECEIVE = "messages.receive"
"""Of a gateway: telling what arrived and what somebody wrote."""


def must(actor: Actor, leave: str, act: str) -> None:
    """:raises NotAllowed: the actor has not this leave; the trail says so."""
    if not actor.may(leave):
        audit.write_refusal(actor=actor, act=act)
        raise NotAllowed("Bạn không có quyền này.", "You may not do this.", place=leave)


def must_reach(actor: Actor, person: UUID, act: str) -> None:
    """See that a desk takes down what this person says.

    :raises NotAllowed: the actor is no desk. :raises NotFound: nobody, or nobody for this actor.
    """
    must(actor, DESK, act)
    if person not in people.describe([person]) or not people.may_take_down(actor, person):
        raise NotFound("Không tìm thấy người này.", "There is no such person.", place="person")


def communes_told(actor: Actor) -> frozenset[str] | None:
    """The communes whose people an actor tells things to; None: all."""
    scopes = actor.scopes(TELL)
    if any(scope.kind == "all" for scope in scopes):
        return None
    return frozenset(scope.code for scope in scopes if scope.kind == "commune")


def facilities_watched(actor: Actor) -> frozenset[str] | None:
    """The facilities whose messages an actor watches over; None: all, and those of the Department."""
    scopes = actor.scopes(WATCH)
    if any(scope.kind == "all" for scope in scopes):
        return None
    return frozenset(scope.code for scope in scopes if scope.kind == "facility")


def subject_of(actor: Actor, person: UUID | None, act: str, now: datetime) -> accounts.Subject:
    """Whose messages a citizen reads: the own, or those of a child they stand for.

    :raises NotFound: somebody else's; the trail says that they were refused.
    """
    every = subjects_of(actor, now)
    wanted = person or every[0].person
    for one in every:
        if one.person == wanted:
            return one
    audit.write_refusal(actor=actor, act=act, purpose=Purpose.PATIENT_REQUEST, persons=[wanted])
    raise NotFound("Không tìm thấy hồ sơ.", "There is no such record.", place="person")


def subjects_of(actor: Actor, now: datetime) -> list[accounts.Subject]:
    """The citizen themself, then the children they stand for today."""
    mine = next(UUID(scope.code) for scope in actor.scopes(OWN) if scope.kind == "self")
    return accounts.subjects_of(mine, vietnam_day(now))
