"""Send what is due: one message at a time, each in two short transactions with the try between them.

At least once, with a key: a worker that is killed between sending and noting leaves a message whose fate is not known; when its
lease is over it is looked for at the other side first, and sent again under the same key.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction

from hoaban.kernel.tries import Answer, Outcome
from hoaban.shared.exchange import models
from hoaban.shared.exchange.queries import configuration
from hoaban.shared.exchange.rules import destinations, states
from hoaban.shared.exchange.rules.states import LEASE, NOT_THERE, OPEN, PAUSE, State
from hoaban.shared.exchange.services import adapters, handing
from hoaban.shared.exchange.services.adapters import Line, NoCredentials

Clock = Callable[[], datetime]
FIRST_LOOK = timedelta(minutes=30)
"""After it was taken, until the other side is first asked what became of it."""


def deliver_due(*, clock: Clock, chance: Callable[[], float], until: Callable[[], bool]) -> int:
    """Send all that is due, the longest due first, until ``until`` says to stop; returns how many were looked at."""
    done = 0
    while not until():
        claimed = _claim(clock())
        if claimed is None:
            break
        done += 1
        row, line, attempt = claimed
        if line is not None and attempt is not None:
            _note(row, attempt, _try(row, line, attempt), chance(), clock())
    return done


def line_of(row: models.Message) -> Line | str:
    """The way to a message's destination, or the short reason why there is none now."""
    if not configuration.is_on(row.destination, row.facility_code):
        return "off"
    place = configuration.place_of(row.destination)
    if place is None:
        return "not-configured"
    return Line(
        row.schema, place, row.facility_code,
        lambda holder: configuration.secrets_of(row.destination, row.facility_code, holder),
    )  # fmt: skip


def _claim(now: datetime) -> tuple[models.Message, Line | None, models.Try | None] | None:
    """The next message that is due, leased where it is to be sent now."""
    with transaction.atomic():
        row = (
            models.Message.objects.select_for_update(skip_locked=True)
            .filter(state__in=OPEN, due_at__lte=now)
            .order_by("due_at")
            .first()
        )
        if row is None:
            return None
        if row.state == State.SENDING:
            row.state, row.reason = State.UNSURE, "broken-off"
        line = line_of(row)
        if isinstance(line, str):
            row.reason, row.due_at = line, now + PAUSE
            row.save()
            return row, None, None
        row.tries += 1
        number = models.Try.objects.filter(message=row).count() + 1
        attempt = models.Try.objects.create(message=row, number=number, began_at=now)
        row.state, row.due_at, row.changed_at = State.SENDING, now + LEASE, now
        row.save()
        return row, line, attempt


def _try(row: models.Message, line: Line, attempt: models.Try) -> Answer:
    """Hand it to the other side, outside every transaction."""
    content = handing.content_of(row)
    if content is None:
        return Answer(Outcome.LATER, reason="unreadable")
    try:
        return adapters.adapter(row.destination).send(line, content, _may_be_there(row, attempt))
    except NoCredentials:
        return Answer(Outcome.LATER, reason="no-credentials")


def _may_be_there(row: models.Message, attempt: models.Try) -> bool:
    """Whether an earlier try may have arrived without our knowing."""
    earlier = models.Try.objects.filter(message=row).exclude(pk=attempt.pk).exclude(outcome=Outcome.REFUSED)
    return earlier.exclude(reason__in=NOT_THERE).exists()


def _note(row: models.Message, attempt: models.Try, answer: Answer, chance: float, now: datetime) -> None:
    """Write down what became of a try. Somebody may have entered or replaced the message meanwhile: that stands."""
    there = destinations.destination(row.destination)
    following = states.after(answer, row.tries, there.waits, chance)
    with transaction.atomic():
        attempt.ended_at, attempt.outcome, attempt.reason = now, answer.outcome, answer.reason[:40]
        attempt.save()
        if answer.outcome is Outcome.ACCEPTED:
            models.Receipt.objects.create(message=row, kind="accepted", at=now, number=answer.reference[:100])
        fresh = models.Message.objects.select_for_update().get(pk=row.pk)
        if fresh.state != State.SENDING or fresh.tries != row.tries:
            return
        fresh.state, fresh.reason, fresh.changed_at = following.state, answer.reason[:40], now
        fresh.due_at = now + (following.wait or timedelta())
        if answer.outcome is Outcome.ACCEPTED:
            settle(fresh, answer.reference, now)
        fresh.save()
        handing.announce(fresh)


def settle(row: models.Message, reference: str, now: datetime) -> None:
    """The other side has it: what it replaces is ended, and what becomes of it is asked for a while later. The caller saves."""
    row.reference, row.look_at, row.looks = reference[:100], now + FIRST_LOOK, 0
    if row.replaces is not None and row.replaces.state in states.SETTLED:
        old = row.replaces
        old.state, old.changed_at, old.look_at = State.REPLACED, now, None
        old.save(update_fields=["state", "changed_at", "look_at"])
        handing.announce(old)
