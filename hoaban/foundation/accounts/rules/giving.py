"""Who may give and take which role: by the officer's own reach, never to oneself, the strongest only by two."""

from __future__ import annotations

from collections.abc import Sequence

from hoaban.foundation.accounts.rules.roles import EVERYWHERE, roles
from hoaban.kernel.actor import Actor, ActorKind, Scope

MANAGE, GRANT, READ = "accounts.manage", "accounts.grant", "accounts.read"


def manages_everywhere(actor: Actor) -> bool:
    """Whether an officer's roles reach the whole province."""
    return actor.may(MANAGE) or actor.may(GRANT, EVERYWHERE)


def may_give(actor: Actor, role: str, scope: Scope, rights: Sequence[str]) -> bool:
    """Whether an officer gives and takes this role at this place.

    An officer of a unit does so within the unit, only roles marked for it, and never rights to sensitive facts: those
    reach further than the unit.
    """
    if manages_everywhere(actor):
        return True
    known = roles().get(role)
    return known is not None and known.by_unit and not rights and actor.may(GRANT, scope)


def may_see(actor: Actor, scope: Scope) -> bool:
    """Whether the actor sees who holds what at this place."""
    return manages_everywhere(actor) or actor.may(READ, scope)


def needs_second(actor: Actor, role: str, rights: Sequence[str]) -> bool:
    """Whether what this officer gives must wait for another: the strongest roles, and rights to sensitive facts.

    A program of ours is started by the operator at the machine, who opens the first officers: nobody else is there.
    """
    if actor.kind is ActorKind.SYSTEM:
        return False
    known = roles().get(role)
    return bool(rights) or known is None or known.two_officers


def may_agree(actor: Actor, given_by: str) -> bool:
    """Whether this officer is a second one to who gave the role."""
    return manages_everywhere(actor) and given_by != actor.id
