"""The demo's generator alone: dossiers a second, and memory as the province grows. The importer runs beside it."""

from __future__ import annotations

import resource
import time
from datetime import date
from pathlib import Path

from hoaban.ops.demo import build

PLAN = build.Plan(people=50_000, years=1, seed=1, until=date(2026, 11, 22))
_MARKS = (5_000, 10_000, 25_000, 50_000)


def run(folder: Path, database: int) -> None:
    """Write the claim files of 50,000 people slice by slice, and throw them away as a build does."""
    started, people, dossiers, size = time.process_time(), 0, 0, 0
    marks = list(_MARKS)
    for number, group in build.slices(PLAN):
        files = folder / f"slice-{number:05d}"
        dossiers += build.write_slice(group, PLAN, files, with_story=number == 0)
        people += sum(map(len, group))
        for path in files.iterdir():
            size += path.stat().st_size
            path.unlink()
        files.rmdir()
        if people >= marks[0]:
            marks.pop(0)
            used = time.process_time() - started
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
            print(
                f"demo generator: {people} people, {dossiers} dossiers, {size / 1e6:.0f} MB of claim files;"
                f" {dossiers / used:.0f} dossiers/s of processor time, peak memory {peak} MB",
                flush=True,
            )
