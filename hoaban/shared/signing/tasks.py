"""Papers are signed in the background."""

from __future__ import annotations

from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from hoaban.shared.signing import api


@app.task(name="signing.run_job", queue="signing", retry=RetryStrategy(max_attempts=5, exponential_wait=4))
def run_job(job: str) -> None:
    """Sign what was asked for, or go on with it."""
    api.run_job(UUID(job))
