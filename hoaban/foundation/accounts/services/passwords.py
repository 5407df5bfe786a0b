"""Passwords: what is refused, what is remembered, who sets one and who changes it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from hoaban.foundation.accounts import models
from hoaban.foundation.accounts.queries.breaches import is_breached
from hoaban.foundation.accounts.queries.factors import factors_of
from hoaban.foundation.accounts.rules.measures import measures
from hoaban.foundation.accounts.rules.passwords import password_problems
from hoaban.foundation.accounts.services import sessions
from hoaban.foundation.accounts.services.leave import demand_management, own_account, some_account
from hoaban.foundation.accounts.services.resting import rest_strong_roles
from hoaban.foundation.audit import api as audit
from hoaban.kernel.actor import Actor
from hoaban.kernel.clock import vietnam_day
from hoaban.kernel.errors import Invalid


class WeakPassword(Invalid):
    """The password does not meet the measures in force."""


def hash_password(password: str) -> str:
    """What is stored of a password (Argon2); takes a tenth of a second on purpose."""
    return make_password(password)


def check_new_password(
    password: str, username: str, *, now: datetime, row: models.Account | None = None
) -> None:
    """See that a password may be used, by ``row`` when that account exists already.

    :raises WeakPassword: saying all that is wrong.
    """
    limits = measures(vietnam_day(now))
    problems = password_problems(password, username, limits)
    if is_breached(password):
        problems.append(
            (
                "Mật khẩu này đã lộ ở nơi khác và có trong danh sách kẻ xấu dùng để thử.",
                "This password has leaked elsewhere and is on the lists that attackers try.",
            )
        )
    if not problems and row is not None and _was_used(row, password, limits.password_history):
        problems.append(
            (
                f"Mật khẩu này trùng một trong {limits.password_history} mật khẩu gần đây.",
                f"This password is one of the last {limits.password_history}.",
            )
        )
    if problems:
        raise WeakPassword(
            " ".join(vi for vi, _ in problems), " ".join(en for _, en in problems), place="password"
        )


def set_password(*, actor: Actor, username: str, password: str, now: datetime) -> None:
    """An officer gives an account a new password; its owner changes it at the next sign-in, and all sessions end.

    :raises NotAllowed: the actor does not manage accounts.
    :raises UnknownAccount: there is no such account.
    :raises WeakPassword: saying what is missing.
    """
    demand_management(actor, "accounts.set-password", account=username)
    account = some_account(username)
    check_new_password(password, username, now=now, row=account)
    with transaction.atomic():
        _replace(account, password, now, must_change=True)
        ended = sessions.end_sessions_of(account.pk, why="password", now=now)
        # who has a second factor cannot be impersonated by a password alone
        resting = [] if factors_of(account.pk).any else rest_strong_roles(account, actor=actor, now=now)
        detail = {"account": username, "sessions": ended, "resting": resting}
        audit.write(actor=actor, act="accounts.set-password", detail=detail, now=now)


def change_password(*, actor: Actor, session: UUID, password: str, now: datetime) -> None:
    """Change one's own password, once the old one was confirmed; all other sessions end.

    :raises WeakPassword: saying what is missing.
    """
    account = own_account(actor)
    check_new_password(password, account.username, now=now, row=account)
    with transaction.atomic():
        _replace(account, password, now, must_change=False)
        ended = sessions.end_sessions_of(account.pk, why="password", now=now, but=session)
        audit.write(actor=actor, act="accounts.change-password", detail={"sessions": ended}, now=now)


def _replace(account: models.Account, password: str, now: datetime, *, must_change: bool) -> None:
    models.PastPassword.objects.create(account=account, hashed=account.password, replaced_at=now)
    old = models.PastPassword.objects.filter(account=account).order_by("-replaced_at", "-pk")
    kept = list(old.values_list("pk", flat=True)[: measures(vietnam_day(now)).password_history])
    old.exclude(pk__in=kept).delete()
    account.set_password(password)
    account.password_set_at, account.must_change_password = now, must_change
    account.save(update_fields=["password", "password_set_at", "must_change_password"])


def _was_used(row: models.Account, password: str, history: int) -> bool:
    """Whether it is the present one or one of those before: as many hashes as there are, so it takes a second."""
    past = models.PastPassword.objects.filter(account=row).order_by("-replaced_at", "-pk")
    known = [row.password, *past.values_list("hashed", flat=True)[: history - 1]]
    return any(check_password(password, hashed) for hashed in known)
