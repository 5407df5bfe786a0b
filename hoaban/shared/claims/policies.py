"""Who may send claim dossiers, and who may look at what became of them."""

from __future__ import annotations

from hoaban.kernel.actor import Actor, Scope
from hoaban.kernel.errors import NotAllowed

SUBMIT = "claims.submit"
READ = "claims.read"


def may_submit(actor: Actor, facility_code: str) -> bool:
    """Whether the actor may send dossiers of a facility."""
    return actor.may(SUBMIT, Scope("facility", facility_code))


def facilities_readable(actor: Actor) -> frozenset[str] | None:
    """The facilities whose dossiers the actor may list; ``None`` means all.

    :raises NotAllowed: none at all.
    """
    scopes = actor.scopes(READ)
    if not scopes:
        raise NotAllowed(
            "Bạn không có quyền xem hồ sơ BHYT.", "You have no leave to see claim dossiers.", place=READ
        )
    if any(scope.kind == "all" for scope in scopes):
        return None
    return frozenset(scope.code for scope in scopes if scope.kind == "facility")


def may_see_batch(actor: Actor, *, sent_by: str) -> bool:
    """Who sent a batch sees its report; so does who may read the dossiers of every facility."""
    return actor.id == sent_by or any(scope.kind == "all" for scope in actor.scopes(READ))
