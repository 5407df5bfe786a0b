"""The process that runs background jobs (procrastinate, on our PostgreSQL), periodic ones included."""

from __future__ import annotations

import os
import threading
import time

from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

CONCURRENCY = max(2, min(4, os.cpu_count() or 1))
_STOP_WITHIN = 15.0
_ORPHANED_FOR = 8.0


def _leave_when_orphaned() -> None:
    """Without the supervisor there is no database either; a shut-down that waits for it would never end."""
    parent = os.getppid()
    while os.getppid() == parent:
        time.sleep(1)
    time.sleep(_ORPHANED_FOR)
    os._exit(1)


def run() -> None:
    """Run jobs until SIGTERM or SIGINT; a job that does not end in time is done again later."""
    connector = app.connector
    threading.Thread(target=_leave_when_orphaned, name="orphaned", daemon=True).start()
    assert isinstance(connector, DjangoConnector)  # noqa: S101 (that is what the Django app makes)
    with app.replace_connector(connector.get_worker_connector()) as worker_app:
        worker_app.run_worker(
            name="jobs",
            concurrency=CONCURRENCY,
            update_heartbeat_interval=5.0,
            stalled_worker_timeout=60.0,
            shutdown_graceful_timeout=_STOP_WITHIN,
        )
