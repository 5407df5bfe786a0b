"""Batches that were uploaded are read in the background."""

from __future__ import annotations

from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from hoaban.shared.claims import services


@app.task(name="claims.run_batch", queue="claims", retry=RetryStrategy(max_attempts=5, exponential_wait=4))
def run_batch(batch: str) -> None:
    """Read a delivered batch, or go on with it."""
    services.run_delivered(UUID(batch))
