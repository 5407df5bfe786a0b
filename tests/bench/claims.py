"""The claims door: parse to commit, all checks and fsync on, indexes in place."""

from __future__ import annotations

import resource
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

DOSSIERS = 5000
UNTIL = date(2026, 11, 22)


def run(folder: Path, database: int) -> None:
    """5,000 dossiers of the demo's generator, one importer process."""
    source = folder / "in"
    source.mkdir()
    made = islice(_dossiers(), DOSSIERS)
    number = 0
    while group := list(islice(made, 60)):
        by_facility: dict[str, list[format_.Outgoing]] = {}
        for facility, one in group:
            by_facility.setdefault(facility, []).append(one)
        for facility, some in by_facility.items():
            (source / f"{number:05d}.xml").write_bytes(format_.write_envelope(some, facility_code=facility))
            number += 1
    actor = cast.integration()
    batch = api.open_batch(actor=actor, source="cli", paths=[source], now=clock.now())
    wall, cpu = time.perf_counter(), time.process_time()
    api.run_batch(batch, actor=actor, clock=clock.now)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    with connection.cursor() as cursor:
        cursor.execute("analyze")
        cursor.execute("select count(*), count(distinct dossier) from record_resource")
        resources, dossiers = cursor.fetchone() or (0, 0)
        cursor.execute(
            "select sum(pg_total_relation_size(oid)) from pg_class where relkind = 'r' and relname like 'record_%%'"
        )
        size = (cursor.fetchone() or (0,))[0]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        f"claims door: {dossiers} dossiers, {resources} resources in {wall:.1f} s = {resources / wall:.0f} resources/s wall;"
        f" importer {cpu / resources * 1000:.2f} ms CPU a resource, peak {peak} MB; record {int(size) // resources} B a resource"
    )


def _dossiers() -> Iterator[tuple[str, format_.Outgoing]]:
    for household in people.households(count=50_000, seed=5, until=UNTIL, years=1):
        found = visits.visits(household, seed=5, first=UNTIL - timedelta(days=365), last=UNTIL)
        for ordinal, visit in enumerate(found):
            yield visit.facility, dossier.dossier(visit, seed=5, ordinal=ordinal)
