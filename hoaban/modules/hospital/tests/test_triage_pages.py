"""The grid and the pane as pages: what was typed stays, a row with a fault is told at its cell, the others are saved."""

from __future__ import annotations

import pytest
from django.test import Client

from hoaban.kernel import clock
from hoaban.modules.hospital.tests import rooms
from hoaban.shared.scheduling import api as scheduling
from hoaban.shared.visits import api as visits
from tests.attacks.world import browser

pytestmark = pytest.mark.django_db


@pytest.fixture
def nurse() -> Client:
    rooms.open_hospital()
    return browser("nurse", rooms.HERE)


@pytest.fixture
def triage() -> int:
    return rooms.open_point(scheduling.PointKind.TRIAGE, "TR1", "Đo sinh hiệu tầng 1")


def waiting(triage: int, name: str = "Lò Văn Inh", birth: str = "1964-09-02") -> visits.Visit:
    now = clock.now()
    visit = rooms.receive(rooms.register(name, birth=birth), now=now)
    scheduling.take_ticket(
        actor=rooms.desk(), point=triage, person=visit.arrival.person, visit=visit.id, now=now
    )
    return visit


def test_one_row_is_saved_and_what_was_typed_in_another_stays(nurse: Client, triage: int) -> None:
    one, other = waiting(triage), waiting(triage, "Giàng A Páo", "1988-01-20")
    form = {
        "save": str(one.id), f"{one.id}-pulse": "82", f"{one.id}-once": "a", f"{one.id}-pressure": "12o/80",
        f"{other.id}-pulse": "91", f"{other.id}-temperature": "37,2", f"{other.id}-once": "b",
    }  # fmt: skip
    wrong = nurse.post(f"/hospital/triage/{triage}/", form)

    assert wrong.status_code == 400
    page = wrong.content.decode()
    assert "Ghi như 120/80." in page
    assert all(f'value="{typed}"' in page for typed in ("82", "12o/80", "91", "37,2"))
    assert rooms.stored(one, "Observation") == rooms.stored(other, "Observation") == []

    form[f"{one.id}-pressure"] = "120/80"
    assert nurse.post(f"/hospital/triage/{triage}/", form).status_code == 302
    assert rooms.stored(one, "Observation")
    assert rooms.stored(other, "Observation") == []


def test_enter_saves_every_row_that_was_filled(nurse: Client, triage: int) -> None:
    one, other, third = (waiting(triage, name) for name in ("Lò Văn Inh", "Giàng A Páo", "Tẩn Lở Mẩy"))
    form = {
        "save": "all", f"{one.id}-pulse": "82", f"{one.id}-once": "a", f"{other.id}-pulse": "91", f"{other.id}-once": "b",
        f"{third.id}-once": "c", f"{third.id}-priority": "none",
    }  # fmt: skip
    for _twice in range(2):
        assert nurse.post(f"/hospital/triage/{triage}/", form).status_code == 302

    assert [len(rooms.stored(each, "Observation")) for each in (one, other, third)] == [2, 2, 0]


def test_nonsense_and_two_megabytes_are_told_at_their_cell(nurse: Client, triage: int) -> None:
    one = waiting(triage)
    for typed in ("abc", "9" * 2_000_000, "\x00", "780"):
        answer = nurse.post(
            f"/hospital/triage/{triage}/",
            {"save": str(one.id), f"{one.id}-pulse": typed, f"{one.id}-once": "a"},
        )
        assert answer.status_code == 400
        assert f"id_{one.id}-pulse_error" in answer.content.decode()
    assert rooms.stored(one, "Observation") == []


def test_save_and_send_on(nurse: Client, triage: int) -> None:
    room = rooms.open_point(scheduling.PointKind.CONSULTING, "P101", "Phòng khám 101", "K01")
    one = waiting(triage)
    form = {
        "hand": str(one.id), f"{one.id}-pulse": "82", f"{one.id}-once": "a", f"{one.id}-to_point": str(room),
        f"{one.id}-priority": "disabled",
    }  # fmt: skip
    told = nurse.post(f"/hospital/triage/{triage}/", form, follow=True).content.decode()

    assert "Đã chuyển, số mới 1." in told
    assert "Không có ai chờ đo." in told
    queue = scheduling.see_queue(actor=rooms.nurse(), point=room, now=clock.now())
    assert [ticket.priority for ticket, _minutes in queue.waiting] == ["disabled"]


def test_the_pane_is_a_page_and_answers_htmx_with_its_inner_part(nurse: Client, triage: int) -> None:
    one = waiting(triage)
    address = f"/hospital/visits/{one.id}/vitals/"
    assert nurse.post(address, {"pulse": "82", "once": "z"}).status_code == 302

    whole = nurse.get(address).content.decode()
    inner = nurse.get(address, headers={"HX-Request": "true"}).content.decode()
    assert whole.count("<h1") == 1
    assert "Lò Văn Inh" in whole
    assert "<html" not in inner
    assert "<h1" not in inner
    assert 'id="pane-vitals"' in inner
    assert "Điểm cảnh báo sớm" in inner


def test_who_may_not_measure_sees_no_form_and_is_refused(nurse: Client, triage: int) -> None:
    one = waiting(triage)
    stranger = browser("nurse", rooms.THERE)
    for answer in (
        stranger.get(f"/hospital/triage/{triage}/"),
        stranger.get(f"/hospital/visits/{one.id}/vitals/"),
        stranger.post(f"/hospital/visits/{one.id}/vitals/", {"pulse": "80"}),
    ):
        assert answer.status_code == 404
        assert "Lò Văn Inh" not in answer.content.decode()
