"""Every test run has a PostgreSQL of its own, started before Django reads its settings.

Parallel workers have one each: what a transaction of another worker holds back (sealing waits for everything
older in the whole server) must not reach into a test. With ``DATABASE_URL`` set that one is used instead.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import ExitStack
from pathlib import Path

import pytest

from hoaban.ops.runtime.postgres import Cluster

_running = ExitStack()

_OURS = "HOABAN_TEST_CLUSTER"
"""Tells a worker that the database it finds in its environment is only the one of the run that started it."""

os.environ["HOABAN_MODE"] = "test"
if "PYTEST_XDIST_WORKER" in os.environ and _OURS in os.environ:
    os.environ.pop("DATABASE_URL", None)
    os.environ.pop("HOABAN_VAR", None)
if "HOABAN_VAR" not in os.environ or "DATABASE_URL" not in os.environ:
    _folder = Path(tempfile.mkdtemp(prefix="hoaban-test-"))
    _running.callback(shutil.rmtree, _folder, ignore_errors=True)
    (_folder / "static").mkdir()
    os.environ["HOABAN_VAR"] = str(_folder)
    if "DATABASE_URL" not in os.environ:
        _fast = (
            ("fsync", "off"),
            ("synchronous_commit", "off"),
            ("full_page_writes", "off"),
            ("shared_buffers", "256MB"),
        )
        _cluster = _running.enter_context(Cluster(_folder, _fast, may_create=True).running())
        os.environ["DATABASE_URL"] = _cluster.url
        os.environ[_OURS] = "1"


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server when the run ends (only in the process that started it)."""
    _running.close()
