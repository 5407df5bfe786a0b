"""Messages go out every minute; what was kept long enough is forgotten at night."""

from __future__ import annotations

import random
import time

from procrastinate import JobContext
from procrastinate.contrib.django import app

from hoaban.kernel import clock
from hoaban.shared.messaging.services import delivering, keeping

DELIVER_FOR = 50.0
"""Seconds of one call."""


@app.periodic(cron="* * * * *", periodic_id="messages")
@app.task(name="messaging.deliver", queue="messaging", queueing_lock="messaging.deliver", pass_context=True)
def deliver(context: JobContext, timestamp: int) -> None:  # noqa: ARG001 (when it was due; given by the queue)
    """Bring out what is due, for most of a minute; the next call goes on."""
    ends = time.monotonic() + DELIVER_FOR
    delivering.deliver_due(
        clock=clock.now,
        chance=random.random,
        until=lambda: time.monotonic() > ends or context.should_abort(),
    )


@app.periodic(cron="25 19 * * *", periodic_id="messages-forget")
@app.task(name="messaging.forget_texts", queue="ops", queueing_lock="messaging.forget_texts")
def forget_texts(timestamp: int) -> None:  # noqa: ARG001
    """Forget the texts of long ago."""
    keeping.forget_texts(now=clock.now())
