"""Lock a session, unlock it, and give the device to another person whose session waits on it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NoReturn
from uuid import UUID

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from hoaban.foundation.accounts import models
from hoaban.foundation.accounts.queries.accounts import actor_of_account
from hoaban.foundation.accounts.queries.devices import Occupant, occupants_of
from hoaban.foundation.accounts.rules.measures import measures
from hoaban.foundation.accounts.rules.pins import is_good_pin
from hoaban.foundation.accounts.services.attempts import VISITOR
from hoaban.foundation.accounts.services.leave import own_account
from hoaban.foundation.accounts.services.passkeys import Site, use_passkey
from hoaban.foundation.audit import api as audit
from hoaban.kernel.actor import Actor
from hoaban.kernel.clock import vietnam_day
from hoaban.kernel.errors import Invalid, NotAllowed


class UnsafePin(Invalid):
    """The PIN is one of those that are tried first."""


class UnlockRefused(NotAllowed):
    """Wrong PIN or passkey, or none on this device: the same words for all."""

    def __init__(self) -> None:
        super().__init__(
            "Không mở được. Sau vài lần sai, mã PIN của máy này bị bỏ; khi đó hãy dùng mật khẩu.",
            "Not unlocked. After a few wrong ones the PIN of this device is gone; then use the password.",
        )


def lock_session(*, actor: Actor, session: UUID, why: str, now: datetime) -> None:
    """From now on the session answers nothing but how to unlock it: ``asked`` by the person, or ``idle``."""
    with transaction.atomic():
        if models.Session.objects.filter(pk=session, ended_at=None, locked_at=None).update(locked_at=now):
            audit.write(actor=actor, act="session.lock", detail={"why": why}, now=now)


def set_pin(*, session: UUID, actor: Actor, pin: str, now: datetime) -> None:
    """Keep a PIN for the owner of a session, on its device alone.

    :raises UnsafePin: it is not of six digits, or one of those that are tried first.
    """
    if not is_good_pin(pin):
        raise UnsafePin(
            "Mã PIN cần 6 chữ số, không lặp lại và không theo thứ tự.",
            "A PIN needs six digits that neither repeat nor run in order.",
            place="pin",
        )
    device = models.Session.objects.values_list("device_id", flat=True).get(pk=session)
    with transaction.atomic():
        models.Pin.objects.update_or_create(
            account=own_account(actor),
            device_id=device,
            defaults={"hashed": make_password(pin), "failed": 0, "set_at": now},
        )
        audit.write(actor=actor, act="accounts.set-pin", now=now)


def remove_pin(*, session: UUID, actor: Actor, now: datetime) -> None:
    """Take the PIN of a session's owner away from its device."""
    device = models.Session.objects.values_list("device_id", flat=True).get(pk=session)
    with transaction.atomic():
        models.Pin.objects.filter(account=own_account(actor), device=device).delete()
        audit.write(actor=actor, act="accounts.remove-pin", now=now)


def unlock_by_pin(*, session: UUID, account: int, pin: str, now: datetime) -> UUID:
    """Unlock, as the person of the device who is ``account``; returns whose session goes on.

    A try counts before the PIN is looked at, and the last one that is allowed takes the PIN with it.

    :raises UnlockRefused: for whatever reason; the trail says which.
    """
    limits = measures(vietnam_day(now))
    found = [one for one in occupants_of(session, now=now, limits=limits) if one.account == account]
    device = models.Session.objects.values_list("device_id", flat=True).get(pk=session)
    with transaction.atomic():
        held = models.Pin.objects.select_for_update().filter(account=account, device=device).first()
        if held is not None:
            held.failed += 1
            held.save(update_fields=["failed"])
    if not found or held is None or not check_password(pin, held.hashed):
        if held is not None and held.failed >= limits.pin_failures:
            models.Pin.objects.filter(pk=held.pk).delete()
        _refuse(session, "pin" if found and held is not None else "none", now)
    models.Pin.objects.filter(pk=held.pk).update(failed=0)
    return _go_on(found[0], session, "pin", now)


def unlock_by_passkey(
    *, session: UUID, site: Site, state: Mapping[str, Any], answer: Mapping[str, Any], now: datetime
) -> UUID:
    """Unlock, as the person of the device whose passkey answered; returns whose session goes on.

    :raises UnlockRefused: nobody's of this device did.
    """
    people = occupants_of(session, now=now, limits=measures(vietnam_day(now)))
    with transaction.atomic():
        asked = tuple(one.account for one in people)
        account = use_passkey(accounts=asked, site=site, state=state, answer=answer, now=now)
    found = [one for one in people if one.account == account]
    if not found:
        _refuse(session, "passkey", now)
    return _go_on(found[0], session, "passkey", now)


def unlock_own(*, session: UUID, actor: Actor, now: datetime) -> None:
    """Unlock a session whose owner has just given the password."""
    with transaction.atomic():
        models.Session.objects.filter(pk=session).update(locked_at=None, seen_at=now, proved_at=now)
        audit.write(actor=actor, act="session.unlock", detail={"proof": "password"}, now=now)


def _go_on(person: Occupant, session: UUID, proof: str, now: datetime) -> UUID:
    """The session of this person goes on; that of whoever sat there stays locked."""
    owner = actor_of_account(models.Account.objects.get(pk=person.account), now)
    with transaction.atomic():
        models.Session.objects.filter(pk=person.session).update(locked_at=None, seen_at=now)
        detail = {"proof": proof, "switched": person.session != session}
        audit.write(actor=owner, act="session.unlock", detail=detail, now=now)
    return person.session


def _refuse(session: UUID, reason: str, now: datetime) -> NoReturn:
    """:raises UnlockRefused: always, once it is written."""
    audit.write_refusal(
        actor=VISITOR, act="session.unlock", detail={"reason": reason, "session": str(session)}, now=now
    )
    raise UnlockRefused
