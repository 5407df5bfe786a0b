"""Who may read and who may change the staff file: a unit its own, the Department all. Licences are the Department's to stop."""

from __future__ import annotations

from collections.abc import Collection

from hoaban.kernel.actor import Actor, Scope
from hoaban.kernel.errors import NotAllowed, NotFound

READ = "workforce.read"
MANAGE = "workforce.manage"
_SYSTEM = "system.manage"


def may_manage(actor: Actor, facility_code: str) -> bool:
    """Whether the actor keeps the staff file of a facility."""
    return actor.may(_SYSTEM) or actor.may(MANAGE, Scope("facility", facility_code))


def may_license(actor: Actor) -> bool:
    """Whether the actor suspends and revokes licences: the Department, which grants them; no unit for its own people."""
    return actor.may(_SYSTEM) or actor.may(MANAGE, Scope("all"))


def require_licensing(actor: Actor) -> None:
    """:raises NotAllowed: the actor does not suspend and revoke licences."""
    if not may_license(actor):
        raise NotAllowed(
            "Chỉ Sở Y tế ghi đình chỉ, thu hồi giấy phép.",
            "Only the Department records that a licence is suspended or revoked.",
        )


def require_management(actor: Actor, facilities: Collection[str]) -> None:
    """:raises NotAllowed: the actor keeps the staff file of none of these facilities."""
    if not any(may_manage(actor, code) for code in facilities):
        raise NotAllowed(
            "Tài khoản này không được sửa hồ sơ nhân lực của cơ sở.",
            "This account may not change the staff file of the facility.",
        )


def readable(actor: Actor, act: str = READ) -> frozenset[str] | None:
    """The facilities whose staff the actor may read (or keep, with :data:`MANAGE`); ``None``: all of them."""
    scopes = actor.scopes(READ) + actor.scopes(MANAGE) if act == READ else actor.scopes(act)
    if any(one.kind == "all" for one in scopes):
        return None
    return frozenset(one.code for one in scopes if one.kind == "facility")


def require_reading(actor: Actor, facilities: Collection[str]) -> None:
    """:raises NotFound: none of a person's facilities is one that the actor may read; so nobody is told who exists."""
    mine = readable(actor)
    if mine is not None and not mine & set(facilities):
        raise NotFound("Không có hồ sơ nhân lực này.", "There is no such staff file.")
