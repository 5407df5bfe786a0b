"""Points, sessions, bookings and queues with the database: who may, what the constraints refuse, what a double click does."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from hoaban.foundation.audit import api as audit
from hoaban.foundation.places import api as places
from hoaban.kernel.actor import Actor, ActorKind, Grant, Scope, system_actor
from hoaban.kernel.effective import Period
from hoaban.kernel.errors import NotAllowed
from hoaban.shared.scheduling import api as scheduling
from hoaban.shared.scheduling import models

pytestmark = pytest.mark.django_db

HOSPITAL, OTHER = "12981", "12982"
NOW = datetime(2026, 11, 30, 0, 30, tzinfo=UTC)
DAY = date(2026, 11, 30)
ONE, TWO, THREE = (UUID(int=n, version=4) for n in (1, 2, 3))
DOCTOR = "090001/LCH-GPHN"


def worker(facility: str = HOSPITAL, *acts: str) -> Actor:
    held = acts or (scheduling.MANAGE, scheduling.BOOK, scheduling.QUEUE)
    grants = frozenset(Grant(act, Scope("facility", facility)) for act in held)
    return Actor(f"account:{facility}", ActorKind.PERSON, "Tiếp đón", grants)


DESK = worker()


@pytest.fixture(autouse=True)
def _places() -> None:
    registrar = system_actor("register-test", "system.manage")
    for code in (HOSPITAL, OTHER):
        one = places.Facility(code, f"Cơ sở {code}", "hospital", Period(date(2020, 1, 1)))
        places.register_facility(actor=registrar, facility=one, now=NOW)


def point(code: str = "PK1", **facts: Any) -> int:
    told = {
        "kind": scheduling.PointKind.CONSULTING,
        "department": "K01",
        "in_a_row": 2,
        "period": Period(date(2026, 1, 1)),
    }
    one = scheduling.Point(0, HOSPITAL, code, vi="Phòng khám 1", en="", **(told | facts))  # type: ignore[arg-type]
    return scheduling.open_point(actor=DESK, point=one, now=NOW)


def session(where: int, begins: int = 60, practitioner: str = DOCTOR, **facts: Any) -> UUID:
    """``begins``: minutes from now; two hours in slots of ten minutes, four of them to book."""
    start = NOW + timedelta(minutes=begins)
    whole = scheduling.Session(
        UUID(int=0), scheduling.get_point(actor=DESK, point=where), practitioner, start, start + timedelta(hours=2),
        facts.get("slot_minutes", 10), facts.get("for_booking", 4),
    )  # fmt: skip
    return scheduling.open_session(actor=DESK, point=where, session=whole, now=NOW)


def take(where: int, person: UUID | None = None, minutes: int = 0, **facts: Any) -> scheduling.Ticket:
    return scheduling.take_ticket(
        actor=DESK, point=where, person=person, visit=person, now=NOW + timedelta(minutes=minutes), **facts
    )


@pytest.mark.django_db(transaction=True)
def test_nobody_works_the_queue_of_another_facility_and_the_trail_says_who_tried() -> None:
    where = point()
    stranger = worker(OTHER)

    with pytest.raises(NotAllowed):
        scheduling.take_ticket(actor=stranger, point=where, now=NOW)
    with pytest.raises(NotAllowed):
        scheduling.call_next(actor=stranger, point=where, now=NOW)
    with pytest.raises(scheduling.NoSuchPoint):
        scheduling.see_queue(actor=stranger, point=where, now=NOW)
    assert scheduling.list_points(actor=stranger, facility_code=HOSPITAL, on=DAY) == []
    refused = audit.list_entries(sought=audit.TrailFilter(actor_id=stranger.id), limit=5)
    assert {(one.act, one.outcome) for one in refused} == {
        ("scheduling.take-ticket", "refused"),
        ("scheduling.call", "refused"),
    }


def test_a_room_and_a_practitioner_are_in_one_session_at_a_time() -> None:
    first, second = point("PK1"), point("PK2")
    session(first)

    with pytest.raises(scheduling.Taken):
        session(first, begins=90, practitioner="090002/LCH-GPHN")
    with pytest.raises(scheduling.Taken):
        session(second, begins=150)
    session(second, begins=180)
    assert len(scheduling.list_sessions(actor=DESK, facility_code=HOSPITAL, first=DAY)) == 2


def test_a_session_that_was_closed_makes_room_and_says_whom_to_tell() -> None:
    where = point()
    off = session(where)
    held = scheduling.book(actor=DESK, session=off, slot=3, person=ONE, now=NOW)

    assert scheduling.close_session(actor=DESK, session=off, now=NOW) == [held]
    assert scheduling.bookings_of(person=ONE, now=NOW) == []
    session(where)
    with pytest.raises(scheduling.Taken):
        scheduling.close_session(actor=DESK, session=off, now=NOW)
    with pytest.raises(scheduling.NotPossible):
        scheduling.book(actor=DESK, session=off, slot=3, person=ONE, now=NOW)


def test_a_slot_is_one_persons_and_a_person_has_one_slot_of_a_session() -> None:
    held = session(point())
    booked = scheduling.book(actor=DESK, session=held, slot=3, person=ONE, now=NOW)

    assert scheduling.book(actor=DESK, session=held, slot=3, person=ONE, now=NOW) == booked
    with pytest.raises(scheduling.Taken):
        scheduling.book(actor=DESK, session=held, slot=3, person=TWO, now=NOW)
    with pytest.raises(scheduling.Taken):
        scheduling.book(actor=DESK, session=held, slot=6, person=ONE, now=NOW)
    for slot in (-1, 12):
        with pytest.raises(scheduling.NotPossible):
            scheduling.book(actor=DESK, session=held, slot=slot, person=TWO, now=NOW)
    [(_, free)] = scheduling.free_slots(facility_code=HOSPITAL, first=DAY, days=1, now=NOW)
    assert free == [0, 6, 9]
    scheduling.cancel(actor=DESK, booking=booked, now=NOW)
    scheduling.cancel(actor=DESK, booking=booked, now=NOW)
    assert scheduling.book(actor=DESK, session=held, slot=3, person=TWO, now=NOW) != booked


@pytest.mark.django_db(transaction=True)
def test_ten_who_want_one_slot_at_once_get_it_once() -> None:
    held = session(point())
    got: list[object] = []
    ready = threading.Barrier(10)

    def want(person: UUID) -> None:
        ready.wait()
        try:
            got.append(scheduling.book(actor=DESK, session=held, slot=0, person=person, now=NOW))
        except scheduling.Taken as refused:
            got.append(refused)
        finally:
            connection.close()

    threads = [threading.Thread(target=want, args=(UUID(int=n, version=4),)) for n in range(10)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    assert sum(isinstance(one, UUID) for one in got) == 1
    assert models.Booking.objects.count() == 1
    assert len(got) == 10


def test_numbers_begin_anew_each_day_and_a_double_click_takes_one() -> None:
    where = point()

    assert [take(where, ONE).number, take(where, ONE).number, take(where, TWO).number] == [1, 1, 2]
    tomorrow = scheduling.take_ticket(actor=DESK, point=where, visit=THREE, now=NOW + timedelta(days=1))
    assert tomorrow.number == 1


def test_the_next_is_called_once_however_often_one_presses() -> None:
    where = point()
    take(where, ONE)
    take(where, TWO, 1)
    called = scheduling.call_next(actor=DESK, point=where, desk="1", now=NOW)
    again = scheduling.call_next(actor=DESK, point=where, desk="1", now=NOW)
    other = scheduling.call_next(actor=DESK, point=where, desk="2", now=NOW)

    assert called is not None
    assert again is not None
    assert other is not None
    assert (called.number, again.number, other.number) == (1, 1, 2)
    assert scheduling.call_next(actor=DESK, point=where, desk="3", now=NOW) is None
    scheduling.start(actor=DESK, ticket=called.id, now=NOW)
    assert scheduling.call_next(actor=DESK, point=where, desk="1", now=NOW) is None


def test_who_is_called_and_not_there_is_put_aside_and_comes_back_behind_the_others() -> None:
    where = point()
    first, second = take(where, ONE), take(where, TWO, 1)
    scheduling.call(actor=DESK, ticket=first.id, now=NOW)
    scheduling.skip(actor=DESK, ticket=first.id, now=NOW)
    third = take(where, THREE, 2)
    scheduling.bring_back(actor=DESK, ticket=first.id, now=NOW + timedelta(minutes=5))

    queue = scheduling.see_queue(actor=DESK, point=where, now=NOW + timedelta(minutes=6))
    assert [one.number for one, _ in queue.waiting] == [second.number, third.number, first.number]
    assert [minutes for _, minutes in queue.waiting] == [0, 10, 20]


def test_a_turn_is_measured_from_the_ticket_to_its_end() -> None:
    where = point()
    ticket = take(where, ONE)
    scheduling.call_next(actor=DESK, point=where, now=NOW + timedelta(minutes=12))
    scheduling.start(actor=DESK, ticket=ticket.id, now=NOW + timedelta(minutes=13))
    scheduling.end(actor=DESK, ticket=ticket.id, now=NOW + timedelta(minutes=20))
    scheduling.end(actor=DESK, ticket=ticket.id, now=NOW + timedelta(minutes=21))

    found = scheduling.measure_waits(actor=DESK, point=where, first=DAY, last=DAY)
    assert (found.median_wait, found.median_service, found.done) == (12.0, 7.0, 1)
    with pytest.raises(scheduling.Taken):
        scheduling.call(actor=DESK, ticket=ticket.id, now=NOW)
    entries = audit.list_entries(sought=audit.TrailFilter(persons=(ONE,)), limit=10)
    assert [one.act for one in entries] == [
        "scheduling.end", "scheduling.start", "scheduling.call", "scheduling.take-ticket",
    ]  # fmt: skip


def test_who_comes_for_a_booking_waits_by_the_time_that_was_given() -> None:
    where = point()
    booked = scheduling.book(actor=DESK, session=session(where), slot=0, person=ONE, now=NOW)
    early = take(where, ONE, booking=booked)
    walk_in = take(where, TWO, 1)

    assert early.since == NOW + timedelta(minutes=60)
    queue = scheduling.see_queue(actor=DESK, point=where, now=NOW)
    assert [one.number for one, _ in queue.waiting] == [walk_in.number, early.number]
    assert [one.state for one in scheduling.bookings_of(person=ONE, now=NOW)] == ["arrived"]
    with pytest.raises(scheduling.Taken):
        scheduling.cancel(actor=DESK, booking=booked, now=NOW)
    with pytest.raises(scheduling.NoSuchBooking):
        take(where, THREE, booking=booked)


def test_the_screen_in_the_hall_tells_numbers_and_nobodys_name() -> None:
    where, foreign = point(), point("PK2")
    take(where, ONE)
    take(foreign, TWO)
    scheduling.call_next(actor=DESK, point=where, desk="Bàn 1", now=NOW)

    [call] = scheduling.list_calls(facility_code=HOSPITAL, points=[where, foreign], now=NOW)
    assert (call.number, call.desk, call.point.code) == (1, "Bàn 1", "PK1")
    assert scheduling.list_calls(facility_code=OTHER, points=[where], now=NOW) == []


def test_what_no_point_or_ticket_can_be_is_refused_at_its_field() -> None:
    where = point()
    with pytest.raises(scheduling.Taken):
        point()
    for facts, place in (({"code": "a b"}, "code"), ({"in_a_row": 0}, "in_a_row")):
        with pytest.raises(scheduling.NotPossible) as refused:
            point(**facts)
        assert refused.value.place == place
    with pytest.raises(scheduling.NotPossible):
        take(where, priority="vip")
    scheduling.close_point(actor=DESK, point=where, last_day=DAY, now=NOW)
    with pytest.raises(scheduling.NotPossible):
        scheduling.take_ticket(actor=DESK, point=where, now=NOW + timedelta(days=1))
    with pytest.raises(scheduling.NoSuchTicket):
        scheduling.call(actor=DESK, ticket=10**9, now=NOW)
