"""The screens in the hall: numbers and rooms, nobody's name."""

from __future__ import annotations

import pytest
from django.test import Client

from hoaban.kernel import clock
from hoaban.modules.hospital.tests.house import HERE, open_house, registered, signed_in
from hoaban.shared.scheduling import api as scheduling
from tests import arrivals, cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def house() -> dict[str, int]:
    return open_house()


@pytest.fixture
def screen() -> Client:
    return signed_in("hall_screen", HERE)


def called(point: int, desk: str = "") -> scheduling.Ticket:
    person = registered("Lò Văn Inh", "1964-09-02")
    scheduling.take_ticket(actor=arrivals.desk(), point=point, now=clock.now(), person=person)
    ticket = scheduling.call_next(actor=arrivals.desk(), point=point, desk=desk, now=clock.now())
    assert ticket
    return ticket


def test_a_call_appears_with_its_room_and_without_a_name(screen: Client, house: dict[str, int]) -> None:
    called(house["PK01"], "2")

    for path in (f"/hospital/screens/{house['PK01']}/", "/hospital/screens/0/"):
        page = screen.get(path, headers={"HX-Request": "true"}).content.decode()
        assert "Phòng khám Nội 1, bàn 2" in page
        assert "Lò Văn Inh" not in page
        assert "<html" not in page
    assert "Chưa gọi số nào." in screen.get(f"/hospital/screens/{house['PK02']}/").content.decode()


def test_the_screen_of_a_hall_opens_nothing_else(screen: Client, house: dict[str, int]) -> None:
    for path in ("/hospital/counter/", "/hospital/queues/", f"/hospital/queues/{house['PK01']}/", "/people/"):
        assert screen.get(path).status_code == 403, path


def test_another_facility_has_its_own_calls(house: dict[str, int]) -> None:
    called(house["PK01"])
    stranger = signed_in("hall_screen", HERE, cast.PHONG_THO)

    assert stranger.get(f"/hospital/screens/{house['PK01']}/").status_code == 404
    assert "Nội 1" not in stranger.get("/hospital/screens/0/").content.decode()
