"""Ask the other side what became of what it has: whether it knows what was entered by hand, what was dispensed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction

from hoaban.shared.exchange import models
from hoaban.shared.exchange.rules.states import State
from hoaban.shared.exchange.services import adapters, delivering, handing
from hoaban.shared.exchange.services.adapters import News

_LEASE = timedelta(minutes=3)
_BETWEEN = timedelta(hours=6)
NOT_FOUND = "not-found-there"


def look_due(*, now: Callable[[], datetime], until: Callable[[], bool]) -> int:
    """Ask about all that is due, the longest due first; returns how many were asked about."""
    done = 0
    while not until():
        row = _claim(now())
        if row is None:
            break
        _note(row, _ask(row), now())
        done += 1
    return done


def _claim(now: datetime) -> models.Message | None:
    with transaction.atomic():
        rows = models.Message.objects.select_for_update(skip_locked=True).filter(look_at__lte=now)
        row = rows.order_by("look_at").first()
        if row is not None:
            row.look_at = now + _LEASE
            row.save(update_fields=["look_at"])
    return row


def _ask(row: models.Message) -> News | None:
    """Outside every transaction. None: there is no answer now."""
    line, content = delivering.line_of(row), handing.content_of(row)
    if isinstance(line, str) or content is None:
        return None
    return adapters.adapter(row.destination).ask(line, content)


def _note(row: models.Message, news: News | None, now: datetime) -> None:
    with transaction.atomic():
        fresh = models.Message.objects.select_for_update().get(pk=row.pk)
        if fresh.state not in (State.ACCEPTED, State.BY_HAND):
            fresh.look_at = None
            fresh.save(update_fields=["look_at"])
            return
        changed = _take(fresh, news, now) if news else False
        fresh.looks += 1
        ends = fresh.changed_at + adapters.adapter(fresh.destination).ask_for
        fresh.look_at = None if fresh.extent == "whole" or now + _BETWEEN > ends else now + _BETWEEN
        fresh.save()
        if changed:
            handing.announce(fresh)


def _take(row: models.Message, news: News, now: datetime) -> bool:
    """Keep what is new of it; whether anything is."""
    if not news.known:
        is_new = row.reason != NOT_FOUND
        row.reason = NOT_FOUND
        return is_new
    found = row.found_at is None
    if found:
        row.found_at = now
        if row.state == State.BY_HAND:
            models.Receipt.objects.create(message=row, kind="found", at=now, number=row.key)
    row.reason = ""
    if news.extent == row.extent:
        return found
    row.extent = news.extent
    if news.extent != "none":
        models.Receipt.objects.create(
            message=row, kind="dispensed", at=now, number=row.key, facts=dict(news.facts or {})
        )
    return True
