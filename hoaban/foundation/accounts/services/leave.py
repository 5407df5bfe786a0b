"""Leave to manage accounts: asked before anything is done, refused in the trail; and whose account it is about."""

from __future__ import annotations

from typing import Any

from hoaban.foundation.accounts import models
from hoaban.foundation.accounts.queries.accounts import unknown_account
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
