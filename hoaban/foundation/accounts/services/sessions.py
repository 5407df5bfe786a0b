"""Open and end sessions: each is one person who proved who they are, on one device."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction

from hoaban.foundation.accounts import models
from hoaban.foundation.accounts.queries.accounts import Account
from hoaban.foundation.accounts.rules.devices import digest_of_mark, name_of, new_mark
from hoaban.foundation.accounts.services.leave import own_account
from hoaban.foundation.audit import api as audit
from hoaban.kernel.actor import Actor
from hoaban.kernel.ids import uuid7

_KEPT = timedelta(days=90)


def open_session(
    *, account: Account, mark: str, agent: str, address: str, proof: str, now: datetime, level: int = 0
) -> tuple[UUID, str]:
    """A session of somebody who gave ``proof``, on the device that carries ``mark``; returns it with the mark.

    A device without a mark that we know gets a new one.
    """
    with transaction.atomic():
        device, kept = _device(mark, agent, now)
        row = models.Session.objects.create(
            id=uuid7(now), account_id=account.id, device=device, address=address, proof=proof,
            level=level, opened_at=now, proved_at=now, seen_at=now,
        )  # fmt: skip
        models.Account.objects.filter(pk=account.id).update(last_login=now)
    return row.pk, kept


def open_citizen_session(
    *, person: UUID, name: str, level: int, mark: str, agent: str, address: str, now: datetime
) -> tuple[UUID, str]:
    """A session of a person whom an identity provider vouched for; returns it with the mark of the device."""
    with transaction.atomic():
        device, kept = _device(mark, agent, now)
        row = models.Session.objects.create(
            id=uuid7(now), person=person, name=name, level=level, device=device, address=address, proof="identity",
            opened_at=now, proved_at=now, seen_at=now,
        )  # fmt: skip
    return row.pk, kept


def note_seen(*, session: UUID, now: datetime) -> None:
    """Its owner has just done something."""
    models.Session.objects.filter(pk=session).update(seen_at=now)


def complete_session(*, actor: Actor, session: UUID, devices: int, now: datetime) -> None:
    """Nothing is owed any more; on other devices than the latest ``devices`` its owner's sessions end.

    Not before: who knows only a password must not throw its owner out.
    """
    with transaction.atomic():
        row = models.Session.objects.select_for_update().get(pk=session)
        row.is_whole = True
        row.save(update_fields=["is_whole"])
        whole = models.Session.objects.filter(
            account=row.account_id, person=row.person, ended_at=None, is_whole=True
        )
        latest: list[int] = [row.device_id]
        for device in whole.order_by("-seen_at").values_list("device_id", flat=True):
            if device not in latest:
                latest.append(device)
        ended = whole.exclude(device__in=latest[:devices]).update(ended_at=now, ended_why="devices")
        if ended:
            detail = {"why": "devices", "sessions": ended}
            audit.write(actor=actor, act="session.close", detail=detail, now=now)


def note_proof(*, session: UUID, now: datetime, proof: str = "") -> None:
    """Its owner has proved to be there; with ``proof``, by something stronger than before."""
    stronger = {"proof": proof} if proof else {}
    models.Session.objects.filter(pk=session).update(proved_at=now, seen_at=now, **stronger)


def end_session(*, actor: Actor, session: UUID, now: datetime, why: str = "asked") -> bool:
    """End one of the actor's own sessions: ``asked`` by the person, ``idle`` or open for ``long``.

    False when it had ended before, or is somebody else's.
    """
    kind, _, name = actor.id.partition(":")
    owned = {"person": name} if kind == "citizen" else {"account__username": name}
    mine = models.Session.objects.filter(pk=session, ended_at=None, **owned)
    with transaction.atomic():
        done = mine.update(ended_at=now, ended_why=why)
        if done:
            audit.write(actor=actor, act="session.close", detail={"why": why}, now=now)
    return bool(done)


def end_other_sessions(*, actor: Actor, but: UUID, now: datetime) -> int:
    """End all of the actor's own sessions but the one that asks; returns how many there were."""
    account = own_account(actor)
    with transaction.atomic():
        ended = end_sessions_of(account.pk, why="asked", now=now, but=but)
        audit.write(actor=actor, act="session.close", detail={"why": "asked", "sessions": ended}, now=now)
    return ended


def forget_sessions(*, now: datetime) -> int:
    """Forget sessions opened long ago, and what browsers of ended ones still name; the trail keeps that they were."""
    gone, _ = models.Session.objects.filter(opened_at__lt=now - _KEPT).delete()
    SessionStore.clear_expired()
    return gone


def end_sessions_of(account_id: int, *, why: str, now: datetime, but: UUID | None = None) -> int:
    """End all sessions of an account, but perhaps the one that asks; within the caller's transaction and entry."""
    rows = models.Session.objects.filter(account=account_id, ended_at=None)
    return (rows.exclude(pk=but) if but else rows).update(ended_at=now, ended_why=why)


def _device(mark: str, agent: str, now: datetime) -> tuple[models.Device, str]:
    digest = digest_of_mark(mark)
    known = models.Device.objects.filter(digest=digest).first() if digest else None
    if known is not None:
        return known, mark
    fresh = new_mark()
    made = models.Device.objects.create(digest=digest_of_mark(fresh), name=name_of(agent), created_at=now)
    return made, fresh
