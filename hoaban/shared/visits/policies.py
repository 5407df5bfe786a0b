"""Who opens visits and who works them: always within their own facility, or department."""

from __future__ import annotations

from hoaban.foundation.audit import api as audit
from hoaban.kernel.actor import Actor, Grant, Purpose, Scope
from hoaban.kernel.errors import NotAllowed

RECEIVE = "visits.receive"
"""Opening visits, correcting who pays, cancelling what was opened by mistake."""
WORK = "visits.work"
"""Seeing the visits of the facility and moving them on."""
_NEEDED = frozenset(
    Grant(f"record.{act}:{Purpose.TREATMENT}", Scope("all")) for act in ("write", "read")
) | frozenset({Grant(f"record.write:{Purpose.OPERATIONS}", Scope("all"))})


def place_of(facility_code: str, department: str = "") -> Scope:
    """Where a visit is, as grants name it."""
    return (
        Scope("department", f"{facility_code}.{department}")
        if department
        else Scope("facility", facility_code)
    )


def must(actor: Actor, leave: str, place: Scope, act: str) -> None:
    """:raises NotAllowed: the actor has not this leave there; the trail says so."""
    if not actor.may(leave, place):
        audit.write_refusal(actor=actor, act=act, detail={"place": place.code})
        raise NotAllowed(
            "Bạn không có quyền này ở cơ sở này.", "You may not do this at this facility.", place=leave
        )


def may_look(actor: Actor, place: Scope) -> bool:
    """Whether an actor sees the visits of a place."""
    return actor.may(WORK, place) or actor.may(RECEIVE, place)


def may_look_somewhere(actor: Actor, facility_code: str) -> bool:
    """Whether an actor sees visits of a facility, be it of one department only."""
    held = (*actor.scopes(WORK), *actor.scopes(RECEIVE))
    return any(one.kind == "all" or one.code.partition(".")[0] == facility_code for one in held)


def at_the_door(actor: Actor) -> Actor:
    """The same actor as the record's door meets it while a visit is opened or moved, and for nothing else.

    A desk opens no records; it writes that somebody came, under its own name in the trail.
    """
    return Actor(actor.id, actor.kind, actor.label, _NEEDED, actor.request_id)
