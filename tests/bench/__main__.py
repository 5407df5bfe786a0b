"""Run the benches: ``python -m tests.bench [NAME ...]``; figures with dataset, machine and command beside them."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from importlib import import_module
from pathlib import Path

from hoaban.ops.runtime.postgres import Cluster
from hoaban.ops.runtime.tuning import memory, server_settings
from tests.bench import measure

BENCHES = (
    "claims", "bulk", "fhir", "everything", "find", "candidates", "centre", "signin", "demo", "codec", "paths", "reindex",
    "outpatients",
)  # fmt: skip


def main(names: list[str]) -> None:
    """Each bench gets a fresh cluster of its own, tuned as the product's, with fsync on."""
    print(f"machine: {measure.machine()}")
    print(f"command: python -m tests.bench {' '.join(names)}")
    os.environ.update(HOABAN_MODE="test", DJANGO_SETTINGS_MODULE="config.settings")
    for name in names or BENCHES:
        if len(names) == 1:
            _run(name)
        elif child := os.fork():  # settings are read once a process
            if os.waitpid(child, 0)[1]:
                raise SystemExit(f"the bench {name} failed")
        else:
            _run(name)
            sys.stdout.flush()
            os._exit(0)


def _run(name: str) -> None:
    folder = Path(tempfile.mkdtemp(prefix="hoaban-bench-"))
    os.environ["HOABAN_VAR"] = str(folder)
    settings = tuple(server_settings(memory(), os.cpu_count() or 1).items())
    try:
        with Cluster(folder, settings).running() as cluster:
            os.environ["DATABASE_URL"] = cluster.url
            import django

            django.setup()
            from django.core.management import call_command

            call_command("migrate", verbosity=0)
            postmaster = int((cluster.data / "postmaster.pid").read_text().split()[0])
            import_module(f"tests.bench.{name}").run(folder, postmaster)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main(sys.argv[1:])
