"""Check a name and a password, or the password of somebody who is signed in. Every attempt is in the trail."""

from __future__ import annotations

import time
from datetime import datetime

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction

from hoaban.foundation.accounts import models
from hoaban.foundation.accounts.queries.accounts import Account, account_of, actor_of_account
from hoaban.foundation.accounts.queries.factors import factors_of
from hoaban.foundation.accounts.rules.measures import Measures, measures
from hoaban.foundation.accounts.services import attempts
from hoaban.foundation.audit import api as audit
from hoaban.kernel.clock import vietnam_day
from hoaban.kernel.errors import NotAllowed


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


def sign_in(*, username: str, password: str, address: str, now: datetime, request_id: str = "") -> Account:
    """Check a name and a password typed at network address ``address``.

    An attempt counts as failed before the password is looked at; a right password takes the count back, but with a
    second factor owed only its own attempt. The time taken does not tell whether the account exists: the same hashing is
    done, and no refusal comes sooner than ``settings.REFUSAL_SECONDS``.

    :raises SignInRefused: for whatever reason; the trail says which.
    :raises TooManyAttempts: this address failed too often.
    """
    begun, limits = time.monotonic(), measures(vietnam_day(now))
    attempts.demand_quiet_address(address, "session.open", limits, now, request_id)
    row = models.Account.objects.filter(username=username.strip().lower()).first()
    reason = attempts.begin_attempt(row, limits, now)
    if row is None:
        make_password(password)  # the same work as checking one
    right = row is not None and row.check_password(password)
    if row is None or reason or not right:
        attempts.count_address(address, limits, now)
        reason, name = reason or "password", row.username if row else ""
        attempts.write_refused("session.open", reason, name, address, now, request_id)
        time.sleep(max(0.0, settings.REFUSAL_SECONDS - (time.monotonic() - begun)))
        raise SignInRefused(limits)
    with transaction.atomic():
        if factors_of(row.pk).any:
            attempts.take_back_attempt(row)
        else:
            attempts.forget_attempts(row)
        actor = actor_of_account(row, now, request_id)
        audit.write(actor=actor, act="session.open", detail={"address": address}, now=now)
    return account_of(row)


def confirm_password(
    *, account_id: int, password: str, address: str, now: datetime, request_id: str = ""
) -> None:
    """See that who sits there is the owner of the session, by the password.

    :raises SignInRefused: the password is not right, or the account is locked.
    """
    limits = measures(vietnam_day(now))
    row = models.Account.objects.get(pk=account_id)
    reason = attempts.begin_attempt(row, limits, now)
    if not row.check_password(password) or reason:
        attempts.write_refused(
            "session.confirm", reason or "password", row.username, address, now, request_id
        )
        raise SignInRefused(limits)
    with transaction.atomic():
        attempts.forget_attempts(row)
        audit.write(actor=actor_of_account(row, now, request_id), act="session.confirm", now=now)
