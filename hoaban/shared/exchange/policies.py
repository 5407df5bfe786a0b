"""Who watches over what goes out, who acts on it, and who asks about cards: always within their own facilities."""

from __future__ import annotations

from uuid import UUID

from hoaban.foundation.audit import api as audit
from hoaban.kernel.actor import Actor, Scope
from hoaban.kernel.errors import NotAllowed
from hoaban.shared.visits import api as visits

WATCH = "exchange.watch"
"""Seeing what became of messages to outside systems, without whom they are about where it is held for the whole province."""
ACT = "exchange.act"
"""Sending again, entering by hand, keeping credentials, switching a destination."""
DESK = (visits.RECEIVE, visits.WORK)
"""Who stands before people asks about their cards."""


def must(actor: Actor, leave: str, act: str, facility_code: str = "") -> None:
    """See that an actor has a leave, at a facility where one is named.

    :raises NotAllowed: otherwise; the trail says so.
    """
    if not actor.may(leave, Scope("facility", facility_code) if facility_code else None):
        audit.write_refusal(actor=actor, act=act, detail={"facility": facility_code} if facility_code else {})
        raise NotAllowed("Bạn không có quyền này.", "You may not do this.", place=leave)


def must_ask(actor: Actor, facility_code: str, visit: UUID | None, act: str) -> UUID | None:
    """See that an actor may ask about the card of who stands before them; returns the person of the visit.

    :raises NotAllowed: they receive and see nobody there. :raises NotFound: the visit is none of theirs.
    """
    if visit is not None:
        return visits.get_visit(actor=actor, visit=visit).arrival.person
    scopes = [scope for leave in DESK for scope in actor.scopes(leave)]
    if not any(scope.kind == "all" or scope.facility == facility_code for scope in scopes):
        audit.write_refusal(actor=actor, act=act, detail={"facility": facility_code})
        raise NotAllowed(
            "Bạn không tiếp đón ở cơ sở này.", "You receive nobody at this facility.", place=visits.RECEIVE
        )
    return None


def facilities_of(actor: Actor, leave: str) -> frozenset[str] | None:
    """The facilities at which an actor holds a leave; None: all."""
    scopes = actor.scopes(leave)
    if any(scope.kind == "all" for scope in scopes):
        return None
    return frozenset(scope.code for scope in scopes if scope.kind == "facility")


def sees_people(actor: Actor, facility_code: str) -> bool:
    """Whether an actor may see whom a message of a facility is about: who acts there, not who keeps the machines of all."""
    return Scope("facility", facility_code) in actor.scopes(ACT)
