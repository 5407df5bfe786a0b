"""An import by several processes, killed -9 again and again: as if nobody had touched it."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from hoaban.kernel import clock
from hoaban.kernel.actor import Purpose
from hoaban.record.bulk import jobs
from hoaban.record.models import ImportJob
from hoaban.record.tests.fhir_client import a_patient, client
from tests import cast

pytestmark = pytest.mark.usefixtures("database_of_the_test")

_RUN = """
import sys, uuid, django
django.setup()
from hoaban.kernel import clock
from hoaban.record.bulk import lines, parts, run
lines._MOST, parts.TOGETHER = 60, 15
run.run(uuid.UUID(sys.argv[1]), clock=clock.now, processes=2)
"""
PATIENTS = 150
KILLS = 2


def texts() -> list[bytes]:
    """Patients, what was seen of them, corrections and repetitions of both, and lines that cannot stand."""
    patients = [a_patient(id=f"p{number}") for number in range(PATIENTS)]
    seen = [
        {
            "resourceType": "Observation", "id": f"o{number}", "status": "final", "code": {"text": "x"},
            "subject": {"reference": f"Patient/p{number % PATIENTS}"},
        }
        for number in range(3 * PATIENTS)
    ]  # fmt: skip
    random.Random(5).shuffle(seen)  # noqa: S311
    corrected = [{**each, "active": True} for each in patients[:30]]
    wrong = [a_patient(id=f"p{number}", gender="nam") for number in range(20)]
    found = [*patients, *seen[:200], *wrong, *corrected, *seen[200:], *seen[:50], *wrong]
    return [json.dumps(each).encode() for each in found]


@pytest.fixture
def job(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> UUID:
    settings.VAR = tmp_path
    monkeypatch.setenv("HOABAN_VAR", str(tmp_path))
    client(cast.integration())
    common = {"purpose": Purpose.TREATMENT, "request": "", "now": clock.now()}
    actor = cast.integration()
    return jobs.start_with_body(actor=actor, body=b"\n".join(texts()), **common)  # type: ignore[arg-type]


def start(job: UUID) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", _RUN, str(job)])


def stored() -> int:
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from record_resource")
        return int((cursor.fetchone() or (0,))[0])


def test_killed_again_and_again_it_stores_and_counts_everything_once(job: UUID) -> None:
    for _ in range(KILLS):
        before, process = stored(), start(job)
        until = time.monotonic() + 60
        while stored() == before and process.poll() is None and time.monotonic() < until:
            time.sleep(0.02)
        process.kill()
        assert process.wait() == -9, "it was not killed in its midst"
    assert start(job).wait(timeout=120) == 0

    row = ImportJob.objects.get(id=job)
    assert (row.state, row.stored, row.unchanged, row.refused) == ("done", 4 * PATIENTS + 30, 50, 40)
    assert not row.parts.exists()
    told = [json.loads(line) for line in jobs.errors_of(job).read_bytes().splitlines()]
    wrong = [number for number, text in enumerate(texts(), start=1) if b'"nam"' in text]
    assert [each["issue"][0]["diagnostics"].split(": ")[0] for each in told] == [f"body:{n}" for n in wrong]
    assert stored() == 4 * PATIENTS
    with connection.cursor() as cursor:
        cursor.execute("select version, count(*) from record_resource group by 1 order by 1")
        assert cursor.fetchall() == [(1, 4 * PATIENTS - 30), (2, 30)]
