"""Messages go out and unanswered cards are asked about, every minute."""

from __future__ import annotations

import random
import time

from procrastinate import JobContext
from procrastinate.contrib.django import app

from hoaban.kernel import clock
from hoaban.shared.exchange.services import checking, delivering, keeping, looking

_FOR = 50.0
"""Seconds of one call."""


@app.periodic(cron="* * * * *", periodic_id="exchange")
@app.task(name="exchange.deliver", queue="exchange", queueing_lock="exchange.deliver", pass_context=True)
def deliver(context: JobContext, timestamp: int) -> None:  # noqa: ARG001 (when it was due; given by the queue)
    """Send what is due, for most of a minute; the next call goes on."""
    ends = time.monotonic() + _FOR
    delivering.deliver_due(
        clock=clock.now,
        chance=random.random,
        until=lambda: time.monotonic() > ends or context.should_abort(),
    )


@app.periodic(cron="* * * * *", periodic_id="exchange-cards")
@app.task(name="exchange.ask_again", queue="exchange", queueing_lock="exchange.ask_again", pass_context=True)
def ask_again(context: JobContext, timestamp: int) -> None:  # noqa: ARG001
    """Ask about cards that nobody answered for."""
    ends = time.monotonic() + _FOR
    checking.ask_again(now=clock.now, until=lambda: time.monotonic() > ends or context.should_abort())


@app.periodic(cron="*/5 * * * *", periodic_id="exchange-look")
@app.task(name="exchange.look", queue="exchange", queueing_lock="exchange.look", pass_context=True)
def look(context: JobContext, timestamp: int) -> None:  # noqa: ARG001
    """Ask what became of what the other side has."""
    ends = time.monotonic() + _FOR
    looking.look_due(now=clock.now, until=lambda: time.monotonic() > ends or context.should_abort())


@app.periodic(cron="35 19 * * *", periodic_id="exchange-forget")
@app.task(name="exchange.forget_contents", queue="ops", queueing_lock="exchange.forget_contents")
def forget_contents(timestamp: int) -> None:  # noqa: ARG001
    """Forget the contents of long ago."""
    keeping.forget_contents(now=clock.now())
