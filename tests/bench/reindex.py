"""Indexing again what an earlier version stored: CPU a resource, and what it costs to find that nothing is to be done."""

from __future__ import annotations

import os
import time
from pathlib import Path

from django.db import connection

from hoaban.kernel import clock
from hoaban.record import reindexing
from tests.bench import measure, people

PATIENTS = int(os.environ.get("BENCH_PATIENTS", "2000"))
_EARLIER = "update record_resource set index_version = 1"
_MAY_BE_EARLIER = (
    "insert into record_index_version (type, version)"
    " select distinct type, 1 from record_resource on conflict do nothing"
)


def run(folder: Path, database: int) -> None:
    """Rows of an earlier version; rows that only may be; none."""
    stored = people.load(range(PATIENTS))
    with connection.cursor() as cursor:
        cursor.execute("set statement_timeout = 0")
        cursor.execute("vacuum analyze")
        print(f"record: {PATIENTS} patients, {stored} resources")
        for name, earlier in (("indexed again", True), ("looked at, and right already", False)):
            cursor.execute(_EARLIER if earlier else "select 1")
            cursor.execute(_MAY_BE_EARLIER)
            cursor.execute("vacuum analyze record_resource")
            _measure(name, stored, database)
    began = time.process_time()
    for _ in range(100):
        reindexing.begin(now=clock.now())
    print(f"nothing to do: {(time.process_time() - began) * 10:.2f} ms of CPU to know it")


def _measure(name: str, stored: int, database: int) -> None:
    began = time.perf_counter()
    with measure.watched(database) as spent:
        reindexing.begin(now=clock.now())
        reindexing.run(clock=clock.now)
    seconds = time.perf_counter() - began
    each = 1000 / stored
    print(
        f"{name}: {spent.ours * each:.3f} ms of our CPU and {spent.database * each:.3f} ms of the database's a resource,"
        f" {stored / seconds:.0f} resources/s, peak {max(spent.peaks, default=0)} MB"
    )
    assert not reindexing.unfinished()
