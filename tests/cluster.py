"""Every test run has a PostgreSQL of its own, started before Django reads its settings.

With ``DATABASE_URL`` set (CI on another PostgreSQL, parallel workers) that one is used instead.
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

os.environ["HOABAN_MODE"] = "test"
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


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server when the run ends (only in the process that started it)."""
    _running.close()
