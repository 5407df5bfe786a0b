"""The background jobs as a person looks at them: what waits, what failed, do it again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from procrastinate.contrib.django import app

from hoaban.kernel.errors import NotFound

_COLUMNS = """
select job.id, job.task_name, job.queue_name, job.status, job.attempts, job.scheduled_at,
       (select min(at) from procrastinate_events event where event.job_id = job.id and event.type = 'deferred'),
       (select max(at) from procrastinate_events event where event.job_id = job.id)
from procrastinate_jobs job
"""

_QUEUES = """
select queue_name,
       count(*) filter (where status = 'todo'),
       count(*) filter (where status = 'doing'),
       count(*) filter (where status = 'failed'),
       min(coalesce(scheduled_at, deferred_at)) filter (where status = 'todo' and coalesce(scheduled_at, now()) <= now())
from (select job.*, (select min(at) from procrastinate_events event where event.job_id = job.id) as deferred_at
      from procrastinate_jobs job where status in ('todo', 'doing', 'failed')) unfinished
group by queue_name order by queue_name
"""


class NoSuchFailedJob(NotFound):
    """There is no failed job with that number."""


@dataclass(frozen=True, slots=True)
class Job:
    """One job, without its arguments (they may name somebody)."""

    id: int
    task: str
    queue: str
    status: str
    attempts: int
    scheduled_at: datetime | None
    deferred_at: datetime | None
    last_event_at: datetime | None


@dataclass(frozen=True, slots=True)
class Queue:
    """How one queue stands. ``oldest_at`` is since when the oldest job that could run has been waiting."""

    name: str
    waiting: int
    doing: int
    failed: int
    oldest_at: datetime | None


def list_queues() -> list[Queue]:
    """Every queue with unfinished or failed jobs."""
    return [Queue(*row) for row in _rows(_QUEUES, [])]


def list_failed(*, limit: int = 200) -> list[Job]:
    """Jobs that failed for good, the newest first."""
    return [
        Job(*row)
        for row in _rows(f"{_COLUMNS} where status = 'failed' order by job.id desc limit %s", [limit])
    ]


def list_unfinished(*, limit: int = 200) -> list[Job]:
    """Jobs that wait or run, the oldest first."""
    where = "where status in ('todo', 'doing') order by job.id limit %s"
    return [Job(*row) for row in _rows(f"{_COLUMNS} {where}", [limit])]


def retry(job_id: int, *, now: datetime) -> None:
    """Put a failed job back into its queue.

    :raises NoSuchFailedJob: it is not there, or has not failed.
    """
    found = _rows("select 1 from procrastinate_jobs where id = %s and status = 'failed'", [job_id])
    if not found:
        raise NoSuchFailedJob(f"Không có việc hỏng số {job_id}.", f"There is no failed job number {job_id}.")
    app.job_manager.retry_job_by_id(job_id, retry_at=now)


def _rows(sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found
