"""Upkeep that happens by itself."""

from __future__ import annotations

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from hoaban.kernel import clock
from hoaban.ops.demo import trial_gateway
from hoaban.ops.runtime import backup, installation

# 18:30 UTC is half past one at night in Viet Nam
NIGHTLY = "30 18 * * *"


@app.periodic(cron=NIGHTLY, periodic_id="backup")
@app.task(
    name="ops.backup", queue="ops", queueing_lock="ops.backup", retry=RetryStrategy(max_attempts=3, wait=600)
)
def nightly_backup(timestamp: int) -> None:  # noqa: ARG001 (when it was due; given by the queue)
    """Take the nightly base backup, where the database is ours to back up."""
    here = installation.from_environment()
    if here.embedded:
        backup.make_backup(here.cluster, here.backup_folder, keep=here.backups_kept, now=clock.now())


@app.periodic(cron="5 19 * * *", periodic_id="tidy")
@app.task(name="ops.tidy_jobs", queue="ops", queueing_lock="ops.tidy_jobs", pass_context=False)
async def tidy_jobs(timestamp: int) -> None:  # noqa: ARG001
    """Forget jobs that succeeded a week ago; failed ones stay until somebody has dealt with them."""
    await app.job_manager.delete_old_jobs(nb_hours=24 * 7, include_failed=False)


@app.task(name=trial_gateway.RECEIPT, queue="messaging")
def trial_receipt(message: str, to: str) -> None:
    """In a trial, tell what became of a message as a gateway would."""
    trial_gateway.tell_receipt(message, to, now=clock.now())
