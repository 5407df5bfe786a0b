"""Run the long checks and write docs/verified.md: ``python -m tests.verify [benches] [examples] [postgresql-15]``."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from hoaban.kernel import clock

ROOT = Path(__file__).resolve().parents[2]
REPORT = ROOT / "docs" / "verified.md"
OLDEST = Path("/usr/lib/postgresql/15/bin")


def benches() -> str:
    """Speed and memory."""
    return _output([sys.executable, "-m", "tests.bench"], {})


def postgresql_15() -> str:
    """The record, claims and people on the oldest PostgreSQL that is supported."""
    if not OLDEST.exists():
        return "not run: PostgreSQL 15 is not installed"
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "hoaban/record", "hoaban/shared/claims",
               "hoaban/shared/people", "hoaban/foundation/audit", "hoaban/kernel"]  # fmt: skip
    return _output(command, {"HOABAN_PG_BIN": str(OLDEST)}).strip().splitlines()[-1]


def examples() -> str:
    """Every official R4 example comes back from the store's text and from XML as it was."""
    return _output([sys.executable, "-m", "tests.verify.examples"], {})


SECTIONS: dict[str, Callable[[], str]] = {
    "benches": benches,
    "examples": examples,
    "postgresql-15": postgresql_15,
}


def main(names: list[str]) -> None:
    """Run the named sections, or all, and write what they said."""
    made = [f"## {name}\n\n```\n{SECTIONS[name]().rstrip()}\n```\n" for name in names or SECTIONS]
    head = f"# Verified\n\n{clock.now():%Y-%m-%d}, {os.cpu_count()} cores, Python {platform.python_version()}; `make verify`.\n"
    REPORT.write_text("\n".join([head, *made]), encoding="utf-8")
    print(REPORT.read_text(encoding="utf-8"))


def _output(command: list[str], more: dict[str, str]) -> str:
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, **more}, capture_output=True, text=True, check=False
    )
    return done.stdout if done.returncode == 0 else done.stdout[-3000:] + done.stderr[-2000:]


if __name__ == "__main__":
    main(sys.argv[1:])
