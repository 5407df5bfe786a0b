"""Run the conformance cases written by others: ``make conformance``.

The cases stay in their own folder (CONFORMANCE_DIR) and are not copied here. Each folder of cases needs a
runner of ours; a folder without one is named loudly, so that nobody takes silence for success.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many cases of one folder passed, and the names of those that failed."""

    passed: int
    failed: tuple[str, ...]


RUNNERS: dict[str, Callable[[Path], Outcome]] = {}
"""Folder name -> the function that runs its cases."""


def main() -> int:
    """Run every folder that has a runner; 1 when a case failed."""
    folder = Path(os.environ["CONFORMANCE_DIR"])
    passed = failed = 0
    for cases in sorted(one for one in folder.iterdir() if one.is_dir()):
        runner = RUNNERS.get(cases.name)
        if runner is None:
            print(f"*** {cases.name}: NOT RUN, no part of the product answers these cases yet ***")
            continue
        outcome = runner(cases)
        passed, failed = passed + outcome.passed, failed + len(outcome.failed)
        for name in outcome.failed:
            print(f"{cases.name}: failed: {name}")
    if passed or failed:
        print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
