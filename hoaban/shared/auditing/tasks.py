"""The trail is looked through every hour for unusual use."""

from __future__ import annotations

from procrastinate.contrib.django import app

from hoaban.kernel import clock
from hoaban.kernel.actor import system_actor
from hoaban.shared.auditing.services import watching

_ACTOR = system_actor("watch", "audit.read")


@app.periodic(cron="10 * * * *", periodic_id="watch")
@app.task(name="auditing.watch", queue="ops", queueing_lock="auditing.watch")
def watch(timestamp: int) -> None:  # noqa: ARG001 (when it was due; given by the queue)
    """Find unusual use in the hours that are over."""
    watching.watch(actor=_ACTOR, now=clock.now())
