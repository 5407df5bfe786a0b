"""Who may read the trail, and who reviews what looks unusual."""

from __future__ import annotations

from hoaban.foundation.audit import api as audit
from hoaban.kernel.actor import Actor
from hoaban.kernel.errors import NotAllowed

READ, REVIEW = "audit.read", "audit.review"


def must(actor: Actor, leave: str, act: str) -> None:
    """See that the actor has a leave before they do an act.

    :raises NotAllowed: they have not; the trail says so.
    """
    if not actor.may(leave):
        audit.write_refusal(actor=actor, act=act)
        raise NotAllowed("Bạn không có quyền này.", "You may not do this.", place=leave)
