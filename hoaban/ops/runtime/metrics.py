"""Figures for Prometheus. Counters live in files shared by the web processes; the rest is asked when scraped."""

from __future__ import annotations

import os
from functools import lru_cache

from django.db import DatabaseError, connection
from prometheus_client import (
    REGISTRY,
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
    multiprocess,
)

REQUESTS = Counter("hoaban_requests", "Requests answered, by route and status class.", ["route", "status"])
SECONDS = Histogram(
    "hoaban_request_seconds",
    "Time to answer, by route.",
    ["route"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)

_JOBS = """
select queue_name,
       count(*) filter (where status = 'todo'),
       count(*) filter (where status = 'failed'),
       coalesce(extract(epoch from now() - min(coalesce(scheduled_at, deferred_at)) filter (
           where status = 'todo' and coalesce(scheduled_at, now()) <= now())), 0)
from (select job.*, (select min(at) from procrastinate_events event
                     where event.job_id = job.id and event.type in ('deferred', 'deferred_for_retry')) as deferred_at
      from procrastinate_jobs job where status in ('todo', 'failed')) waiting
group by queue_name
"""

_FEED = """
select (select coalesce(max(position), 0) from kernel_announcement),
       (select count(*) from kernel_announcement where position is null)
"""


def observe(route: str, status: int, seconds: float) -> None:
    """Count one answered request. ``route`` is the name of a pattern, never a path."""
    counter, histogram = _children(route, f"{status // 100}xx")
    counter.inc()
    histogram.observe(seconds)


@lru_cache(maxsize=2000)
def _children(route: str, status: str) -> tuple[Counter, Histogram]:
    return REQUESTS.labels(route, status), SECONDS.labels(route)


def exposition() -> bytes:
    """Everything, in Prometheus' text format. What the database cannot tell now is left out."""
    registry: CollectorRegistry = REGISTRY
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        registry = CollectorRegistry()
        multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    lines = [generate_latest(registry).decode()]
    try:
        lines += [*_queue_lines(), *_feed_lines(), *_index_lines()]
    except DatabaseError:
        connection.close()
    return "".join(lines).encode()


def _queue_lines() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(_JOBS)
        rows = cursor.fetchall()
    waiting = {queue: todo for queue, todo, _, _ in rows}
    failed = {queue: bad for queue, _, bad, _ in rows}
    age = {queue: float(seconds) for queue, _, _, seconds in rows}
    return [
        _gauge("hoaban_jobs_waiting", "Jobs that wait, by queue.", "queue", waiting),
        _gauge("hoaban_jobs_failed", "Jobs that failed for good, by queue.", "queue", failed),
        _gauge("hoaban_jobs_oldest_seconds", "How long the oldest job that could run waits.", "queue", age),
    ]


def _feed_lines() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(_FEED)
        head, unsealed = cursor.fetchone() or (0, 0)
        cursor.execute("select name, position, failure <> '' from kernel_follower_cursor")
        rows = cursor.fetchall()
    lag = {name: head - position for name, position, _ in rows}
    failing = {name: int(fails) for name, _, fails in rows}
    return [
        _gauge("hoaban_feed_unsealed", "Announcements without a position yet.", "", {"": unsealed}),
        _gauge("hoaban_follower_lag", "Announcements a follower has still to read.", "follower", lag),
        _gauge("hoaban_follower_failing", "1 when the follower's last try failed.", "follower", failing),
    ]


def _index_lines() -> list[str]:
    from hoaban.record import reindexing  # the server counts requests before Django is ready for models

    types = reindexing.unfinished()
    left = {one.type: one.left for one in types if one.left is not None}
    unreadable = {one.type: one.unreadable for one in types if one.unreadable}
    return [
        _gauge("hoaban_reindex_types", "Resource types that are being indexed again.", "", {"": len(types)}),
        _gauge("hoaban_reindex_rows_left", "Resources still to be looked at.", "type", left),
        _gauge("hoaban_reindex_unreadable", "Resources that cannot be indexed.", "type", unreadable),
    ]


def _gauge(name: str, text: str, label: str, values: dict[str, int] | dict[str, float]) -> str:
    rows = [
        f'{name}{{{label}="{_escaped(key)}"}} {value}\n' if label else f"{name} {value}\n"
        for key, value in sorted(values.items())
    ]
    return f"# HELP {name} {text}\n# TYPE {name} gauge\n" + "".join(rows)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
