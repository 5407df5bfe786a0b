"""Leave to manage accounts: asked before anything is done, refused in the trail."""

from __future__ import annotations

from typing import Any

from hoaban.foundation.audit import api as audit
from hoaban.kernel.actor import Actor
from hoaban.kernel.errors import NotAllowed

MANAGE = "accounts.manage"


def demand_management(actor: Actor, what: str, **detail: Any) -> None:
    """See that the actor manages accounts.

    :raises NotAllowed: after the refusal of the act ``what`` was written to the trail.
    """
    if not actor.may(MANAGE):
        audit.write_refusal(actor=actor, act=what, detail=detail)
        raise NotAllowed("Bạn không được quản lý tài khoản.", "You may not manage accounts.")
