"""A look is one transaction: what is read and the entry about it, and nothing is shown whose entry is not committed."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import psycopg
import pytest
from django.db import connection, transaction
from psycopg import pq

from hoaban.foundation.audit import api as audit
from hoaban.kernel import clock
from hoaban.kernel.actor import Purpose
from hoaban.record import api as record
from hoaban.record.engine import db, everything, histories, trail
from hoaban.record.shapes import Json
from hoaban.record.tests.round_trips import counting
from tests import cast

pytestmark = pytest.mark.django_db(transaction=True)

PATIENT = str(UUID(int=1))
ABSENT = str(UUID(int=9))
Look = Callable[[record.Door], object]
LOOKS: dict[str, Look] = {
    "read": lambda door: door.read("Patient", PATIENT),
    "vread": lambda door: door.vread("Patient", PATIENT, 1),
    "history": lambda door: door.history("Patient", PATIENT),
    "versions": lambda door: door.versions("Patient", PATIENT, span=histories.Span()),
    "versions of a type": lambda door: door.versions("Patient", span=histories.Span()),
    "everything": lambda door: door.everything("Patient", PATIENT, everything.Wish(), count=10),
    "read_many": lambda door: door.read_many("Patient", [PATIENT, ABSENT]),
    "of_person": lambda door: door.of_person(UUID(PATIENT), ["Patient"]),
    "search": lambda door: door.search("Patient", [("_count", "5"), ("_total", "accurate")]),
    "search with others": lambda door: door.search("Observation", [("_include", "Observation:subject")]),
}


def a_patient() -> Json:
    return {"resourceType": "Patient", "id": PATIENT, "active": True}


@pytest.fixture
def door() -> record.Door:
    """Of somebody who may do everything; one patient with an observation is there."""
    opened = record.open(cast.integration(), purpose=Purpose.TREATMENT)
    opened.update("Patient", PATIENT, a_patient())
    observed: Json = {"resourceType": "Observation", "status": "final", "code": {"text": "x"}}
    opened.create({**observed, "subject": {"reference": f"Patient/{PATIENT}"}})
    return opened


def told() -> list[audit.TrailEntry]:
    """The looks that are committed, as another connection sees them."""
    from django.db import connections

    with connections["trail"].cursor() as cursor:
        cursor.execute("select id from audit_entry where act in ('record.read', 'record.search') order by id")
        ids = [row[0] for row in cursor.fetchall()]
    found = [audit.find_entry(one) for one in ids]
    return [one for one in found if one is not None]


def transaction_of_now() -> str:
    """The server's own name of the transaction in which this is asked."""
    asked = "select virtualtransaction from pg_locks where pid = pg_backend_pid() and locktype = 'virtualxid'"
    return str(db.query(asked)[0][0])


@pytest.mark.parametrize("look", LOOKS)
def test_a_look_and_its_entry_are_one_transaction(
    door: record.Door, look: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Asked of the server at the first statement that reads, and where the entry is sent."""
    seen: list[str] = []
    query, say = db.query, db.say

    def reads(*args: object, **options: object) -> object:
        if not seen:
            seen.append("")
            seen[0] = transaction_of_now()
        return query(*args, **options)  # type: ignore[arg-type]

    def says(*args: object) -> None:
        seen.append(transaction_of_now())
        say(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(db, "query", reads)
    monkeypatch.setattr(db, "say", says)

    LOOKS[look](door)

    assert len(seen) == 2
    assert seen[0] == seen[1]
    (one,) = told()
    assert UUID(PATIENT) in one.persons


@pytest.mark.parametrize("look", LOOKS)
def test_what_cannot_be_told_is_not_shown_and_the_next_look_goes_well(
    door: record.Door, look: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The entry is refused by the database itself, when the transaction is about to end."""
    with monkeypatch.context() as broken:
        broken.setattr(trail, "_entry", lambda *_: ("select 1 / %s::int", [0]))
        with pytest.raises(psycopg.errors.DivisionByZero):
            LOOKS[look](door)
    assert told() == []

    assert LOOKS[look](door)
    assert len(told()) == 1


def test_a_server_that_dies_between_reading_and_telling_leaves_nothing_shown(
    door: record.Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    say = db.say

    def killed(*args: object) -> None:
        (victim,) = db.query("select pg_backend_pid()")[0]
        from django.db import connections

        with connections["trail"].cursor() as cursor:
            cursor.execute("select pg_terminate_backend(%s, 5000)", [victim])
        say(*args)  # type: ignore[arg-type]

    with monkeypatch.context() as dying:
        dying.setattr(db, "say", killed)
        with pytest.raises(psycopg.Error):
            door.read("Patient", PATIENT)
    connection.close()

    assert told() == []
    assert door.read("Patient", PATIENT).id == PATIENT


def test_a_refusal_leaves_the_connection_as_it_was(door: record.Door) -> None:
    stranger = record.open(cast.doctor(cast.PHONG_THO), purpose=Purpose.TREATMENT)

    for _ in range(2):
        with pytest.raises(record.Refused):
            stranger.read("Patient", PATIENT)
    link = db.connect().pgconn

    assert (link.transaction_status, link.pipeline_status) == (
        pq.TransactionStatus.IDLE,
        pq.PipelineStatus.OFF,
    )
    assert [one.outcome for one in told()] == ["refused", "refused"]
    assert door.read("Patient", PATIENT).id == PATIENT


def test_a_failing_statement_is_told_by_its_name_and_ends_the_transaction() -> None:
    with pytest.raises(psycopg.errors.DivisionByZero), db.one_transaction():
        db.query("select 1 / %s::int", [0])

    assert db.query("select 1") == [(1,)]


def test_inside_the_callers_transaction_a_look_is_part_of_that(door: record.Door) -> None:
    with transaction.atomic():
        door.read("Patient", PATIENT)
        transaction.set_rollback(True)

    assert told() == []


def test_an_entry_without_a_transaction_is_a_fault() -> None:
    with pytest.raises(db.NoTransaction):
        trail.allowed(cast.integration(), Purpose.TREATMENT, "record.read", (), {})


def test_the_server_is_ready_for_the_next_transaction_once_a_read(door: record.Door) -> None:
    """Neither a beginning nor an end is sent that would have to be waited for."""
    door.read("Patient", PATIENT)

    with counting() as counted:
        door.read("Patient", PATIENT)

        assert counted() == 1


def test_who_reaches_a_person_is_told_with_it(door: record.Door) -> None:
    del door
    record.ways_to(cast.staff("tells", ("audit.tell", cast.ALL)), UUID(PATIENT))

    (one,) = audit.list_entries(sought=audit.TrailFilter(act="record.reach"))
    assert one.at <= clock.now()
