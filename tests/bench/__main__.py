"""Run the benches: ``python -m tests.bench [claims|read|find]``; figures with dataset, machine and command beside them."""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import sys
import tempfile
from pathlib import Path

from hoaban.ops.runtime import tuning
from hoaban.ops.runtime.postgres import Cluster

CORES = os.cpu_count() or 1


def _options() -> argparse.Namespace:
    known = argparse.ArgumentParser(prog="python -m tests.bench")
    known.add_argument("names", nargs="*", help="claims, read, find; none: all")
    known.add_argument("--dossiers", type=int, default=5000, help="claim dossiers of one measure")
    known.add_argument("--processes", type=int, default=CORES, help="importer processes")
    known.add_argument("--beyond", type=int, default=0, help="measure claims again on so many resources")
    return known.parse_args()


def main(options: argparse.Namespace) -> None:
    """Each bench gets the same fresh cluster, set up as `make run` does, with fsync on."""
    settings = tuple(tuning.server_settings(tuning.memory(), CORES).items())
    folder = Path(tempfile.mkdtemp(prefix="hoaban-bench-"))
    os.environ.update(HOABAN_MODE="test", HOABAN_VAR=str(folder), DJANGO_SETTINGS_MODULE="config.settings")
    try:
        with Cluster(folder, settings).running() as cluster:
            os.environ["DATABASE_URL"] = cluster.url
            import django

            django.setup()
            from django.core.management import call_command

            from tests.bench import claims, find, read

            call_command("migrate", verbosity=0)
            load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
            kind = platform.processor() or platform.machine()
            print(f"machine: {os.cpu_count()} cores, {kind}, Python {platform.python_version()}; load {load}")
            print(f"command: python -m tests.bench {' '.join(sys.argv[1:])}")
            for name, bench in (
                ("claims", lambda: claims.run(folder, options)),
                ("read", lambda: read.run(folder)),
                ("find", lambda: find.run(folder)),
            ):
                if not options.names or name in options.names:
                    bench()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main(_options())
