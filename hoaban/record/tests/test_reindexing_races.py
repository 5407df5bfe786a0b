"""Indexing again while others write: nobody waits long, nobody deadlocks, every row ends right."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest
from django.db import connection, connections, transaction

from hoaban.kernel import clock
from hoaban.kernel.actor import Purpose
from hoaban.record import api as record
from hoaban.record import reindexing
from hoaban.record.engine import bodies, index_versions, links, parse_json, structure
from hoaban.record.engine import reindexing as portions
from hoaban.record.engine.search import index
from hoaban.record.engine.search.stretches import key_of
from hoaban.record.models import IndexVersion, Resource
from hoaban.record.tests import index_states
from hoaban.record.tests.fhir_client import Call, a_patient
from tests import cast

pytestmark = pytest.mark.django_db(transaction=True)

WRITERS, ROUNDS, PEOPLE = 3, 12, 30


@pytest.fixture(autouse=True)
def _nothing_believed() -> Iterator[None]:
    index_versions._noted.clear()
    index_versions.look_again()
    yield
    index_versions._noted.clear()


@pytest.fixture
def other() -> Iterator[psycopg.Connection[Any]]:
    """Somebody else's connection."""
    with psycopg.connect(**connection.get_connection_params() | {"cursor_factory": psycopg.Cursor}) as made:
        yield made
        made.rollback()


def wrong() -> list[str]:
    """Rows whose index is not that of their body, by the tables themselves."""
    strings: dict[int, list[Any]] = defaultdict(list)
    for _, number, folded, exact, rid in index_states.derived()["record_string"]:
        strings[rid].append((number, folded, exact))
    found = []
    for row in Resource.objects.all():
        kind = structure.type_name(row.type)
        head = bodies.Head(kind, row.given_id or str(row.uid), row.version, row.updated_at)
        body = bodies.unpack(bytes(row.body), row.dictionary, head)
        fresh = index.extract(parse_json.loads(body)) if body else None
        by = links.of(fresh, row.patient, row.dossier)
        right = (
            row.index_version == index.VERSION
            and sorted(row.keys) == (sorted([*fresh.keys, *key_of(row.type, row.rid)]) if fresh else [])
            and row.main_lo == (fresh.main_lo if fresh else None)
            and (row.patient_by, row.dossier_by) == (by.patient_by, by.dossier_by)
            and sorted(strings[row.rid]) == sorted(fresh.strings if fresh else ())
        )
        if not right:
            found.append(f"{row.type}/{row.uid}")
    return found


def test_every_row_ends_right_while_many_write(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(PEOPLE):
        call("PUT", f"/Patient/p{number}", a_patient(id=f"p{number}"))
    index_states.age()
    assert len(wrong()) == PEOPLE
    monkeypatch.setattr(portions, "_MOST", 4)
    start = threading.Barrier(WRITERS + 2)
    statuses: list[int] = []

    def write(writer: int) -> None:
        start.wait(timeout=30)
        for turn in range(ROUNDS):
            name = f"p{(writer * 7 + turn * 3) % PEOPLE}"
            changed = a_patient(id=name, name=[{"text": f"Lò Văn {writer} {turn}"}])
            answer = (
                call("DELETE", f"/Patient/{name}")
                if turn % 5 == 4
                else call("PUT", f"/Patient/{name}", changed)
            )
            statuses.append(answer.status)
            call("POST", "/Patient", a_patient(birthDate=f"20{turn:02d}"))

    def reindex(_runner: int) -> None:
        start.wait(timeout=30)
        reindexing.begin(now=clock.now())
        reindexing.run(clock=clock.now)

    def alone(work: Any, number: int) -> None:
        try:
            work(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(WRITERS + 2) as pool:
        writers = [pool.submit(alone, write, number) for number in range(WRITERS)]
        runners = [pool.submit(alone, reindex, number) for number in range(2)]
        for one in (*writers, *runners):
            one.result(timeout=60)

    assert len(statuses) == WRITERS * ROUNDS
    assert set(statuses) <= {200, 201, 204}
    assert reindexing.unfinished() == []
    assert wrong() == []


def test_a_row_that_somebody_holds_is_not_waited_for_and_not_forgotten(
    call: Call, other: psycopg.Connection[Any]
) -> None:
    for number in range(5):
        call("PUT", f"/Patient/p{number}", a_patient(id=f"p{number}"))
    index_states.age()
    held = Resource.objects.order_by("rid")[2]
    other.execute("select 1 from record_resource where rid = %s for update", [held.rid])
    reindexing.begin(now=clock.now())

    looks = iter([False, False, True])
    reindexing.run(clock=clock.now, until=lambda: next(looks))

    behind = Resource.objects.exclude(index_version=index.VERSION)
    assert list(behind.values_list("rid", flat=True)) == [held.rid]
    (halfway,) = reindexing.unfinished()
    assert (halfway.seen, halfway.indexed) == (2, 4)
    other.rollback()
    reindexing.run(clock=clock.now)
    assert reindexing.unfinished() == []
    assert wrong() == []


def test_a_writer_waits_for_no_longer_than_a_portion_and_overwrites_it(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    call("PUT", "/Patient/p1", a_patient(id="p1"))
    index_states.age()
    redo, taken, go_on = portions.redo, threading.Event(), threading.Event()

    def slowly(*args: Any, **how: Any) -> portions.Done:
        done = redo(*args, **how)
        taken.set()
        assert go_on.wait(10)
        return done

    monkeypatch.setattr(portions, "redo", slowly)

    def reindex() -> None:
        try:
            reindexing.begin(now=clock.now())
            reindexing.run(clock=clock.now)
        finally:
            connections.close_all()

    def write() -> int:
        try:
            return call("PUT", "/Patient/p1", a_patient(id="p1", name=[{"text": "Giàng A Páo"}])).status
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        running = pool.submit(reindex)
        assert taken.wait(10)
        writing = pool.submit(write)
        assert not writing.done()
        go_on.set()
        running.result(timeout=30)
        assert writing.result(timeout=30) == 200

    assert wrong() == []
    assert call("GET", "/Patient?name=pao").json["entry"]


def test_a_version_is_noted_again_when_its_first_write_did_not_last(call: Call) -> None:
    door = record.open(cast.integration(), purpose=Purpose.TREATMENT)
    with transaction.atomic():
        door.create(a_patient())
        transaction.set_rollback(True)

    assert not IndexVersion.objects.exists()
    for _ in range(2):
        door.create(a_patient())

    assert list(IndexVersion.objects.values_list("version", flat=True)) == [index.VERSION]
    assert structure.type_number("Patient") in index_versions._noted
