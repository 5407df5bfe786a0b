"""``$import``: NDJSON to commit, structure, bindings, invariants, audit and fsync on; by one process and by several."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Iterator
from pathlib import Path

from hoaban.foundation.accounts import api as accounts
from hoaban.kernel import clock
from hoaban.kernel.actor import Purpose, system_actor
from hoaban.record.bulk import jobs
from hoaban.record.bulk.run import run as run_import
from hoaban.record.engine import parse_json
from hoaban.record.models import ImportJob
from tests import cast
from tests.bench import measure, people

PATIENTS = int(os.environ.get("BENCH_PATIENTS", "12000"))
"""Each with a visit and eight values: ten resources of 740 bytes."""
PROCESSES = [int(one) for one in os.environ.get("BENCH_PROCESSES", f"1,{os.cpu_count() or 1}").split(",")]
GOAL = 5000
_TYPES = ("Patient", "Encounter", "Observation")


def run(folder: Path, database: int) -> None:
    """Files sorted by patient, each time other patients; then one as another system exports it, a type after the other."""
    inbox = folder / "inbox"
    inbox.mkdir()
    actor = cast.integration()
    steward = system_actor("bench", "accounts.manage")
    accounts.register_client(
        actor=steward, name="integration", label="integration", grants=list(actor.grants), now=clock.now()
    )
    first = 0
    for processes in PROCESSES:
        name = f"by-patient-{processes}.ndjson"
        _write(inbox / name, _by_patient(range(first, first + PATIENTS)))
        _measure(f"sorted by patient, {processes} processes", name, processes, database)
        first += PATIENTS
    _write(inbox / "by-type.ndjson", _by_type(range(first, first + PATIENTS)))
    _measure(f"sorted by type, {PROCESSES[-1]} processes", "by-type.ndjson", PROCESSES[-1], database)


def _measure(what: str, name: str, processes: int, database: int) -> None:
    common = {"actor": cast.integration(), "purpose": Purpose.TREATMENT, "request": "", "now": clock.now()}
    job = jobs.start_with_files(names=[name], **common)  # type: ignore[arg-type]
    started = time.perf_counter()
    with measure.watched(database) as spent:
        run_import(job, clock=clock.now, processes=processes)
    wall = time.perf_counter() - started
    row = ImportJob.objects.get(id=job)
    assert (row.state, row.refused, row.unchanged) == ("done", 0, 0), row.failure
    rate, per = row.stored / wall, 1000 / row.stored
    print(
        f"$import {what}: {row.stored} resources in {wall:.1f} s = {rate:.0f} resources/s wall (goal {GOAL},"
        f" {'met' if rate >= GOAL else 'MISSED'}); CPU a resource: importer {spent.ours * per:.3f} ms,"
        f" database {spent.database * per:.3f} ms; peak memory of each importer process:"
        f" {', '.join(f'{peak} MB' for peak in spent.peaks)}"
    )


def _by_patient(numbers: range) -> Iterator[tuple[str, bytes]]:
    """Each resource as its type and text, as one system after the other would send it."""
    for number in numbers:
        for one in people.entries(number):
            yield one.type, parse_json.dumps(one.resource)


def _by_type(numbers: range) -> Iterator[tuple[str, bytes]]:
    """The same, type after type, the patients of each in any order."""
    found = list(_by_patient(numbers))
    random.Random(1).shuffle(found)
    return iter(sorted(found, key=lambda one: _TYPES.index(one[0])))


def _write(path: Path, resources: Iterator[tuple[str, bytes]]) -> None:
    with path.open("wb") as file:
        file.writelines(text + b"\n" for _, text in resources)
