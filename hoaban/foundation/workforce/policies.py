"""Who may change the register of practitioners."""

from __future__ import annotations

from hoaban.kernel.actor import Actor
from hoaban.kernel.errors import NotAllowed

MANAGE = "system.manage"


def require_management(actor: Actor) -> None:
    """:raises NotAllowed: the actor may not change the register."""
    if not actor.may(MANAGE):
        raise NotAllowed(
            "Tài khoản này không được sửa danh sách người hành nghề.",
            "This account may not change the register of practitioners.",
        )
