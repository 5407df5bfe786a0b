"""Leave to manage accounts and to give roles: asked before anything is done, refused in the trail; whose account it is about."""

from __future__ import annotations

from typing import Any

from hoaban.foundation.accounts import models
from hoaban.foundation.accounts.queries.accounts import unknown_account
from hoaban.foundation.accounts.queries.assignments import unknown_assignment
from hoaban.foundation.accounts.rules.giving import GRANT, MANAGE, may_give, may_see
from hoaban.foundation.audit import api as audit
from hoaban.kernel.actor import Actor, Scope
from hoaban.kernel.errors import NotAllowed


class OwnRole(NotAllowed):
    """Nobody gives a role to themself, agrees to it or says that they still need it."""


def demand_management(actor: Actor, what: str, **detail: Any) -> None:
    """See that the actor manages accounts.

    :raises NotAllowed: after the refusal of the act ``what`` was written to the trail.
    """
    if not actor.may(MANAGE):
        audit.write_refusal(actor=actor, act=what, detail=detail)
        raise NotAllowed("Bạn không được quản lý tài khoản.", "You may not manage accounts.")


def demand_giving(actor: Actor, what: str, row: models.Assignment) -> None:
    """See that the actor gives and takes this role at this place, and that it is not their own.

    An assignment that they may not even see does not exist for them.

    :raises NotAllowed, OwnRole, UnknownAssignment: after the refusal of ``what`` was written to the trail.
    """
    scope, own = Scope(row.scope_kind, row.scope_code), f"account:{row.account.username}" == actor.id
    if not own and may_give(actor, row.role, scope, row.rights):
        return
    detail = {"account": row.account.username, "role": row.role, "scope": f"{scope.kind}:{scope.code}"}
    audit.write_refusal(actor=actor, act=what, detail=detail)
    if row.pk and not may_see(actor, scope):
        raise unknown_assignment()
    if own:
        raise OwnRole(
            "Vai trò của chính mình thì người khác giao và rà soát.",
            "Your own roles are given and reviewed by somebody else.",
        )
    raise NotAllowed(
        "Vai trò này ở nơi này không do bạn giao, rút hay rà soát.",
        "This role at this place is not yours to give, take or review.",
    )


def demand_officer(actor: Actor, what: str, **detail: Any) -> None:
    """See that the actor gives roles somewhere; where, is asked once it is known what it is about.

    :raises NotAllowed: after the refusal of the act ``what`` was written to the trail.
    """
    if not actor.may(GRANT) and not actor.may(MANAGE):
        audit.write_refusal(actor=actor, act=what, detail=detail)
        raise NotAllowed("Bạn không được giao vai trò.", "You may not give roles.")


def some_account(username: str) -> models.Account:
    """The account of a user name.

    :raises UnknownAccount: there is none.
    """
    row: models.Account | None = models.Account.objects.filter(username=username).first()
    if row is None:
        raise unknown_account()
    return row


def own_account(actor: Actor) -> models.Account:
    """The account that stands behind an actor.

    :raises UnknownAccount: it is not a person of the sector.
    """
    kind, _, username = actor.id.partition(":")
    return some_account(username if kind == "account" else "")
