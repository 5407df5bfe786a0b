"""Who may read the register of places, and who may change it."""

from __future__ import annotations

from hoaban.kernel.actor import Actor
from hoaban.kernel.errors import NotAllowed

READ = "places.read"
MANAGE = "places.manage"
_SYSTEM = "system.manage"


def may_manage(actor: Actor) -> bool:
    """Whether the actor keeps the register."""
    return actor.may(MANAGE) or actor.may(_SYSTEM)


def require_management(actor: Actor) -> None:
    """:raises NotAllowed: the actor may not change facilities or boundaries."""
    if not may_manage(actor):
        raise NotAllowed(
            "Tài khoản này không được sửa danh mục cơ sở và địa giới.",
            "This account may not change facilities or boundaries.",
        )
