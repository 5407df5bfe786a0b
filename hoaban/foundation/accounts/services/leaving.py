"""Take access away, the same minute: an assignment ends, an account is shut, nobody used it, its owner has left."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models.functions import Greatest

from hoaban.foundation.accounts import models
from hoaban.foundation.accounts.queries.accounts import unknown_account
from hoaban.foundation.accounts.rules.measures import measures
from hoaban.foundation.accounts.services.leave import demand_management, some_account
from hoaban.foundation.accounts.services.notifying import tell_everybody
from hoaban.foundation.accounts.services.sessions import end_sessions_of
from hoaban.foundation.audit import api as audit
from hoaban.kernel.actor import Actor
from hoaban.kernel.clock import vietnam_day


def end_assignment(*, actor: Actor, assignment: int, last_day: date, now: datetime) -> None:
    """Take a role away after ``last_day``. When that day is over already, sessions and tokens end with it.

    :raises NotAllowed: the actor does not manage accounts.
    :raises UnknownAccount: there is no such assignment.
    """
    demand_management(actor, "accounts.end-assignment", assignment=assignment)
    with transaction.atomic():
        row = models.Assignment.objects.select_for_update().filter(pk=assignment).first()
        if row is None:
            raise unknown_account()
        row.ends_on = max(last_day, row.starts_on)
        row.save(update_fields=["ends_on"])
        if last_day < vietnam_day(now):
            _close(row.account_id, "assignment", now)
        detail = {"assignment": assignment, "to": row.ends_on.isoformat()}
        audit.write(actor=actor, act="accounts.end-assignment", detail=detail, now=now)
        tell_everybody()


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
    :raises UnknownAccount: there is no such account.
    """
    demand_management(actor, "accounts.reopen", account=username)
    row = some_account(username)
    with transaction.atomic():
        row.is_active, row.active_since = True, now
        row.save(update_fields=["is_active", "active_since"])
        audit.write(actor=actor, act="accounts.reopen", detail={"account": username}, now=now)


def _shut(actor: Actor, row: models.Account, why: str, now: datetime) -> None:
    with transaction.atomic():
        row.is_active = False
        row.save(update_fields=["is_active"])
        ended = _close(row.pk, why, now)
        detail = {"account": row.username, "why": why, "sessions": ended}
        audit.write(actor=actor, act="accounts.shut", detail=detail, now=now)
        tell_everybody()


def _close(account_id: int, why: str, now: datetime) -> int:
    models.Token.objects.filter(account=account_id, revoked_at=None).update(revoked_at=now)
    return end_sessions_of(account_id, why=why, now=now)
