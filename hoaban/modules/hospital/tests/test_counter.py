"""The counter: from a scan to a number."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from hoaban.foundation.audit import api as audit
from hoaban.modules.hospital.models import Reception
from hoaban.modules.hospital.rules.slips import visit_code
from hoaban.modules.hospital.tests.house import HERE, open_house, registered, signed_in
from hoaban.shared.people import api as people
from hoaban.shared.scheduling import api as scheduling
from hoaban.shared.visits import api as visits
from tests import arrivals, cast

pytestmark = pytest.mark.django_db

CARD = "012064000103|045123456|Lò Văn Inh|02091964|Nam|bản Hoa Ban 2, Dào San, Phong Thổ, Lai Châu|10052021"
NUMBER = people.Paper("national_id", "012064000103")


@pytest.fixture(autouse=True)
def house() -> dict[str, int]:
    return open_house()


@pytest.fixture
def desk() -> Client:
    return signed_in("reception", HERE)


def sent(page: Any) -> dict[str, str]:
    """The form of a page as a browser would send it untouched."""
    text = page.content.decode()
    form = text[text.index('<form class="form" method="post" action="/hospital/counter/people/') :]
    values = {}
    for tag in re.findall(r"<input[^>]*>", form):
        kind = re.search(r'type="(\w+)"', tag)
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and not (kind and kind[1] == "checkbox"):
            values[name[1]] = value[1] if value else ""
    for name, options in re.findall(r'<select name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options)
        values[name] = chosen[1] if chosen else ""
    return values


def scan(desk: Client, text: str) -> Any:
    return desk.post("/hospital/counter/", {"text": text})


def visits_of(person: UUID) -> list[visits.Visit]:
    return visits.open_visits_of(actor=arrivals.desk(), facility_code=cast.PROVINCIAL, person=person)


class TestFromScanToNumber:
    def test_a_card_and_enter_give_a_visit_and_a_number(self, desk: Client) -> None:
        person = registered("Lò Văn Inh", "1964-09-02", NUMBER)

        page = scan(desk, CARD)
        answer = desk.post(f"/hospital/counter/people/{person}/", sent(page))

        (visit,) = visits_of(person)
        (ticket,) = scheduling.tickets_of(visit=visit.id)
        assert answer.status_code == 302
        assert answer.headers["Location"] == f"/hospital/counter/visits/{visit.id}/"
        assert (ticket.number, ticket.person) == (1, person)
        assert Reception.objects.get(visit=visit.id).identified_by == "QR_CCCD"
        assert "Số thứ tự" in desk.get(f"/hospital/counter/visits/{visit.id}/slip/").content.decode()

    def test_a_double_click_is_one_visit_and_one_number(self, desk: Client) -> None:
        person = registered("Lò Văn Inh", "1964-09-02", NUMBER)
        form = sent(scan(desk, CARD))

        first = desk.post(f"/hospital/counter/people/{person}/", form)
        second = desk.post(f"/hospital/counter/people/{person}/", form)

        (visit,) = visits_of(person)
        assert first.headers["Location"] == second.headers["Location"]
        assert len(scheduling.tickets_of(visit=visit.id)) == 1

    def test_the_room_with_the_least_waiting_is_proposed(self, desk: Client, house: dict[str, int]) -> None:
        first, second = registered("Lò Văn Inh", "1964-09-02"), registered("Vàng A Tủa", "1990")
        desk.post(f"/hospital/counter/people/{first}/", sent(scan(desk, "lo van inh")))

        form = sent(scan(desk, "vang a tua"))

        assert form["point"] == str(house["PK02"])
        assert scheduling.tickets_of(visit=visits_of(first)[0].id)[0].point == house["PK01"]
        desk.post(f"/hospital/counter/people/{second}/", form)
        assert visits_of(second)[0].arrival.department == "K03"

    def test_asking_the_portal_keeps_what_was_typed_and_asks_about_the_typed_card(self, desk: Client) -> None:
        person = registered("Lò Văn Inh", "1964-09-02", NUMBER)
        typed = sent(scan(desk, "lo van inh")) | {
            "reason": "Ho nhiều về đêm", "commitment": "Bổ sung thẻ", "card": "GD4120123456789", "act": "check",
        }  # fmt: skip

        form = sent(desk.post(f"/hospital/counter/people/{person}/", typed))

        assert (form["reason"], form["commitment"], form["once"]) == (
            typed["reason"],
            typed["commitment"],
            typed["once"],
        )
        assert form["card"] == "GD4120123456789"

    def test_a_slip_of_a_visit_leads_back_to_it(self, desk: Client) -> None:
        person = registered("Lò Văn Inh", "1964-09-02")
        desk.post(f"/hospital/counter/people/{person}/", sent(scan(desk, "lo van inh")))
        (visit,) = visits_of(person)

        answer = scan(desk, visit_code(cast.PROVINCIAL, visit.number))

        assert answer.headers["Location"] == f"/hospital/counter/visits/{visit.id}/"


class TestWhoIsMeant:
    def test_several_are_shown_with_what_tells_them_apart(self, desk: Client) -> None:
        registered("Lò Văn Inh", "1964-09-02")
        registered("Lò Văn Inh", "1990-01-05")

        page = scan(desk, "lo van inh").content.decode()

        assert "Chọn đúng người" in page
        assert "02/09/1964" in page
        assert "05/01/1990" in page

    @pytest.mark.parametrize("text", ["lò văn inh 1964", "lo van inh dao san", "0912345678", "012064000103"])
    def test_words_a_commune_a_telephone_or_a_number_find_one(self, desk: Client, text: str) -> None:
        registered("Lò Văn Inh", "1964-09-02", NUMBER, phone="0912 345 678")
        registered("Lò Văn Inh", "1990-01-05", commune="03583")

        page = scan(desk, text).content.decode()

        assert "Tiếp đón và phát số" in page
        assert "02/09/1964" in page

    def test_a_card_of_another_person_is_told_loudly(self, desk: Client) -> None:
        registered("Vàng A Tủa", "1990-01-05", NUMBER)

        page = scan(desk, CARD).content.decode()

        assert "Thẻ của người khác?" in page
        assert "họ tên, ngày sinh" in page

    @pytest.mark.parametrize(
        "text", ["", " ", "x", "|||", "9001-1-1", "9002-" + "9" * 39, "a|b" * 300, "%_\\'\";--", "\x00abc"]
    )
    def test_nonsense_is_answered_in_words(self, desk: Client, text: str) -> None:
        answer = scan(desk, text)

        assert answer.status_code in (200, 400)
        assert "Tiếp đón" in answer.content.decode()

    def test_two_megabytes_are_too_long(self, desk: Client) -> None:
        assert scan(desk, "lò " * 700_000).status_code in (400, 413)
        assert scan(desk, "lò " * 1_000).status_code == 400


class TestWhoPays:
    def typed(self, desk: Client, person: UUID, **fields: str) -> Any:
        form = sent(desk.get(f"/hospital/counter/people/{person}/"))
        return desk.post(f"/hospital/counter/people/{person}/", {**form, **fields})

    def test_without_a_card_the_person_pays(self, desk: Client) -> None:
        person = registered("Lò Văn Inh", "1964-09-02")

        self.typed(desk, person)

        assert (visits_of(person)[0].arrival.coverage_class, visits_of(person)[0].arrival.card) == ("", None)

    def test_a_card_without_a_class_is_asked_for_one_and_what_was_typed_stays(self, desk: Client) -> None:
        person = registered("Lò Văn Inh", "1964-09-02")

        answer = self.typed(desk, person, card="GD4120123456789", reason="Đau bụng")

        assert answer.status_code == 400
        assert "Có thẻ thì chọn đối tượng" in answer.content.decode()
        assert "Đau bụng" in answer.content.decode()
        assert visits_of(person) == []

    def test_the_class_is_proposed_again_from_what_was_typed(self, desk: Client) -> None:
        person = registered("Lò Văn Inh", "1964-09-02")

        page = self.typed(desk, person, card="GD4120123456789", registered_at=cast.PROVINCIAL, act="propose")

        assert sent(page)["coverage_class"] == "1.1"
        assert sent(page)["card"] == "GD4120123456789"

    def test_the_card_of_last_time_is_there_and_one_that_has_ended_is_not_put_in(self, desk: Client) -> None:
        person = registered("Lò Văn Inh", "1964-09-02")
        card = {"card": "GD4120123456789", "coverage_class": "1.1", "registered_at": cast.PROVINCIAL}
        self.typed(desk, person, **card, card_to="2099-12-31")

        again = sent(desk.get(f"/hospital/counter/people/{person}/"))
        self.typed(desk, person, **card, card_to="2020-12-31")
        page = desk.get(f"/hospital/counter/people/{person}/")

        assert (again["card"], again["coverage_class"]) == ("GD4120123456789", "1.1")
        assert (sent(page)["card"], sent(page)["coverage_class"]) == ("", "")
        assert "Thẻ đã hết hạn 31/12/2020" in page.content.decode()

    def test_old_people_and_children_have_priority_by_their_age(self, desk: Client) -> None:
        person = registered("Lò Văn Inh", "1940-09-02")

        assert sent(desk.get(f"/hospital/counter/people/{person}/"))["priority"] == "aged"


class TestReach:
    def test_another_facility_sees_neither_the_visit_nor_its_slips(self, desk: Client) -> None:
        person = registered("Lò Văn Inh", "1964-09-02")
        desk.post(f"/hospital/counter/people/{person}/", sent(scan(desk, "lo van inh")))
        (visit,) = visits_of(person)
        stranger = signed_in("reception", HERE, cast.PHONG_THO)

        for path in ("", "slip/", "slip.pdf", "sheet.pdf"):
            assert desk.get(f"/hospital/counter/visits/{visit.id}/{path}").status_code == 200, path
            assert stranger.get(f"/hospital/counter/visits/{visit.id}/{path}").status_code == 404, path

    def test_receiving_names_the_person_and_nobody_else(self, desk: Client) -> None:
        person = registered("Lò Văn Inh", "1964-09-02")
        desk.post(f"/hospital/counter/people/{person}/", sent(scan(desk, "lo van inh")))

        told = audit.list_entries(sought=audit.TrailFilter(act="visits.open"))

        assert {each for one in told for each in one.persons} == {person}

    def test_the_day_begins_empty(self, desk: Client) -> None:
        assert "Hôm nay chưa có ai đến." in desk.get("/hospital/counter/").content.decode()
