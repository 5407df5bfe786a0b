"""Who may send claim dossiers, and who may look at what became of them."""

from __future__ import annotations

from hoaban.kernel.actor import Actor, Scope

SUBMIT = "claims.submit"
READ = "claims.read"


def may_submit(actor: Actor, facility_code: str) -> bool:
    """Whether the actor may send dossiers of a facility."""
    return actor.may(SUBMIT, Scope("facility", facility_code))


def facilities_readable(actor: Actor) -> frozenset[str] | None:
    """The facilities whose dossiers the actor may list, whoever sent them; ``None`` means all."""
    scopes = actor.scopes(READ)
    if any(scope.kind == "all" for scope in scopes):
        return None
    return frozenset(scope.code for scope in scopes if scope.kind == "facility")
