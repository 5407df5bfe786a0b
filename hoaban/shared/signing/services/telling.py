"""Whoever offered a paper is told once that it is signed, in a transaction with whatever they do about it.

The apps above say at start-up which kinds they wish to hear of. One that fails is told again by the minute.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from hoaban.foundation.accounts import api as accounts
from hoaban.kernel.actor import Actor
from hoaban.shared.signing.models import SigningOffer
from hoaban.shared.signing.queries.offers import Signed, signed_of
from hoaban.shared.signing.rules import Offered

_log = logging.getLogger(__name__)
_AGAIN_AFTER = timedelta(minutes=1)
_AT_ONCE = 100


class Listener(Protocol):
    """What is done when a paper is signed; ``actor`` is who signed."""

    def __call__(self, *, actor: Actor, signed: Signed, now: datetime) -> None:
        """Within one transaction; a failure undoes it, and it is told again."""


_listeners: dict[str, list[Listener]] = {}


def register_listener(kind: str, listener: Listener) -> Callable[[], None]:
    """Hear of every signed paper of a kind, from ``AppConfig.ready()``; returns how to stop. The same one twice stays one."""
    heard = _listeners.setdefault(kind, [])
    if listener not in heard:
        heard.append(listener)
    return lambda: heard.remove(listener)


def tell_job(job: UUID, *, now: datetime) -> None:
    """Tell of everything that a job has signed."""
    _tell(SigningOffer.objects.filter(documents__job=job), now)


def tell_untold(*, now: datetime) -> None:
    """Tell again what could not be told."""
    _tell(SigningOffer.objects.filter(ended_at__lt=now - _AGAIN_AFTER), now)


def _tell(rows: QuerySet[SigningOffer], now: datetime) -> None:
    waiting = SigningOffer.objects.filter(pk__in=rows.values("pk"), state=Offered.SIGNED, told_at=None)
    for key in waiting.order_by("ended_at").values_list("pk", flat=True)[:_AT_ONCE]:
        try:
            _tell_one(key, now)
        except Exception:  # whatever the app above fails of: the others are told all the same
            _log.exception("signed paper %s could not be told of", key)


def _tell_one(offer: UUID, now: datetime) -> None:
    with transaction.atomic():
        row = SigningOffer.objects.select_for_update().filter(pk=offer, told_at=None).first()
        if row is None:
            return
        signed = signed_of(row)
        if signed is not None:
            actor = accounts.actor_by_id(signed.signed_by)
            for listener in _listeners.get(row.kind, ()):
                listener(actor=actor, signed=signed, now=now)
        row.told_at = now
        row.save(update_fields=["told_at"])
