"""Random searches and histories as random roles find what a plain filter over everything finds.

Half of the pairs go to each of two processes, each with a database of its own: it writes village after village, asks
many questions of each, and rolls it back. Ends early, and says so, when the time is up.
"""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import time

from tests.verify.standing import database

PAIRS = int(os.environ.get("HOABAN_PAIRS", "100000"))
SECONDS = int(os.environ.get("HOABAN_PAIRS_SECONDS", "1200"))
"""No process begins another village after this long."""
PROCESSES = 2
A_VILLAGE = 2500
"""Pairs asked of one village."""
_SHOWN = 20


def main() -> int:
    """1 when there is a mismatch, or time for fewer pairs than were wanted."""
    seed = int(os.environ.get("HOABAN_PAIRS_SEED", secrets.randbits(31)))
    began, share = time.monotonic(), PAIRS // PROCESSES
    command = [sys.executable, "-m", "tests.verify.differential", str(share)]
    working = [
        subprocess.Popen([*command, str(seed + number)], stdout=subprocess.PIPE, text=True)
        for number in range(PROCESSES)
    ]
    told = [process.communicate()[0].splitlines() for process in working]
    seconds = time.monotonic() - began
    if any(process.returncode for process in working):
        return 1
    pairs = sum(int(lines[0]) for lines in told)
    mismatches = [line for lines in told for line in lines[1:]]
    print(*mismatches[:_SHOWN], sep="\n", end="\n" if mismatches else "")
    print(f"{pairs} pairs of {PAIRS}, seed {seed}, {seconds:.0f} s: {len(mismatches)} mismatches")
    return 1 if mismatches or pairs < share * PROCESSES else 0


def work(pairs: int, seed: int) -> None:
    """Ask one process's share; prints how many pairs there were, then the mismatches."""
    done, found, until = 0, list[str](), time.monotonic() + SECONDS
    with database():
        from django.db import transaction

        from hoaban.record.tests.differential import comparing

        while done < pairs and time.monotonic() < until:
            asked = min(A_VILLAGE, pairs - done)
            with transaction.atomic():
                found += [f"seed {seed}: {said}" for said in comparing.run(asked, seed=seed)]
                transaction.set_rollback(True)
            done, seed = done + asked, seed + PROCESSES
    print(done, *found, sep="\n")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        work(int(sys.argv[1]), int(sys.argv[2]))
    else:
        sys.exit(main())
