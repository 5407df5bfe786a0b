"""Rooms, sessions and appointments at the desk."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from uuid import UUID, uuid4

import pytest
from django.test import Client

from hoaban.kernel import clock
from hoaban.kernel.actor import Purpose
from hoaban.modules.hospital.rules.slips import booking_code
from hoaban.modules.hospital.tests.house import HERE, open_house, registered, signed_in
from hoaban.modules.hospital.tests.test_counter import scan, sent, visits_of
from hoaban.record import api as record
from hoaban.shared.scheduling import api as scheduling
from tests import arrivals, cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def house() -> dict[str, int]:
    return open_house()


@pytest.fixture
def desk() -> Client:
    return signed_in("reception", HERE)


def session_on(day: date, point: int, *, slots: int = 4) -> UUID:
    """A session of an hour in quarters."""
    starts = datetime.combine(day, time(9), clock.VIETNAM)
    made = scheduling.Session(
        uuid4(), scheduling.get_point(actor=arrivals.desk(), point=point), "090001/LCH-GPHN", starts,
        starts + timedelta(minutes=15 * slots), 15, slots,
    )  # fmt: skip
    return scheduling.open_session(actor=arrivals.desk(), point=point, session=made, now=clock.now())


def tomorrow() -> date:
    return clock.vietnam_day(clock.now()) + timedelta(days=1)


def held(person: UUID) -> list[scheduling.Booking]:
    return scheduling.bookings_of(person=person, now=clock.now())


def appointment(booking: UUID) -> dict[str, object]:
    door = record.open(cast.integration(), purpose=Purpose.OPERATIONS)
    return door.read("Appointment", str(booking)).json()


class TestRooms:
    def test_a_point_is_opened_and_its_code_is_the_only_one(self, desk: Client) -> None:
        form = {"kind": "cashier", "code": "TN01", "vi": "Thu ngân", "in_a_row": "2"}

        first = desk.post("/hospital/sessions/points/new/", form)
        second = desk.post("/hospital/sessions/points/new/", form)

        assert first.status_code == 302
        assert second.status_code == 400
        assert "đã có điểm chờ mang mã này" in second.content.decode()
        assert "Thu ngân" in desk.get("/hospital/sessions/").content.decode()

    def test_a_point_is_closed_from_a_day_on(self, desk: Client, house: dict[str, int]) -> None:
        today = clock.vietnam_day(clock.now())

        desk.post(f"/hospital/sessions/points/{house['SH01']}/", {"last_day": today.isoformat()})

        points = scheduling.list_points(
            actor=arrivals.desk(), facility_code=cast.PROVINCIAL, on=today + timedelta(days=1)
        )
        assert "SH01" not in [one.code for one in points]

    def test_a_session_that_is_called_off_says_how_many_it_takes_along(
        self, desk: Client, house: dict[str, int]
    ) -> None:
        session, person = session_on(tomorrow(), house["PK01"]), registered("Lò Văn Inh", "1964-09-02")
        desk.post(f"/hospital/appointments/people/{person}/", {"slot": f"{session}:0"})

        page = desk.post(f"/hospital/sessions/{session}/close/", follow=True).content.decode()

        assert "1 lịch hẹn bị hủy" in page
        assert held(person) == []

    @pytest.mark.parametrize("asked", ["", "nonsense", "9999-12-31", "0001-01-01"])
    def test_any_week_may_be_asked_for(self, desk: Client, asked: str) -> None:
        assert desk.get(f"/hospital/sessions/?from={asked}").status_code == 200
        assert desk.get(f"/hospital/appointments/?day={asked}").status_code == 200

    def test_a_doctor_keeps_no_sessions(self) -> None:
        assert signed_in("doctor", HERE).get("/hospital/sessions/").status_code == 403


class TestAppointments:
    def test_a_slot_is_given_and_the_record_has_it(self, desk: Client, house: dict[str, int]) -> None:
        session, person = session_on(tomorrow(), house["PK01"]), registered("Lò Văn Inh", "1964-09-02")

        answer = desk.post(f"/hospital/appointments/people/{person}/", {"slot": f"{session}:1"})

        (booking,) = held(person)
        assert answer.headers["Location"] == f"/hospital/appointments/{booking.id}/"
        assert (appointment(booking.id)["status"], appointment(booking.id)["start"]) == (
            "booked",
            booking.at.isoformat(),
        )
        assert "09:15" in desk.get(f"/hospital/appointments/{booking.id}/").content.decode()
        assert desk.get(f"/hospital/appointments/{booking.id}/slip.pdf").content.startswith(b"%PDF")
        assert "Lò Văn Inh" in desk.get(f"/hospital/appointments/?day={tomorrow()}").content.decode()

    def test_a_slot_that_somebody_has_is_refused_in_words(self, desk: Client, house: dict[str, int]) -> None:
        session = session_on(tomorrow(), house["PK01"])
        first, second = registered("Lò Văn Inh", "1964-09-02"), registered("Vàng A Tủa", "1990")
        desk.post(f"/hospital/appointments/people/{first}/", {"slot": f"{session}:1"})

        answer = desk.post(f"/hospital/appointments/people/{second}/", {"slot": f"{session}:1"})

        assert answer.status_code == 400
        assert "vừa có người đặt" in answer.content.decode()
        assert held(second) == []

    def test_another_time_frees_the_first_and_cancelling_frees_all(
        self, desk: Client, house: dict[str, int]
    ) -> None:
        session, person = session_on(tomorrow(), house["PK01"]), registered("Lò Văn Inh", "1964-09-02")
        path = f"/hospital/appointments/people/{person}/"
        desk.post(path, {"slot": f"{session}:1"})
        (first,) = held(person)

        desk.post(path, {"slot": f"{session}:2", "booking": str(first.id)})
        (second,) = held(person)
        assert (second.slot, appointment(first.id)["status"]) == (2, "cancelled")

        desk.post(path, {"act": "cancel", "booking": str(second.id)})
        assert held(person) == []

    @pytest.mark.parametrize("slot", ["", "x", "x:1", f"{UUID(int=1)}:1", f"{UUID(int=1)}:99999999"])
    def test_nonsense_is_answered_in_words(self, desk: Client, slot: str) -> None:
        person = registered("Lò Văn Inh", "1964-09-02")

        assert desk.post(f"/hospital/appointments/people/{person}/", {"slot": slot}).status_code in (400, 404)

    def test_the_slip_brings_who_comes_to_the_room_of_their_appointment(
        self, desk: Client, house: dict[str, int]
    ) -> None:
        now = clock.now()
        starts = now + timedelta(minutes=5)
        made = scheduling.Session(
            uuid4(), scheduling.get_point(actor=arrivals.desk(), point=house["PK02"]), "090001/LCH-GPHN", starts,
            starts + timedelta(minutes=30), 15, 2,
        )  # fmt: skip
        session = scheduling.open_session(actor=arrivals.desk(), point=house["PK02"], session=made, now=now)
        person = registered("Lò Văn Inh", "1964-09-02")
        booking = scheduling.book(actor=arrivals.desk(), session=session, slot=0, person=person, now=now)

        form = sent(scan(desk, booking_code(booking)))
        desk.post(f"/hospital/counter/people/{person}/", form)

        (visit,) = visits_of(person)
        (ticket,) = scheduling.tickets_of(visit=visit.id)
        assert (form["point"], form["booking"]) == (str(house["PK02"]), str(booking))
        assert ticket.since == starts
        assert appointment(booking)["status"] == "arrived"

    def test_another_facility_sees_no_booking(self, desk: Client, house: dict[str, int]) -> None:
        session, person = session_on(tomorrow(), house["PK01"]), registered("Lò Văn Inh", "1964-09-02")
        desk.post(f"/hospital/appointments/people/{person}/", {"slot": f"{session}:1"})
        (booking,) = held(person)
        stranger = signed_in("reception", HERE, cast.PHONG_THO)

        assert stranger.get(f"/hospital/appointments/{booking.id}/").status_code == 404
        assert "09:15" not in stranger.get(f"/hospital/appointments/people/{person}/").content.decode()
