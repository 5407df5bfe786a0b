"""Run the long checks and keep what they print: ``python -m tests.verify [SECTION ...]``.

A section is a module of this package that can be run as a program: it prints its figures and ends with 0 when all
holds, with another status when something does not. Sections that are not named keep what docs/verified.md has of them.
"""

from __future__ import annotations

import importlib
import subprocess
import sys
import time
from pathlib import Path

from hoaban.kernel import clock
from tests.verify import report

ROOT = Path(__file__).resolve().parents[2]
REPORT = ROOT / "docs" / "verified.md"
SECTIONS = (
    "benches",
    "scale",
    "plans",
    "trail_plans",
    "oldest_postgresql",
    "kill_database",
    "kill_loop",
    "restore_under_load",
    "feed_order",
    "fuzz",
    "examples",
    "search_examples",
    "differential",
    "spark_matching",
)
_KEPT_OF_A_FAILURE = 6000


def main(names: list[str]) -> int:
    """Run the named sections, or all, one after another; returns how many failed."""
    unknown = [name for name in names if name not in SECTIONS]
    if unknown:
        sys.exit(f"{', '.join(unknown)}: no such section; there are {', '.join(SECTIONS)}")
    failed = 0
    for name in names or SECTIONS:
        print(f"{name} ...", file=sys.stderr, flush=True)
        section, well = _run(name)
        failed += not well
        known = report.read(REPORT) | {name: section}
        report.write(REPORT, {one: known[one] for one in SECTIONS if one in known})
        print(f"## {name}\n\n{section}", flush=True)
    return failed


def _run(name: str) -> tuple[str, bool]:
    begun, at = time.monotonic(), clock.now()
    done = subprocess.run(
        [sys.executable, "-m", f"tests.verify.{name}"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    well = done.returncode == 0
    output = done.stdout if well else (done.stdout + done.stderr)[-_KEPT_OF_A_FAILURE:]
    title = (importlib.import_module(f"tests.verify.{name}").__doc__ or name).splitlines()[0]
    seconds = round(time.monotonic() - begun)
    return report.section(title, report.circumstances(name, at, seconds), output, well=well), well


if __name__ == "__main__":
    sys.exit(min(main(sys.argv[1:]), 1))
