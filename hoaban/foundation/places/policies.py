"""Who may change the register of places."""

from __future__ import annotations

from hoaban.kernel.actor import Actor
from hoaban.kernel.errors import NotAllowed

MANAGE = "system.manage"


def require_management(actor: Actor) -> None:
    """:raises NotAllowed: the actor may not change facilities or boundaries."""
    if not actor.may(MANAGE):
        raise NotAllowed(
            "Tài khoản này không được sửa danh mục cơ sở và địa giới.",
            "This account may not change facilities or boundaries.",
        )
