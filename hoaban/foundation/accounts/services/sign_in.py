"""Signing in and out: passwords, lockout, limits per address. Every attempt is in the trail."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.db import connection, transaction

from hoaban.foundation.accounts import models
from hoaban.foundation.accounts.queries.accounts import Account, account_of, actor_of_account, may_be_used
from hoaban.foundation.accounts.rules.measures import Measures, Tries, measures
from hoaban.foundation.audit import api as audit
from hoaban.kernel.actor import Actor, ActorKind
from hoaban.kernel.clock import vietnam_day
from hoaban.kernel.errors import Busy, NotAllowed

VISITOR = Actor("visitor", ActorKind.PERSON, "Chưa đăng nhập")
"""Whoever has not said yet who they are."""

_COUNT_FAILURE = """
insert into accounts_address (address, window_started_at, failures) values (%(address)s, %(now)s, 1)
on conflict (address) do update set
    failures = case when accounts_address.window_started_at < %(old)s then 1
                    else accounts_address.failures + 1 end,
    window_started_at = case when accounts_address.window_started_at < %(old)s then %(now)s
                             else accounts_address.window_started_at end
"""


class SignInRefused(NotAllowed):
    """Wrong name, wrong password, locked or shut: the same words for all, so that nobody learns which names exist."""

    def __init__(self, limits: Measures) -> None:
        super().__init__(
            "Tên đăng nhập hoặc mật khẩu không đúng. Sau"
            f" {limits.failures_allowed} lần sai, tài khoản bị khóa {limits.lock_hours} giờ; khi đó hãy gọi"
            " bộ phận công nghệ thông tin của đơn vị.",
            f"User name or password is not right. After {limits.failures_allowed} wrong attempts an account is"
            f" locked for {limits.lock_hours} hours; then call the IT staff of your unit.",
        )


class TooManyAttempts(Busy):
    """Too many failures from one network address."""

    status = 429

    def __init__(self, limits: Measures) -> None:
        minutes = limits.address_window_minutes
        super().__init__(
            f"Quá nhiều lần đăng nhập sai từ mạng này. Hãy thử lại sau {minutes} phút.",
            f"Too many wrong sign-ins from this network. Try again in {minutes} minutes.",
        )


def sign_in(*, username: str, password: str, address: str, now: datetime, request_id: str = "") -> Account:
    """Check a name and a password typed at network address ``address``.

    An attempt counts as failed before the password is looked at, so parallel guesses gain nothing; a right
    password takes the count back. The time taken does not depend on whether the account exists.

    :raises SignInRefused: for whatever reason; the trail says which.
    :raises TooManyAttempts: this address failed too often.
    """
    limits = measures(vietnam_day(now))
    if _is_exhausted(address, limits, now):
        _refused("address", "", address, now, request_id)
        raise TooManyAttempts(limits)
    row = models.Account.objects.filter(username=username.strip().lower()).first()
    reason = _count_attempt(row, limits, now)
    if row is None:
        make_password(password)  # the same work as checking one
    right = row is not None and row.check_password(password)
    if row is None or reason or not right:
        _count_failure(address, limits, now)
        _refused(reason or "password", row.username if row else "", address, now, request_id)
        raise SignInRefused(limits)
    with transaction.atomic():
        row.failed_sign_ins, row.locked_until = 0, None
        row.save(update_fields=["failed_sign_ins", "locked_until"])
        actor = actor_of_account(row, now, request_id)
        audit.write(actor=actor, act="session.open", detail={"address": address}, now=now)
    return account_of(row)


def sign_out(*, actor: Actor, now: datetime, why: str = "asked") -> None:
    """Write that a session ended: ``asked`` by the person, or ``idle`` for too long."""
    audit.write(actor=actor, act="session.close", detail={"why": why}, now=now)


def _count_attempt(row: models.Account | None, limits: Measures, now: datetime) -> str:
    """Count an attempt; says why it must fail whatever the password, or nothing."""
    if row is None:
        return "unknown"
    if not may_be_used(row):
        return "shut"
    with transaction.atomic():
        locked = models.Account.objects.select_for_update().get(pk=row.pk)
        tries = Tries(locked.failed_sign_ins, locked.locked_until)
        if tries.is_locked(now):
            return "locked"
        tries = tries.one_more(now, limits)
        locked.failed_sign_ins, locked.locked_until = tries.failed, tries.locked_until
        locked.save(update_fields=["failed_sign_ins", "locked_until"])
    return ""


def _is_exhausted(address: str, limits: Measures, now: datetime) -> bool:
    since = now - timedelta(minutes=limits.address_window_minutes)
    return models.Address.objects.filter(
        address=address, failures__gte=limits.address_failures, window_started_at__gte=since
    ).exists()


def _count_failure(address: str, limits: Measures, now: datetime) -> None:
    old = now - timedelta(minutes=limits.address_window_minutes)
    with connection.cursor() as cursor:
        cursor.execute(_COUNT_FAILURE, {"address": address, "now": now, "old": old})


def _refused(reason: str, username: str, address: str, now: datetime, request_id: str) -> None:
    visitor = Actor(VISITOR.id, VISITOR.kind, VISITOR.label, request_id=request_id)
    detail = {"reason": reason, "account": username, "address": address}
    audit.write_refusal(actor=visitor, act="session.open", detail=detail, now=now)
