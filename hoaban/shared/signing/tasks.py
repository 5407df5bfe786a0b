"""Papers are signed in the background, and gone on with when a worker was killed."""

from __future__ import annotations

from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from hoaban.kernel import clock
from hoaban.shared.signing.services import jobs, running, telling


@app.task(name="signing.run_job", queue="signing", retry=RetryStrategy(max_attempts=5, exponential_wait=4))
def run_job(job: str) -> None:
    """Sign what was asked for, or go on with it."""
    running.run_job(UUID(job), clock=clock.now)


@app.periodic(cron="* * * * *", periodic_id="signing")
@app.task(name="signing.look_after", queue="signing", queueing_lock="signing.look_after")
def look_after(timestamp: int) -> None:  # noqa: ARG001 (when it was due; given by the queue)
    """Go on with what stands still, end what stood too long."""
    jobs.look_after(now=clock.now())
    telling.tell_untold(now=clock.now())
