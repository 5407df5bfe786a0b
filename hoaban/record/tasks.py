"""What the record does in the background."""

from __future__ import annotations

from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from hoaban.kernel import clock
from hoaban.record.bulk import jobs
from hoaban.record.bulk.run import run


@app.task(name="record.run_import", queue="record", retry=RetryStrategy(max_attempts=10, wait=5))
def run_import(job: str) -> None:
    """Read an import's files, or go on with them."""
    run(UUID(job), clock=clock.now)


@app.periodic(cron="* * * * *", periodic_id="imports")
@app.task(name="record.resume_imports", queue="record", queueing_lock="record.resume_imports")
def resume_imports(timestamp: int) -> None:  # noqa: ARG001 (when it was due; given by the queue)
    """Go on with imports whose worker died."""
    jobs.enqueue_left_behind(now=clock.now())
