"""Who brings a facility to keeping no paper."""

from __future__ import annotations

from hoaban.foundation.audit import api as audit
from hoaban.kernel.actor import Actor, Scope
from hoaban.kernel.errors import NotAllowed

MANAGE = "golive.manage"
"""Writing the go-live file of the own facility, deciding and publishing."""


def place_of(actor: Actor) -> str:
    """The facility of an actor. :raises NotAllowed: none; the trail says so."""
    found = [scope.code for scope in actor.scopes(MANAGE) if scope.kind == "facility"]
    if not found:
        audit.write_refusal(actor=actor, act="golive.read")
        raise NotAllowed("Bạn không có quyền này.", "You may not do this.", place=MANAGE)
    return sorted(found)[0]


def may_manage(actor: Actor, facility_code: str) -> bool:
    """Whether an actor manages the file of a facility."""
    return actor.may(MANAGE, Scope("facility", facility_code))
