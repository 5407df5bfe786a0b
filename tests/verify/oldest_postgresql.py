"""The tests of record, claims, people, audit and feed on PostgreSQL 15, the oldest that is supported."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

PROGRAMS = Path("/usr/lib/postgresql/15/bin")
TESTS = ("hoaban/record", "hoaban/shared", "hoaban/foundation", "hoaban/kernel", "hoaban/oversight")


def main() -> int:
    """Install it where that is allowed, then run the tests with it."""
    if not PROGRAMS.exists() and not _install():
        print(
            "NOT RUN: PostgreSQL 15 is not installed, and only root may install it (apt-get install postgresql-15)."
        )
        return 0
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", "-m", "not browser", *TESTS],
        env={**os.environ, "HOABAN_PG_BIN": str(PROGRAMS)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    version = subprocess.run(
        [str(PROGRAMS / "postgres"), "--version"], capture_output=True, text=True, check=False
    )
    print(version.stdout.strip())
    print(done.stdout.strip().splitlines()[-1] if done.returncode == 0 else done.stdout + done.stderr)
    return done.returncode


def _install() -> bool:
    if os.geteuid() != 0:
        return False
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    command = ["apt-get", "install", "--yes", "--quiet", "--no-install-recommends", "postgresql-15"]
    subprocess.run(command, env=environment, capture_output=True, check=False)
    return PROGRAMS.exists()


if __name__ == "__main__":
    sys.exit(main())
