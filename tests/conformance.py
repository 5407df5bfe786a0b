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

from tests import fhirpath_cases


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many cases of one folder passed, those that failed, and those not passed for a known reason."""

    passed: int
    failed: tuple[str, ...]
    known: tuple[str, ...] = ()

    @property
    def total(self) -> int:
        return self.passed + len(self.failed) + len(self.known)


def fhirpath(folder: Path) -> Outcome:
    """The FHIRPath suite. A case that is listed as not passed but passes is a failure too: the list must stay true."""
    reasons = fhirpath_cases.expected_failures()
    passed, failed, known = 0, [], []
    for case in fhirpath_cases.cases(folder):
        fault = fhirpath_cases.fault(case, folder)
        if case.name in reasons and fault:
            known.append(f"{case.name}: {reasons[case.name]}")
        elif case.name in reasons:
            failed.append(f"{case.name}: passes, though it is listed as not passed")
        elif fault:
            failed.append(f"{case.name}: {fault}")
        else:
            passed += 1
    return Outcome(passed, tuple(failed), tuple(known))


RUNNERS: dict[str, Callable[[Path], Outcome]] = {"fhirpath-r4": fhirpath}
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
        for name in outcome.known:
            print(f"{cases.name}: skipped: {name}")
        print(f"{cases.name}: {outcome.passed} of {outcome.total} passed, {len(outcome.known)} skipped")
    if passed or failed:
        print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
