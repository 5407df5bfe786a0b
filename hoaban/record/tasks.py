"""What the record does in the background."""

from __future__ import annotations

import time
from uuid import UUID

from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

from hoaban.kernel import clock
from hoaban.record import reindexing
from hoaban.record.bulk import jobs
from hoaban.record.bulk.run import run

REINDEX_FOR = 50.0
"""Seconds of one call."""


@app.task(name="record.run_import", queue="record", retry=RetryStrategy(max_attempts=10, wait=5))
def run_import(job: str) -> None:
    """Read an import's files, or go on with them."""
    run(UUID(job), clock=clock.now)


@app.periodic(cron="* * * * *", periodic_id="imports")
@app.task(name="record.resume_imports", queue="record", queueing_lock="record.resume_imports")
def resume_imports(timestamp: int) -> None:  # noqa: ARG001 (when it was due; given by the queue)
    """Go on with imports whose worker died."""
    jobs.enqueue_left_behind(now=clock.now())


@app.periodic(cron="* * * * *", periodic_id="reindex")
@app.task(name="record.reindex", queue="record", queueing_lock="record.reindex", pass_context=True)
def reindex(context: JobContext, timestamp: int) -> None:  # noqa: ARG001
    """Index again what another version of the index left, for most of a minute; the next call goes on.

    It rests as long as it works, so that pages stay quick.
    """
    reindexing.begin(now=clock.now())
    ends = time.monotonic() + REINDEX_FOR
    reindexing.run(clock=clock.now, until=lambda: time.monotonic() > ends or context.should_abort(), rest=1.0)
