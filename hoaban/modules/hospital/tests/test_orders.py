"""Orders: in the record and on the worklist at once, with tickets; repeats and missing diagnoses are told, never refused."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from hoaban.kernel import clock
from hoaban.kernel.effective import Period
from hoaban.kernel.errors import NotAllowed
from hoaban.modules.hospital import models
from hoaban.modules.hospital.queries.offered import find_services, list_services, sets_of, usual_services
from hoaban.modules.hospital.queries.orders import NoSuchOrder, Orders, see_orders
from hoaban.modules.hospital.rules.ordering import OrderState, words_of
from hoaban.modules.hospital.services.offering import SetNotValid, keep_services, keep_set
from hoaban.modules.hospital.services.ordering import (
    OrderNotValid,
    Wish,
    cancel_order,
    place_orders,
)
from hoaban.modules.hospital.tests import rooms
from hoaban.record import language
from hoaban.record.shapes import Entry
from hoaban.shared.scheduling import api as scheduling
from hoaban.shared.visits import api as visits
from tests import cast
from tests.attacks.world import browser

pytestmark = pytest.mark.django_db
NOW, DAY = rooms.NOW, rooms.DAY
CBC, GLUCOSE, XRAY = "22.0121.1369", "23.0075.1494", "18.0119.0028"


@pytest.fixture(autouse=True)
def _hospital() -> None:
    rooms.open_hospital()
    rooms.offer()


@pytest.fixture
def visit() -> visits.Visit:
    return rooms.receive(rooms.register(), "K01")


@pytest.fixture
def sampling() -> int:
    return rooms.open_point(scheduling.PointKind.SAMPLING, "XN1", "Lấy mẫu 1")


def order(visit: visits.Visit, *codes: str, once: str = "form-1", **more: object) -> list[object]:
    wish = Wish(codes, **more)  # type: ignore[arg-type]
    return list(place_orders(actor=rooms.doctor(), visit=visit.id, wish=wish, once=once, now=NOW))


def seen(visit: visits.Visit, *basket: str) -> Orders:
    return see_orders(actor=rooms.doctor(), visit=visit.id, basket=basket, now=NOW)


class TestOrdering:
    def test_an_order_is_a_request_and_a_line_with_a_ticket(self, visit: visits.Visit, sampling: int) -> None:
        order(visit, CBC, GLUCOSE, question="Thiếu máu?")

        requests = rooms.stored(visit, "ServiceRequest")
        assert [problem for one in requests for problem in language.validate(one)] == []
        assert {one["status"] for one in requests} == {"active"}
        assert {one["code"]["coding"][0]["code"] for one in requests} == {CBC, GLUCOSE}
        lines = seen(visit).orders
        assert [(one.state, one.ticket) for one in lines] == [(OrderState.ORDERED, 1)] * 2
        assert {one.number for one in lines} == {f"{visit.number}.01", f"{visit.number}.02"}
        queue = scheduling.see_queue(actor=rooms.nurse(), point=sampling, now=NOW)
        assert [ticket.visit for ticket, _minutes in queue.waiting] == [visit.id]

    def test_sent_twice_it_is_ordered_once(self, visit: visits.Visit, sampling: int) -> None:
        assert len(order(visit, CBC)) == 1
        assert order(visit, CBC) == []
        assert models.Order.objects.count() == 1

    def test_where_nothing_is_open_the_order_stands_and_says_so(self, visit: visits.Visit) -> None:
        order(visit, XRAY)
        (line,) = seen(visit).orders
        assert (line.point, line.ticket) == (None, None)

    def test_the_diagnosis_goes_along_and_its_lack_is_told(self, visit: visits.Visit) -> None:
        assert seen(visit, CBC).diagnoses == ()
        uid = str(uuid4())
        condition = {
            "resourceType": "Condition", "id": uid, "subject": {"reference": f"Patient/{visit.patient}"},
            "encounter": {"reference": f"Encounter/{visit.id}"},
            "code": {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10", "code": "J00"}], "text": "Viêm mũi họng cấp"},
        }  # fmt: skip
        entry = Entry("PUT", "Condition", uid, condition)
        visits.note(actor=rooms.doctor(), visit=visit.id, entries=[entry], now=NOW)

        assert seen(visit, CBC).diagnoses == (("J00", "Viêm mũi họng cấp"),)
        order(visit, CBC)
        (request,) = rooms.stored(visit, "ServiceRequest")
        assert request["reasonCode"][0]["coding"][0]["code"] == "J00"

    def test_the_same_test_not_long_ago_is_told_wherever_it_was(self, visit: visits.Visit) -> None:
        order(visit, CBC)
        later = rooms.receive(visit.arrival.person, now=NOW + timedelta(days=2))
        much_later = NOW + timedelta(days=9)

        soon = see_orders(
            actor=rooms.doctor(), visit=later.id, basket=[CBC, XRAY], now=NOW + timedelta(days=2)
        )
        repeated = {one.service.code: one.earlier for one in soon.basket}
        assert repeated[CBC] is not None
        assert repeated[CBC].facility.startswith("Bệnh viện")
        assert repeated[XRAY] is None
        assert (
            see_orders(actor=rooms.doctor(), visit=later.id, basket=[CBC], now=much_later).basket[0].earlier
            is None
        )

    def test_cancelled_with_a_reason_before_it_is_done(self, visit: visits.Visit, sampling: int) -> None:
        (made,) = order(visit, CBC)
        with pytest.raises(OrderNotValid):
            cancel_order(actor=rooms.doctor(), order=made, reason=" ", now=NOW)  # type: ignore[arg-type]
        for _twice in range(2):
            cancel_order(actor=rooms.doctor(), order=made, reason="Chọn nhầm", now=NOW)  # type: ignore[arg-type]

        (request,) = rooms.stored(visit, "ServiceRequest")
        assert request["status"] == "revoked"
        assert seen(visit).orders[0].state is OrderState.CANCELLED
        assert scheduling.see_queue(actor=rooms.nurse(), point=sampling, now=NOW).waiting == ()

    def test_who_may_not_order_and_what_is_not_offered(self, visit: visits.Visit) -> None:
        with pytest.raises(NotAllowed):
            place_orders(actor=rooms.nurse(), visit=visit.id, wish=Wish((CBC,)), once="a", now=NOW)
        with pytest.raises(visits.NoSuchVisit):
            place_orders(
                actor=rooms.doctor(rooms.THERE), visit=visit.id, wish=Wish((CBC,)), once="a", now=NOW
            )
        for codes in ((), ("99.9999",)):
            with pytest.raises(OrderNotValid):
                order(visit, *codes)
        with pytest.raises(NoSuchOrder):
            cancel_order(actor=rooms.doctor(), order=uuid4(), reason="x", now=NOW)
        assert not models.Order.objects.exists()


class TestFinding:
    @pytest.mark.parametrize(
        ("text", "first"),
        [("gluc", GLUCOSE), ("dinh luong glu", GLUCOSE), ("23.0075", GLUCOSE), ("ĐIỆN GIẢI", "23.0058.1487"),
         ("xquang nguc", XRAY), ("tptt", CBC)],
    )  # fmt: skip
    def test_by_words_marks_codes_and_first_letters(self, text: str, first: str) -> None:
        found = find_services(actor=rooms.doctor(), facility_code=cast.PROVINCIAL, text=text, on=DAY)
        assert found[0].code == first

    @pytest.mark.parametrize("text", ["", "   ", "zzz", "%", "'; drop table", "x" * 2_000_000])
    def test_nonsense_finds_nothing(self, text: str) -> None:
        assert find_services(actor=rooms.doctor(), facility_code=cast.PROVINCIAL, text=text, on=DAY) == []

    def test_what_a_doctor_orders_often_comes_first(self, visit: visits.Visit) -> None:
        order(visit, "23.0058.1487")
        found = find_services(actor=rooms.doctor(), facility_code=cast.PROVINCIAL, text="mau", on=DAY)
        assert found[0].code == "23.0058.1487"
        usual = usual_services(actor=rooms.doctor(), facility_code=cast.PROVINCIAL, on=DAY)
        assert [one.code for one in usual] == ["23.0058.1487"]

    def test_a_set_of_the_own_and_nobody_else_s(self) -> None:
        keep_set(
            actor=rooms.doctor(),
            facility_code=cast.PROVINCIAL,
            name="Cơ bản",
            codes=[CBC, GLUCOSE, "x"],
            now=NOW,
        )
        (mine,) = sets_of(actor=rooms.doctor(), facility_code=cast.PROVINCIAL)
        assert (mine.name, mine.codes, mine.own) == ("Cơ bản", (CBC, GLUCOSE), True)
        assert sets_of(actor=rooms.nurse(), facility_code=cast.PROVINCIAL) == []
        with pytest.raises(SetNotValid):
            keep_set(actor=rooms.doctor(), facility_code=cast.PROVINCIAL, name="", codes=[CBC], now=NOW)


class TestList:
    def test_a_new_price_holds_from_its_day_and_the_old_one_before(self) -> None:
        (old,) = [one for one in list_services(facility_code=cast.PROVINCIAL, on=DAY)[0] if one.code == CBC]
        dearer = replace(old, price=Decimal(50000), period=Period(date(2027, 1, 1)))
        assert keep_services(
            actor=rooms.keeper(), facility_code=cast.PROVINCIAL, services=[dearer], now=NOW
        ) == (1, 0)
        assert keep_services(
            actor=rooms.keeper(), facility_code=cast.PROVINCIAL, services=[dearer], now=NOW
        ) == (0, 1)

        def price(on: date) -> Decimal:
            return next(
                one.price for one in list_services(facility_code=cast.PROVINCIAL, on=on)[0] if one.code == CBC
            )

        assert (price(date(2026, 12, 31)), price(date(2027, 1, 1))) == (46000, 50000)

    def test_a_stranger_keeps_no_list_here(self) -> None:
        with pytest.raises(NotAllowed):
            keep_services(actor=rooms.doctor(), facility_code=cast.PROVINCIAL, services=[], now=NOW)

    def test_a_workbook_goes_out_and_comes_back_the_same_and_tells_all_faults_at_once(self) -> None:
        officer = browser("insurance_officer", rooms.HERE)
        sheet = officer.get("/hospital/services/list.xlsx")
        assert sheet.status_code == 200

        def send(content: bytes, act: str) -> tuple[int, str]:
            file = SimpleUploadedFile("dv.xlsx", content)
            form = {"facility": cast.PROVINCIAL, "file": file, "act": act}
            answer = officer.post("/hospital/services/", form, follow=True)
            return answer.status_code, answer.content.decode()

        assert "không có lỗi" in send(sheet.content, "try")[1]
        assert "Đã ghi 0 dòng" in send(sheet.content, "keep")[1]
        book = openpyxl.load_workbook(io.BytesIO(sheet.content))
        page = book.active
        page["D2"], page["C3"], page["A4"] = -5, "gì đó", page["A5"].value
        out = io.BytesIO()
        book.save(out)
        status, told = send(out.getvalue(), "keep")
        assert status == 400
        assert all(cell in told for cell in ("DichVu!D2", "DichVu!C3", "DichVu!A5"))
        assert send(b"not a workbook", "keep")[0] == 400


class TestPane:
    def test_type_enter_type_enter_enter(self, sampling: int) -> None:
        doctor = browser("doctor", rooms.HERE)
        visit = rooms.receive(rooms.register(), "K01", now=clock.now())
        address = f"/hospital/visits/{visit.id}/orders/"
        one = doctor.post(address, {"q": "gluc"}).content.decode()
        assert f'name="codes" value="{GLUCOSE}"' in one
        two = doctor.post(address, {"q": "dien giai", "codes": [GLUCOSE]}).content.decode()
        assert 'name="codes" value="23.0058.1487"' in two

        done = doctor.post(address, {"q": "", "codes": [GLUCOSE, "23.0058.1487"], "once": "z"}, follow=True)
        assert "Đã chỉ định 2 dịch vụ." in done.content.decode()
        assert models.Order.objects.filter(visit=visit.id).count() == 2
        slip = doctor.get(address + "slip.pdf?size=slip")
        assert slip.content.startswith(b"%PDF")

    def test_words_that_fit_several_ask_which_and_none_says_so(self) -> None:
        doctor = browser("doctor", rooms.HERE)
        visit = rooms.receive(rooms.register(), "K01", now=clock.now())
        address = f"/hospital/visits/{visit.id}/orders/"
        several = doctor.post(address, {"q": "mau"}).content.decode()
        assert several.count('name="pick"') >= 2
        assert 'name="codes"' not in several
        assert "không có dịch vụ nào khớp" in doctor.post(address, {"q": "khongco"}).content.decode()
        part = doctor.get(
            address, {"q": "gluc"}, headers={"HX-Request": "true", "HX-Target": "orders-found"}
        ).content.decode()
        assert GLUCOSE in part
        assert "<html" not in part
        assert doctor.post(address, {"q": "x" * 2_000_000}).status_code == 400

    def test_an_order_is_cancelled_from_the_pane(self) -> None:
        doctor = browser("doctor", rooms.HERE)
        visit = rooms.receive(rooms.register(), "K01", now=clock.now())
        address = f"/hospital/visits/{visit.id}/orders/"
        doctor.post(address, {"codes": [CBC], "act": "order", "once": "a"})
        made = models.Order.objects.get()
        where = f"{address}{made.pk}/cancel/"
        assert doctor.post(where, {"reason": ""}).status_code == 400
        assert "Đã hủy chỉ định." in doctor.post(where, {"reason": "Nhầm"}, follow=True).content.decode()
        assert browser("doctor", rooms.THERE).get(where).status_code == 404


def test_first_letters_are_words_too() -> None:
    assert words_of("22.1", "Tổng phân tích").endswith(" tpt")
