"""Benches at the sizes that their targets are told for: the access rule, candidates for one person, pairs of the register."""

from __future__ import annotations

import os
import subprocess
import sys

_SIZES = {
    "access": {"BENCH_PATIENTS": "100000", "BENCH_STAFF": "5000"},
    "candidates": {"BENCH_PEOPLE": "2000000"},
    "labelled": {"BENCH_PEOPLE": "834000"},
}
"""A fifth of the labelled people is told twice, so that a million descriptions are compared."""


def main() -> int:
    """Run the benches; their output is ours."""
    done = [
        subprocess.run([sys.executable, "-m", "tests.bench", name], env=os.environ | sizes, check=False)
        for name, sizes in _SIZES.items()
    ]
    return max(one.returncode for one in done)


if __name__ == "__main__":
    sys.exit(main())
