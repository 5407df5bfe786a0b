"""``$import``: NDJSON in the background, through the same door."""

from __future__ import annotations

import json
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings as live_settings

from hoaban.foundation.audit import api as audit
from hoaban.kernel import clock
from hoaban.kernel.actor import Purpose, Scope
from hoaban.record.bulk import jobs, lines, taking
from hoaban.record.bulk import run as running
from hoaban.record.models import ImportJob, ImportPart
from hoaban.record.tests.fhir_client import Answer, Call, a_patient, client
from tests import cast

pytestmark = pytest.mark.django_db

NDJSON = {"content_type": "application/fhir+ndjson"}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> Path:
    settings.VAR = tmp_path
    (tmp_path / "inbox").mkdir()
    assert tmp_path == live_settings.VAR
    return tmp_path


def ndjson(*resources: Any) -> bytes:
    return b"".join(
        each if isinstance(each, bytes) else json.dumps(each).encode() + b"\n" for each in resources
    )


def job_of(started: Answer) -> UUID:
    return UUID(started.headers["Content-Location"].rpartition("/")[2])


def finish(call: Call, started: Answer) -> Any:
    """Let the background do its work, then ask what became of it."""
    running.run(job_of(started), clock=clock.now)
    return call("GET", f"/$import/{job_of(started)}").json


def wanted(*names: str) -> dict[str, Any]:
    inputs = [{"name": "input", "part": [{"name": "url", "valueUrl": name}]} for name in names]
    kind = {"name": "inputFormat", "valueCode": "application/fhir+ndjson"}
    return {"resourceType": "Parameters", "parameter": [kind, *inputs]}


def test_lines_that_are_sent_are_stored_and_their_asker_is_told_how_far_it_is(call: Call) -> None:
    body = ndjson(a_patient(id="p1"), b"\n", a_patient(id="p2"), a_patient())

    started = call("POST", "/$import", body, **NDJSON)
    before = call("GET", f"/$import/{job_of(started)}")
    told = finish(call, started)

    assert (started.status, before.status) == (202, 202)
    assert told["output"] == [{"stored": 3, "unchanged": 0}]
    assert told["error"] == []
    assert len(call("GET", "/Patient").json["entry"]) == 3


def test_lines_that_cannot_stand_are_told_and_hinder_no_other(call: Call) -> None:
    body = ndjson(
        a_patient(id="p1"), b"{no json}\n", a_patient(id="p2", gender="nam"), {"resourceType": "Nonsense"},
        a_patient(id="p3", contact=[{"gender": "male"}]), b'{"resourceType":5}\n', a_patient(id="p1", active=True),
        b"[]\n", a_patient(id="p4"),
    )  # fmt: skip

    started = call("POST", "/$import", body, **NDJSON)
    told = finish(call, started)
    errors = call("GET", f"/$import/{job_of(started)}/errors")

    assert told["error"][0]["count"] == 6
    said = [json.loads(line) for line in errors.body.splitlines()]
    assert errors.headers["Content-Type"] == "application/fhir+ndjson"
    assert [each["issue"][0]["diagnostics"].split(": ")[0] for each in said] == [
        f"body:{number}" for number in (2, 3, 4, 5, 6, 8)
    ]
    found = {each["resource"]["id"]: each["resource"] for each in call("GET", "/Patient").json["entry"]}
    assert found.keys() == {"p1", "p4"}
    assert (found["p1"]["active"], found["p1"]["meta"]["versionId"]) == (True, "2")


def test_files_out_of_the_inbox_are_read_one_after_the_other(call: Call, folder: Path) -> None:
    (folder / "inbox" / "a.ndjson").write_bytes(ndjson(a_patient(id="p1")))
    (folder / "inbox" / "b.ndjson").write_bytes(ndjson(a_patient(id="p2"), a_patient(id="p1")).rstrip())

    told = finish(call, call("POST", "/$import", wanted("a.ndjson", "b.ndjson")))

    assert told["output"] == [{"stored": 2, "unchanged": 1}]


@pytest.mark.parametrize("name", ["../secrets/key", "none.ndjson", "/etc/passwd", ".", "", "linked"])
def test_nothing_outside_the_inbox_can_be_named(call: Call, folder: Path, name: str) -> None:
    (folder / "secret").write_text("x")
    (folder / "inbox" / "linked").symlink_to(folder / "secret")

    assert call("POST", "/$import", wanted(name)).status == 400
    assert not ImportJob.objects.exists()


@pytest.mark.parametrize("body", [{"resourceType": "Parameters"}, a_patient(), wanted()])
def test_what_names_no_files_is_refused(call: Call, body: Any) -> None:
    assert call("POST", "/$import", body).status == 400


def test_only_who_may_write_everything_may_import(call: Call) -> None:
    station = client(cast.staff("tram", ("record.write:TREAT", Scope("commune", cast.DAO_SAN))), "station")

    assert station("POST", "/$import", ndjson(a_patient()), **NDJSON).status == 403


