"""Who keeps points and sessions, who gives slots, who works a queue: always within their own facilities."""

from __future__ import annotations

from hoaban.foundation.audit import api as audit
from hoaban.kernel.actor import Actor, Scope
from hoaban.kernel.errors import NotAllowed

MANAGE = "scheduling.manage"
BOOK = "scheduling.book"
QUEUE = "scheduling.queue"
"""Giving tickets, calling, and ending turns."""
SCREEN = "scheduling.screen"
"""Showing calls in a hall: numbers and rooms, nobody's name. For the device that hangs there."""


def must(actor: Actor, leave: str, facility_code: str, act: str) -> None:
    """:raises NotAllowed: the actor has not this leave at the facility; the trail says so."""
    if not actor.may(leave, Scope("facility", facility_code)):
        audit.write_refusal(actor=actor, act=act, detail={"facility": facility_code})
        raise NotAllowed(
            "Bạn không có quyền này ở cơ sở này.", "You may not do this at this facility.", place=leave
        )


def may_show(actor: Actor, facility_code: str) -> bool:
    """Whether an actor sees the calls of a facility, as everybody in its hall does."""
    return actor.may(SCREEN, Scope("facility", facility_code)) or may_look(actor, facility_code)


def may_look(actor: Actor, facility_code: str) -> bool:
    """Whether an actor sees the queues of a facility."""
    here = Scope("facility", facility_code)
    return actor.may(QUEUE, here) or actor.may(MANAGE, here) or actor.may(BOOK, here)
