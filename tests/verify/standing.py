"""A fresh database with the tables of this version, for a section that works inside one process."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from hoaban.ops.runtime.postgres import Cluster


@contextmanager
def database(settings: Mapping[str, str] | None = None) -> Iterator[Path]:
    """Django on a cluster of its own, fsync on; yields the data folder. Once in a process."""
    with tempfile.TemporaryDirectory(prefix="hoaban-verify-") as name:
        folder = Path(name)
        (folder / "static").mkdir()
        os.environ.update(HOABAN_MODE="test", HOABAN_VAR=name, DJANGO_SETTINGS_MODULE="config.settings")
        with Cluster(folder, tuple((settings or {}).items())).running() as cluster:
            os.environ["DATABASE_URL"] = cluster.url
            import django

            django.setup()
            from django.core.management import call_command

            call_command("migrate", verbosity=0)
            yield folder
