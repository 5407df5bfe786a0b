"""The claims door: parse to commit, every check, audit and fsync on, indexes in place; from empty and on a full store."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice
from pathlib import Path

from django.db import connection

from hoaban.connect import claims as format_
from hoaban.kernel import clock
from hoaban.ops.demo import dossier, people, visits
from hoaban.shared.claims import api
from tests import cast
from tests.bench import filling, measure, sizes

UNTIL = date(2026, 11, 22)
DOSSIERS = int(os.environ.get("BENCH_DOSSIERS", "5000"))
PROCESSES = int(os.environ.get("BENCH_PROCESSES", str(os.cpu_count() or 1)))
BEYOND = int(os.environ.get("BENCH_BEYOND", "0"))
"""Measure again when so many resources are stored."""
_PER_WRITE = 60


def run(folder: Path, database: int) -> None:
    """Dossiers of the demo's generator from empty; again on a full store."""
    made = _dossiers()
    _measure("from empty", _written(made, folder / "in", DOSSIERS), database)
    sizes.show()
    if BEYOND:
        filling.fill(BEYOND)
        _measure(f"at {_count():,} resources", _written(made, folder / "more", DOSSIERS), database)


def _measure(what: str, source: Path, database: int) -> None:
    actor = cast.integration()
    batch = api.open_batch(actor=actor, source="cli", paths=[source], now=clock.now())
    before, started = _count(), time.perf_counter()
    with measure.watched(database) as spent:
        api.run_batch(batch, actor=actor, clock=clock.now, processes=PROCESSES)
    wall, made = time.perf_counter() - started, _count() - before
    per = 1000 / made
    peaks = ", ".join(f"{peak} MB" for peak in spent.peaks)
    print(
        f"claims door {what}: {DOSSIERS} dossiers, {PROCESSES} processes, {made} resources in {wall:.1f} s"
        f" = {made / wall:.0f} resources/s wall;"
        f" CPU a resource: importer {spent.ours * per:.2f} ms, database {spent.database * per:.2f} ms;"
        f" peak memory of each importer process: {peaks}"
    )


def _count() -> int:
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from record_resource")
        return int((cursor.fetchone() or (0,))[0])


def _written(made: Iterator[tuple[str, format_.Outgoing]], source: Path, count: int) -> Path:
    """The next ``count`` dossiers as claim files, one for each facility and some dozens of visits."""
    source.mkdir()
    some, number = islice(made, count), 0
    while group := list(islice(some, _PER_WRITE)):
        by_facility: dict[str, list[format_.Outgoing]] = {}
        for facility, one in group:
            by_facility.setdefault(facility, []).append(one)
        for facility, held in by_facility.items():
            (source / f"{number:05d}.xml").write_bytes(format_.write_envelope(held, facility_code=facility))
            number += 1
    return source


def _dossiers() -> Iterator[tuple[str, format_.Outgoing]]:
    for household in people.households(count=50_000, seed=5, until=UNTIL, years=1):
        found = visits.visits(household, seed=5, first=UNTIL - timedelta(days=365), last=UNTIL)
        for ordinal, visit in enumerate(found):
            yield visit.facility, dossier.dossier(visit, seed=5, ordinal=ordinal)
