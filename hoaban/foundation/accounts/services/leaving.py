"""Take access away, the same minute: an account is shut, nobody used it, its owner has left."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models.functions import Greatest

from hoaban.foundation.accounts import models
from hoaban.foundation.accounts.queries.staff import find_owner, has_account
from hoaban.foundation.accounts.rules.measures import measures
from hoaban.foundation.accounts.services.leave import demand_management, some_account
from hoaban.foundation.accounts.services.notifying import tell_everybody
from hoaban.foundation.accounts.services.sessions import end_sessions_of
from hoaban.foundation.audit import api as audit
from hoaban.kernel.actor import Actor
from hoaban.kernel.clock import vietnam_day


def shut_account(*, actor: Actor, username: str, now: datetime) -> None:
    """Shut an account the same minute: its sessions and tokens end with the next request.

    :raises NotAllowed: the actor does not manage accounts.
    :raises UnknownAccount: there is no such account.
    """
    demand_management(actor, "accounts.shut", account=username)
    _shut(actor, some_account(username), "shut", now)


def shut_accounts_of(*, actor: Actor, staff_number: str, now: datetime) -> list[str]:
    """Shut what a member of staff has who left: their last post in the register has ended. Returns the user names.

    :raises NotAllowed: the actor does not manage accounts.
    """
    demand_management(actor, "accounts.shut", staff=staff_number)
    rows = list(
        models.Account.objects.filter(staff_number=staff_number, is_active=True).exclude(staff_number="")
    )
    with transaction.atomic():
        for row in rows:
            _shut(actor, row, "left", now)
    return [row.username for row in rows]


def shut_unused(*, actor: Actor, now: datetime) -> list[str]:
    """Shut the accounts that nobody has used for as long as the measures allow; returns their user names.

    Invented accounts stay: a trial may lie for months.

    :raises NotAllowed: the actor does not manage accounts.
    """
    demand_management(actor, "accounts.shut-unused")
    since = now - timedelta(days=measures(vietnam_day(now)).unused_days)
    open_ = models.Account.objects.filter(is_active=True, is_demo=False)
    # of two instants the later one; Greatest passes over a sign-in that never was
    unused = open_.annotate(used=Greatest("active_since", "last_login")).filter(used__lt=since)
    rows = list(unused.order_by("username"))
    for row in rows:
        _shut(actor, row, "unused", now)
    return [row.username for row in rows]


def reopen_account(*, actor: Actor, username: str, now: datetime) -> None:
    """Open an account again for the same person; its roles are those that are in force.

    :raises NotAllowed: the actor does not manage accounts.
    :raises UnknownAccount: there is no such account. :raises HasAccount: its owner has another one meanwhile.
    """
    demand_management(actor, "accounts.reopen", account=username)
    row = some_account(username)
    if find_owner(row.staff_number):
        raise has_account()
    with transaction.atomic():
        row.is_active, row.active_since = True, now
        row.save(update_fields=["is_active", "active_since"])
        audit.write(actor=actor, act="accounts.reopen", detail={"account": username}, now=now)


def _shut(actor: Actor, row: models.Account, why: str, now: datetime) -> None:
    with transaction.atomic():
        row.is_active = False
        row.save(update_fields=["is_active"])
        ended = close_access(row.pk, why, now)
        detail = {"account": row.username, "why": why, "sessions": ended}
        audit.write(actor=actor, act="accounts.shut", detail=detail, now=now)
        tell_everybody()


def close_access(account_id: int, why: str, now: datetime) -> int:
    """End the sessions and tokens of an account, within the caller's transaction and entry; returns how many sessions."""
    models.Token.objects.filter(account=account_id, revoked_at=None).update(revoked_at=now)
    return end_sessions_of(account_id, why=why, now=now)
