"""People whom the register does not know, and visits that are put right at the desk."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from hoaban.kernel import clock
from hoaban.modules.hospital.models import Identification
from hoaban.modules.hospital.queries.newcomers import read_address
from hoaban.modules.hospital.tests.house import HERE, open_house, registered, signed_in
from hoaban.modules.hospital.tests.test_counter import scan, sent, visits_of
from hoaban.shared.people import api as people
from hoaban.shared.scheduling import api as scheduling
from hoaban.shared.visits import api as visits
from tests import arrivals, cast

pytestmark = pytest.mark.django_db

CARD = "012064000103||Lò Văn Inh|02091964|Nam|bản Hoa Ban 2, Mù Sang, Phong Thổ, Lai Châu|10052021"


@pytest.fixture(autouse=True)
def house() -> dict[str, int]:
    return open_house()


@pytest.fixture
def desk() -> Client:
    return signed_in("reception", HERE)


def fields(page: Any, action: str) -> dict[str, str]:
    """The form of a page that goes to an address, as a browser would send it untouched."""
    text = page.content.decode()
    form = text[text.index(f'action="{action}"') :]
    form = form[: form.index("</form>")]
    values = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name:
            values[name[1]] = value[1] if value else ""
    for name, options in re.findall(r'<select name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options)
        values[name] = chosen[1] if chosen else ""
    return values


def found(text: str) -> tuple[people.Found, ...]:
    return people.find(actor=arrivals.desk(), text=text).people


def received(desk: Client, person: UUID) -> visits.Visit:
    desk.post(f"/hospital/counter/people/{person}/", sent(desk.get(f"/hospital/counter/people/{person}/")))
    return visits_of(person)[-1]


def unknown(desk: Client, **more: str) -> visits.Visit:
    page = desk.get("/hospital/counter/emergency/").content.decode()
    once = re.search(r'name="once" value="([^"]+)"', page)
    assert once
    form = {"once": once[1], "sex": "male", "age": "60", "marks": "Áo chàm, sẹo ở trán", **more}
    answer = desk.post("/hospital/counter/emergency/", form)
    assert answer.status_code == 302, answer.content.decode()
    return visits.get_visit(actor=arrivals.desk(), visit=UUID(answer.headers["Location"].split("/")[-2]))


class TestNewcomers:
    def test_a_card_that_nobody_carries_is_taken_down_and_received(self, desk: Client) -> None:
        begun = desk.post("/hospital/counter/new/", {"act": "begin", "scan": CARD})
        typed = fields(begun, "/hospital/counter/new/")
        answer = desk.post("/hospital/counter/new/", typed)
        again = desk.post("/hospital/counter/new/", typed)

        (human,) = found("lo van inh")
        assert (human.birth, human.sex, human.commune_code) == ("1964-09-02", "male", cast.DAO_SAN)
        assert (
            answer.headers["Location"] == again.headers["Location"] == f"/hospital/counter/people/{human.id}/"
        )
        assert sent(desk.get(answer.headers["Location"]))["identified_by"] == "QR_CCCD"
        assert "Thẻ ghi xã Mù Sang" in begun.content.decode()

    def test_somebody_alike_is_shown_first_and_another_person_is_registered_all_the_same(
        self, desk: Client
    ) -> None:
        known = registered("Lò Văn Inh", "1964-09-02")
        page = desk.post("/hospital/counter/new/", {"act": "begin", "name": "Lò Văn Inh"})
        typed = {
            **fields(page, "/hospital/counter/new/"),
            "birth": "2/9/1964",
            "sex": "male",
            "commune": cast.DAO_SAN,
        }

        asked = desk.post("/hospital/counter/new/", typed)
        assert "Có phải một trong những người này?" in asked.content.decode()
        assert len(found("lo van inh")) == 1
        desk.post("/hospital/counter/new/", {**typed, "act": "sure"})

        assert len({one.id for one in found("lo van inh")} - {known}) == 1

    def test_a_doctor_who_receives_alone_registers_and_gets_no_register(self) -> None:
        doctor = signed_in("doctor", HERE)
        page = doctor.post("/hospital/counter/new/", {"act": "begin", "name": "Vàng A Tủa"})

        answer = doctor.post("/hospital/counter/new/", fields(page, "/hospital/counter/new/"))

        assert answer.status_code == 302
        assert doctor.get("/people/register/").status_code == 403

    @pytest.mark.parametrize(
        ("text", "code", "former"),
        [
            ("bản Hoa Ban 2, Dào San, Lai Châu", cast.DAO_SAN, ""),
            ("bản 1, Xã Mù Sang, Huyện Phong Thổ, Tỉnh Lai Châu", cast.DAO_SAN, "xã Mù Sang"),
            ("bản 1, Mù Sang, Phong Thổ, Lai Châu", cast.DAO_SAN, "xã Mù Sang"),
            ("số 1, phố Không Có, Hà Nội", "", ""),
            ("", "", ""),
        ],
    )
    def test_an_address_of_before_is_read_as_of_today(self, text: str, code: str, former: str) -> None:
        read = read_address(text, now=clock.now())

        assert (read.commune, read.former) == (code, former)


class TestUnknown:
    def test_an_emergency_is_received_without_a_name_before_everybody(
        self, desk: Client, house: dict[str, int]
    ) -> None:
        visit = unknown(desk, point=str(house["PK01"]))

        page = desk.get(f"/hospital/counter/visits/{visit.id}/").content.decode()
        (ticket,) = scheduling.tickets_of(visit=visit.id)
        assert (visit.arrival.emergency, ticket.priority) == (True, "emergency")
        assert "Chưa rõ danh tính" in page
        assert "sẹo ở trán" in page
        assert "báo Ủy ban nhân dân xã trước" in page

    def test_who_they_are_is_said_later_and_taken_back_and_nothing_moves(self, desk: Client) -> None:
        visit, person = unknown(desk), registered("Lò Văn Inh", "1964-09-02")
        nobody = visit.arrival.person

        desk.post(f"/hospital/counter/visits/{visit.id}/identify/", {"person": str(person)})
        named = visits.get_visit(actor=arrivals.desk(), visit=visit.id)
        assert (named.arrival.person, named.patient, named.number) == (person, visit.patient, visit.number)
        assert "Lò Văn Inh" in desk.get(f"/hospital/counter/visits/{visit.id}/").content.decode()

        desk.post(f"/hospital/counter/visits/{visit.id}/take-back/", {"reason": "Người nhà nói không phải"})
        assert visits.get_visit(actor=arrivals.desk(), visit=visit.id).arrival.person == nobody
        assert Identification.objects.get(visit=visit.id).undone_by

    def test_a_visit_of_somebody_with_a_name_is_given_to_nobody_that_way(self, desk: Client) -> None:
        person, other = registered("Lò Văn Inh", "1964-09-02"), registered("Vàng A Tủa", "1990")
        visit = received(desk, person)

        answer = desk.post(f"/hospital/counter/visits/{visit.id}/identify/", {"person": str(other)})

        assert answer.status_code == 400
        assert "nhờ người giữ danh bạ" in answer.content.decode()
        assert people.persons_today([UUID(visit.patient)])[UUID(visit.patient)] == person


class TestPuttingRight:
    def test_the_wrong_person_is_exchanged_for_the_right_one_who_keeps_the_turn(self, desk: Client) -> None:
        wrong, right = registered("Lò Văn Inh", "1964-09-02"), registered("Lò Văn Ính", "1964-09-03")
        visit = received(desk, wrong)
        (before,) = scheduling.tickets_of(visit=visit.id)
        form = {"person": str(right), "once": "a" * 32}

        for _twice in range(2):
            desk.post(f"/hospital/counter/visits/{visit.id}/move/", form)

        (moved,) = visits_of(right)
        (ticket,) = scheduling.tickets_of(visit=moved.id)
        assert visits.get_visit(actor=arrivals.desk(), visit=visit.id).state is visits.State.CANCELLED
        assert (ticket.since, ticket.point, ticket.person) == (before.since, before.point, right)

    def test_a_cancelled_visit_needs_a_reason_and_waits_no_more(self, desk: Client) -> None:
        visit = received(desk, registered("Lò Văn Inh", "1964-09-02"))

        silent = desk.post(f"/hospital/counter/visits/{visit.id}/cancel/", {"reason": " "})
        desk.post(f"/hospital/counter/visits/{visit.id}/cancel/", {"reason": "Bỏ về"})

        (ticket,) = scheduling.tickets_of(visit=visit.id)
        assert silent.status_code == 400
        assert ticket.state is scheduling.TicketState.LEFT

    def test_another_room_keeps_the_turn_and_what_was_typed_is_kept(
        self, desk: Client, house: dict[str, int]
    ) -> None:
        visit = received(desk, registered("Lò Văn Inh", "1964-09-02"))
        path = f"/hospital/counter/visits/{visit.id}/correct/"
        page = desk.get(path).content.decode()
        once = re.search(r'name="once" value="([^"]+)"', page)
        assert once
        form = {
            "once": once[1],
            "point": str(house["PK02"]),
            "reason": "Đau ngực",
            "care": "01",
            "priority": "none",
            "identified_by": "MANUAL",
        }

        desk.post(path, form)

        old, new = scheduling.tickets_of(visit=visit.id)
        assert (old.state, new.point, new.since) == (scheduling.TicketState.LEFT, house["PK02"], old.since)
        assert visits.get_visit(actor=arrivals.desk(), visit=visit.id).arrival.reason == "Đau ngực"

    def test_a_card_is_asked_about_again_and_a_silent_portal_is_told(self, desk: Client) -> None:
        person = registered("Lò Văn Inh", "1964-09-02")
        form = sent(desk.get(f"/hospital/counter/people/{person}/"))
        desk.post(
            f"/hospital/counter/people/{person}/",
            {**form, "card": "GD4120123456789", "coverage_class": "1.1"},
        )
        (visit,) = visits_of(person)

        desk.post(f"/hospital/counter/visits/{visit.id}/card/", {"moment": "end"})

        page = desk.get(f"/hospital/counter/visits/{visit.id}/").content.decode()
        assert "Trước khi kết thúc" in page
        assert "Lúc tiếp đón" in page


def test_a_scan_of_nobody_offers_to_register(desk: Client) -> None:
    assert "Đăng ký người mới" in scan(desk, CARD).content.decode()