def test_an_import_is_its_askers_own_affair(call: Call) -> None:
    started = call("POST", "/$import", ndjson(a_patient()), **NDJSON)
    other = client(cast.integration(), "other")

    for method, path in (("GET", ""), ("GET", "/errors"), ("DELETE", "")):
        assert other(method, f"/$import/{job_of(started)}{path}").status == 404
    assert call("GET", "/$import/none").status == 404


def test_an_import_that_is_ended_goes_no_further(call: Call) -> None:
    started = call("POST", "/$import", ndjson(a_patient()), **NDJSON)

    call("DELETE", f"/$import/{job_of(started)}")

    assert finish(call, started)["state"] == "cancelled"
    assert "entry" not in call("GET", "/Patient").json
    assert not jobs.folder_of(job_of(started)).exists()


@pytest.mark.parametrize("moment", range(1, 10))
def test_killed_at_any_moment_it_goes_on_and_counts_nothing_twice(
    call: Call, monkeypatch: pytest.MonkeyPatch, moment: int
) -> None:
    monkeypatch.setattr(lines, "_MOST", 2)
    bad = a_patient(gender="nam")
    started = call("POST", "/$import", ndjson(a_patient(), bad, a_patient(), bad, a_patient()), **NDJSON)
    steps = count(1)

    def dying(work: Any) -> Any:
        def step(*args: Any, **named: Any) -> Any:
            done = work(*args, **named)
            if next(steps) == moment:
                raise KeyboardInterrupt
            return done

        return step

    for place, name in ((taking, "_store"), (taking, "take"), (running, "_keep")):
        monkeypatch.setattr(place, name, dying(getattr(place, name)))
    with pytest.raises(KeyboardInterrupt):
        running.run(job_of(started), clock=clock.now)
    told = finish(call, started)

    assert told["output"] == [{"stored": 3, "unchanged": 0}]
    assert len(call("GET", "/Patient").json["entry"]) == 3
    errors = call("GET", f"/$import/{job_of(started)}/errors").body.splitlines()
    assert [json.loads(each)["issue"][0]["diagnostics"].split(": ")[0] for each in errors] == [
        "body:2", "body:4",
    ]  # fmt: skip
    assert not ImportPart.objects.exists()


def test_what_others_did_beyond_a_gap_is_not_done_again(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    started = call("POST", "/$import", ndjson(*[a_patient() for _ in range(4)]), **NDJSON)
    ahead = {"stored": 1, "unchanged": 1, "errors": [[4, "{}"]]}
    ImportPart.objects.create(job_id=job_of(started), file=0, lines=[2, 3, 4], **ahead)

    told = finish(call, started)

    assert told["output"] == [{"stored": 2, "unchanged": 1}]
    assert told["error"][0]["count"] == 1
    assert len(call("GET", "/Patient").json["entry"]) == 1


def test_an_asker_who_is_no_longer_known_ends_the_import(folder: Path) -> None:
    common = {"purpose": Purpose.TREATMENT, "request": "", "now": clock.now()}
    job = jobs.start_with_body(actor=cast.integration(), body=ndjson(a_patient()), **common)  # type: ignore[arg-type]

    running.run(job, clock=clock.now)

    row = ImportJob.objects.get()
    assert (row.state, row.failure, row.stored) == ("failed", "UnknownAccount", 0)


def test_a_file_that_is_gone_ends_the_import(call: Call, folder: Path) -> None:
    (folder / "inbox" / "a.ndjson").write_bytes(ndjson(a_patient()))
    started = call("POST", "/$import", wanted("a.ndjson"))
    (folder / "inbox" / "a.ndjson").unlink()

    assert finish(call, started)["failure"] == "FileNotFoundError"


def test_an_import_that_stands_still_is_taken_up_again(call: Call) -> None:
    started = call("POST", "/$import", ndjson(a_patient()), **NDJSON)
    later = clock.now() + 2 * jobs._STILL

    assert jobs.enqueue_left_behind(now=clock.now()) == 0
    assert jobs.enqueue_left_behind(now=later) == 1
    running.run(job_of(started), clock=clock.now)
    assert jobs.enqueue_left_behind(now=later) == 0


def test_the_trail_names_the_import(call: Call) -> None:
    started = call("POST", "/$import", ndjson(*[a_patient() for _ in range(30)]), **NDJSON)
    finish(call, started)

    (entered,) = [each for each in audit.list_entries(limit=10) if each.act == "record.write"]
    assert entered.request_id == str(job_of(started))
    assert entered.detail["count"] == 30


def test_a_line_without_end_is_told_and_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "LONGEST", 10)
    (tmp_path / "x").write_bytes(b"a\n" + b"b" * 35 + b"\n\nc")

    stretch = lines.read(tmp_path / "x", 0, 0)

    assert stretch.lines == ((1, b"a"), (2, None), (4, b"c"))
    assert (stretch.end, stretch.finished) == (40, True)
