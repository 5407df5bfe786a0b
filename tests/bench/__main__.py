"""Run the benches: ``python -m tests.bench [claims|read|find|codec]``; figures with dataset, machine and command beside them."""

from __future__ import annotations

import os
import platform
import shutil
import sys
import tempfile
from pathlib import Path

from hoaban.ops.runtime.postgres import Cluster


def main(names: list[str]) -> None:
    """Each bench gets the same fresh cluster with fsync on."""
    folder = Path(tempfile.mkdtemp(prefix="hoaban-bench-"))
    os.environ.update(HOABAN_MODE="test", HOABAN_VAR=str(folder), DJANGO_SETTINGS_MODULE="config.settings")
    try:
        with Cluster(folder).running() as cluster:
            os.environ["DATABASE_URL"] = cluster.url
            import django

            django.setup()
            from django.core.management import call_command

            from tests.bench import claims, codec, find, read

            call_command("migrate", verbosity=0)
            load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
            kind = platform.processor() or platform.machine()
            print(f"machine: {os.cpu_count()} cores, {kind}, Python {platform.python_version()}; load {load}")
            print(f"command: python -m tests.bench {' '.join(names)}")
            for name, bench in (("claims", claims), ("read", read), ("find", find), ("codec", codec)):
                if not names or name in names:
                    bench.run(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main(sys.argv[1:])
