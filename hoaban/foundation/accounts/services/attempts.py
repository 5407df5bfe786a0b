"""Count failed attempts: of one account in a row, whatever was asked of it, and of one network address."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection, transaction

from hoaban.foundation.accounts import models
from hoaban.foundation.accounts.queries.accounts import may_be_used
from hoaban.foundation.accounts.rules.measures import Measures, Tries
from hoaban.foundation.audit import api as audit
from hoaban.kernel.actor import Actor, ActorKind
from hoaban.kernel.errors import Busy

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


class TooManyAttempts(Busy):
    """Too many failures from one network address."""

    status = 429

    def __init__(self, limits: Measures) -> None:
        minutes = limits.address_window_minutes
        super().__init__(
            f"Quá nhiều lần đăng nhập sai từ mạng này. Hãy thử lại sau {minutes} phút.",
            f"Too many wrong sign-ins from this network. Try again in {minutes} minutes.",
        )


def begin_attempt(row: models.Account | None, limits: Measures, now: datetime) -> str:
    """Count an attempt as failed before it is known how it ends, so that many at once gain nothing.

    Says why it must fail whatever is given (``unknown``, ``shut``, ``locked``), or nothing.
    """
    if row is None:
        return "unknown"
    if not may_be_used(row):
        return "shut"
    with transaction.atomic():
        locked = models.Account.objects.select_for_update().get(pk=row.pk)
        tries = Tries(locked.failed_sign_ins, locked.locked_until)
        if tries.is_locked(now):
            return "locked"
        _keep(locked, tries.one_more(now, limits))
    return ""


def take_back_attempt(row: models.Account) -> None:
    """It was right, but more is owed: this attempt counts for nothing, those before it still do."""
    with transaction.atomic():
        locked = models.Account.objects.select_for_update().get(pk=row.pk)
        _keep(locked, Tries(max(locked.failed_sign_ins - 1, 0), None))


def forget_attempts(row: models.Account) -> None:
    """Somebody is in: the count starts anew."""
    models.Account.objects.filter(pk=row.pk).update(failed_sign_ins=0, locked_until=None)


def demand_quiet_address(address: str, act: str, limits: Measures, now: datetime, request_id: str) -> None:
    """See that a network address has not failed too often lately.

    :raises TooManyAttempts: after the refusal of ``act`` was written.
    """
    since = now - timedelta(minutes=limits.address_window_minutes)
    if models.Address.objects.filter(
        address=address, failures__gte=limits.address_failures, window_started_at__gte=since
    ).exists():
        write_refused(act, "address", "", address, now, request_id)
        raise TooManyAttempts(limits)


def count_address(address: str, limits: Measures, now: datetime) -> None:
    """One more failure from a network address."""
    old = now - timedelta(minutes=limits.address_window_minutes)
    with connection.cursor() as cursor:
        cursor.execute(_COUNT_FAILURE, {"address": address, "now": now, "old": old})


def write_refused(act: str, reason: str, username: str, address: str, now: datetime, request_id: str) -> None:
    """The trail says why nobody got in; the page does not."""
    visitor = VISITOR.in_request(request_id)
    detail = {"reason": reason, "account": username, "address": address}
    audit.write_refusal(actor=visitor, act=act, detail=detail, now=now)


def _keep(row: models.Account, tries: Tries) -> None:
    row.failed_sign_ins, row.locked_until = tries.failed, tries.locked_until
    row.save(update_fields=["failed_sign_ins", "locked_until"])
