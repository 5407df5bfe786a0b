"""Results: samples, values with ranges, release by who may, critical values, new versions, a result of the wrong person."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection

from hoaban.kernel import clock
from hoaban.kernel.errors import NotAllowed
from hoaban.modules.hospital import models
from hoaban.modules.hospital.queries import my_list
from hoaban.modules.hospital.queries import results as reading
from hoaban.modules.hospital.queries.orders import NoSuchOrder
from hoaban.modules.hospital.rules import results as rules
from hoaban.modules.hospital.rules.ordering import OrderState
from hoaban.modules.hospital.services import results as acting
from hoaban.modules.hospital.services.ordering import OrderMoved, Wish, cancel_order, place_orders
from hoaban.modules.hospital.tests import rooms
from hoaban.record import language
from hoaban.shared.chart import api as chart
from hoaban.shared.scheduling import api as scheduling
from hoaban.shared.visits import api as visits
from tests import cast
from tests.attacks.world import browser

pytestmark = pytest.mark.django_db
NOW = rooms.NOW
CBC, ELEC, XRAY, CONSULT, NEBULISER = (
    "22.0121.1369", "23.0058.1487", "18.0119.0028", "02.03.1896", "02.0032.0898",
)  # fmt: skip
KTV, BS = "000201/LCH-GPHN", "000202/LCH-GPHN"


@pytest.fixture(autouse=True)
def _hospital() -> None:
    rooms.open_hospital()
    rooms.offer()
    rooms.licensed(KTV, "technician", "laboratory")


@pytest.fixture
def visit() -> visits.Visit:
    return rooms.receive(rooms.register(), "K01")


@pytest.fixture
def sampling() -> int:
    return rooms.open_point(scheduling.PointKind.SAMPLING, "XN1", "Lấy mẫu 1")


def ordered(visit: visits.Visit, *codes: str, once: str = "o", **more: object) -> list[UUID]:
    wish = Wish(codes, **more)  # type: ignore[arg-type]
    return place_orders(actor=rooms.doctor(), visit=visit.id, wish=wish, once=once, now=NOW)


def save(order: UUID, release: bool = True, once: str = "", now: object = NOW, **typed: object) -> None:
    acting.save_result(
        actor=rooms.technician(KTV), order=order, typed=acting.Typed(**typed), release=release,  # type: ignore[arg-type]
        once=once or uuid4().hex, now=now,  # type: ignore[arg-type]
    )  # fmt: skip


class TestSamples:
    def test_the_sample_is_in_the_record_and_the_turn_ends_with_the_last(
        self, visit: visits.Visit, sampling: int
    ) -> None:
        one, two = ordered(visit, CBC, ELEC)
        tech = rooms.technician(KTV)
        assert [len(part) for part in _lists(sampling)] == [2, 0, 0]
        assert acting.take_samples(actor=tech, orders=[one], now=NOW) == 1
        assert scheduling.see_queue(actor=tech, point=sampling, now=NOW).waiting != ()
        assert acting.take_samples(actor=tech, orders=[one, two], now=NOW) == 1

        assert scheduling.see_queue(actor=tech, point=sampling, now=NOW).waiting == ()
        specimens = rooms.stored(visit, "Specimen")
        assert {one["accessionIdentifier"]["value"] for one in specimens} == {
            f"{visit.number}.01", f"{visit.number}.02",
        }  # fmt: skip
        assert [problem for one in specimens for problem in language.validate(one)] == []
        assert [len(part) for part in _lists(sampling)] == [0, 2, 0]

    def test_who_may_not_take_them(self, visit: visits.Visit, sampling: int) -> None:
        (one,) = ordered(visit, CBC)
        for actor in (rooms.desk(), rooms.nurse(rooms.THERE)):
            with pytest.raises(NoSuchOrder):
                acting.take_samples(actor=actor, orders=[one], now=NOW)
        cancel_order(actor=rooms.doctor(), order=one, reason="Nhầm", now=NOW)
        with pytest.raises(OrderMoved):
            acting.take_samples(actor=rooms.technician(KTV), orders=[one], now=NOW)


def _lists(point: int) -> tuple[tuple[reading.Work, ...], ...]:
    seen = reading.see_worklist(actor=rooms.technician(KTV), point=point, now=NOW)
    return seen.waiting, seen.begun, seen.done


def _messages() -> list[tuple[object, ...]]:
    """What people are to be told, of whatever kind: (template, person, facility)."""
    with connection.cursor() as cursor:
        cursor.execute("select template, person, facility from messaging_message")
        return list(cursor.fetchall())


class TestReleasing:
    def test_values_have_ranges_by_sex_and_the_order_is_completed(self, visit: visits.Visit) -> None:
        (one,) = ordered(visit, CBC)
        save(one, values={"WBC": "12,5", "HGB": "125", "PLT": "250"}, text="Bạch cầu tăng")

        (report,) = rooms.stored(visit, "DiagnosticReport")
        values = {each["code"]["text"]: each for each in rooms.stored(visit, "Observation")}
        assert (report["status"], len(report["result"])) == ("final", 3)
        assert [p for each in (report, *values.values()) for p in language.validate(each)] == []
        haemoglobin = values["Huyết sắc tố"]
        assert haemoglobin["referenceRange"][0]["low"]["value"] == 130
        assert haemoglobin["interpretation"][0]["coding"][0]["code"] == "L"
        assert rooms.stored(visit, "ServiceRequest")[0]["status"] == "completed"
        ((work, seen, new),) = reading.see_results(actor=rooms.doctor(), visit=visit.id, now=NOW)
        assert (work.state, new, seen.text) == (OrderState.RELEASED, True, "Bạch cầu tăng")
        assert [line.flag for line in seen.lines] == ["H", "L", "N"]

    def test_who_has_gone_home_is_told_that_there_is_news_and_who_waits_is_not(
        self, visit: visits.Visit
    ) -> None:
        one, two = ordered(visit, CBC, ELEC)
        save(one, values={"WBC": "7"})
        assert _messages() == []

        outcome = visits.Outcome("1", "2")
        visits.note(
            actor=rooms.doctor(), visit=visit.id, entries=[], to=visits.State.ENDED, outcome=outcome, now=NOW
        )
        save(two, release=False, values={"NA": "140"})
        assert _messages() == []
        save(two, values={"NA": "140"})
        save(one, values={"WBC": "8"}, versions=1, why="Đọc nhầm máy")
        assert _messages() == [("visit-news", visit.arrival.person, cast.PROVINCIAL)]

    def test_kept_for_release_it_is_preliminary_and_nobody_s_result_yet(self, visit: visits.Visit) -> None:
        (one,) = ordered(visit, CBC)
        acting.save_result(
            actor=rooms.nurse(), order=one, typed=acting.Typed({"WBC": "7"}), release=False, once="a", now=NOW
        )
        assert rooms.stored(visit, "DiagnosticReport")[0]["status"] == "preliminary"
        assert reading.see_results(actor=rooms.doctor(), visit=visit.id, now=NOW) == []

    def test_who_has_no_licence_for_it_releases_nothing(self, visit: visits.Visit) -> None:
        (one,) = ordered(visit, CBC)
        for actor in (rooms.technician(), rooms.nurse()):
            with pytest.raises(NotAllowed):
                acting.save_result(
                    actor=actor,
                    order=one,
                    typed=acting.Typed({"WBC": "7"}),
                    release=True,
                    once=actor.id,
                    now=NOW,
                )
        assert models.Order.objects.get().state == OrderState.ORDERED
        assert rooms.stored(visit, "DiagnosticReport") == []

    @pytest.mark.parametrize("typed", ["abc", "-3", "1e5", "9" * 100, "12,5,1", "NaN", "<"])
    def test_nonsense_is_told_at_its_value(self, visit: visits.Visit, typed: str) -> None:
        (one,) = ordered(visit, CBC)
        with pytest.raises(acting.ResultNotValid) as refused:
            save(one, values={"WBC": typed})
        assert refused.value.place == "WBC"

    def test_sent_twice_it_is_one_version_and_a_stale_page_is_told(self, visit: visits.Visit) -> None:
        (one,) = ordered(visit, CBC)
        for _twice in range(2):
            save(one, values={"WBC": "7"}, once="same")
        assert models.Order.objects.get().versions == 1
        with pytest.raises(acting.ResultMoved):
            save(one, values={"WBC": "8"}, why="x", versions=0)

    def test_an_answer_a_procedure_and_an_image_are_told_in_words(self, visit: visits.Visit) -> None:
        rooms.licensed(BS, "doctor", "imaging_doctor", "Nông Thị Hiếu")
        rooms_open = rooms.open_point(scheduling.PointKind.CONSULTING, "TM1", "Phòng Tim mạch", "K02")
        answer, treated, image = ordered(
            visit, CONSULT, NEBULISER, XRAY, to_point=rooms_open, question="Có suy tim không?"
        )
        queue = scheduling.see_queue(actor=rooms.nurse(), point=rooms_open, now=NOW)
        assert [ticket.visit for ticket, _minutes in queue.waiting] == [visit.id]
        doctor = rooms.imager(BS)
        for one, said in (
            (answer, "Không suy tim <nhẹ>"),
            (treated, "Đã khí dung 15 phút"),
            (image, "Tim phổi bình thường"),
        ):
            acting.save_result(
                actor=doctor, order=one, typed=acting.Typed(text=said), release=True, once=said, now=NOW
            )

        texts = {
            report.text
            for _work, report, _new in reading.see_results(actor=rooms.doctor(), visit=visit.id, now=NOW)
        }
        assert texts == {"Không suy tim <nhẹ>", "Đã khí dung 15 phút", "Tim phổi bình thường"}
        for kind in ("Composition", "Procedure", "DiagnosticReport"):
            (made,) = rooms.stored(visit, kind)
            assert language.validate(made) == []


class TestTelling:
    def test_a_critical_value_is_told_to_who_ordered_until_they_have_seen_it(
        self, visit: visits.Visit
    ) -> None:
        (one,) = ordered(visit, ELEC)
        save(one, values={"K": "6,9", "NA": "140"})

        (notice,) = reading.list_notices(actor=rooms.doctor(), now=NOW)
        assert (notice.kind, notice.visit) == (acting.CRITICAL, visit.id)
        assert reading.list_notices(actor=rooms.nurse(), now=NOW) == []
        acting.acknowledge(actor=rooms.doctor(), visit=visit.id, now=NOW)
        assert reading.list_notices(actor=rooms.doctor(), now=NOW) == []
        ((_work, _report, new),) = reading.see_results(actor=rooms.doctor(), visit=visit.id, now=NOW)
        assert not new

    def test_the_list_of_who_ordered_shows_the_visit_until_they_have_seen_its_results(
        self, visit: visits.Visit
    ) -> None:
        (one,) = ordered(visit, CBC)
        assert my_list.my_list(actor=rooms.doctor(), point=None, now=NOW).returned == ()
        save(one, values={"WBC": "7"})
        (back,) = my_list.my_list(actor=rooms.doctor(), point=None, now=NOW).returned
        assert (back.visit.id, back.count, back.is_critical) == (visit.id, 1, False)
        assert back.who is not None
        assert back.who.name == "Lò Văn Inh"
        acting.acknowledge(actor=rooms.doctor(), visit=visit.id, now=NOW)
        assert my_list.my_list(actor=rooms.doctor(), point=None, now=NOW).returned == ()

    def test_a_changed_result_is_a_new_version_that_says_what_changed(self, visit: visits.Visit) -> None:
        (one,) = ordered(visit, CBC)
        save(one, values={"WBC": "7", "PLT": "250"})
        later = NOW + timedelta(minutes=5)
        with pytest.raises(acting.ResultNotValid) as refused:
            save(one, values={"WBC": "17"}, versions=1, now=later)
        assert refused.value.place == "why"
        save(one, values={"WBC": "17", "PLT": "250"}, versions=1, why="Đọc nhầm máy", now=later)

        work, versions = reading.see_result(actor=rooms.doctor(), visit=visit.id, order=one, now=later)
        assert (work.versions, [each.number for each in versions]) == (2, [2, 1])
        assert ("Số lượng bạch cầu", "7 G/L", "17 G/L") in versions[0].changes
        assert versions[0].report.status == "amended"
        assert [each.kind for each in reading.list_notices(actor=rooms.doctor(), now=later)] == [
            acting.AMENDED
        ]

    def test_a_result_of_the_wrong_person_is_withdrawn_and_who_looked_is_told(
        self, visit: visits.Visit
    ) -> None:
        (one,) = ordered(visit, CBC)
        now = clock.now()
        save(one, values={"WBC": "7"}, now=now)
        other = rooms.nurse()
        chart.see_banner(actor=other, visit=visit.id, now=now)
        with pytest.raises(acting.ResultNotValid):
            acting.withdraw_result(actor=rooms.technician(KTV), order=one, why=" ", now=clock.now())
        acting.withdraw_result(actor=rooms.technician(KTV), order=one, why="Nhầm ống máu", now=clock.now())

        assert {each["status"] for each in rooms.stored(visit, "DiagnosticReport")} == {"entered-in-error"}
        assert {each["status"] for each in rooms.stored(visit, "Observation")} == {"entered-in-error"}
        assert rooms.stored(visit, "ServiceRequest")[0]["status"] == "active"
        for actor in (rooms.doctor(), other):
            assert [each.kind for each in reading.list_notices(actor=actor, now=now)] == [acting.WITHDRAWN]
        save(one, values={"WBC": "8"}, versions=1, now=clock.now())
        ((_work, report, _new),) = reading.see_results(actor=rooms.doctor(), visit=visit.id, now=now)
        assert [line.number for line in report.lines] == [8]
        assert report.by == "Hà Đức Lợi"  # as the register of staff has it, not what an account is called by


class TestPages:
    def test_from_the_worklist_to_the_doctor_s_pane(self, sampling: int) -> None:
        now = clock.now()
        visit = rooms.receive(rooms.register(), "K01", now=now)
        (one,) = place_orders(actor=rooms.doctor(), visit=visit.id, wish=Wish((CBC,)), once="o", now=now)
        tech, doctor = browser("laboratory_technician", rooms.HERE), browser("doctor", rooms.HERE)
        assert "Lấy mẫu 1" in tech.get("/hospital/worklists/").content.decode()
        assert "Lò Văn Inh" in tech.get(f"/hospital/worklists/{sampling}/").content.decode()
        told = tech.post(f"/hospital/worklists/{sampling}/", {"order": [str(one), "x"]}, follow=True)
        assert "Đã ghi lấy 1 mẫu." in told.content.decode()
        where = f"/hospital/worklists/orders/{one}/"
        assert tech.get(where + "label.pdf").content.startswith(b"%PDF")
        wrong = tech.post(where, {"WBC": "abc", "PLT": "250", "act": "keep", "versions": "0", "once": "a"})
        assert wrong.status_code == 400
        assert 'value="250"' in wrong.content.decode()
        kept = tech.post(where, {"WBC": "7", "act": "keep", "versions": "0", "once": "b"}, follow=True)
        assert "Đã lưu, chờ duyệt." in kept.content.decode()

        results = f"/hospital/visits/{visit.id}/results/"
        assert "Chưa có kết quả nào." in doctor.get(results).content.decode()
        save(one, values={"WBC": "7"}, now=clock.now())
        inner = doctor.get(results, headers={"HX-Request": "true"}).content.decode()
        assert "<html" not in inner
        mark = inner.partition("?seen=")[2][:16]
        again = doctor.get(f"{results}?seen={mark}", headers={"HX-Request": "true"})
        assert (again.status_code, again.content) == (204, b"")
        assert doctor.post(results).status_code == 302
        assert (
            "Số lượng bạch cầu" in doctor.get(f"/hospital/visits/{visit.id}/orders/{one}/").content.decode()
        )

    def test_strangers_find_nothing(self, visit: visits.Visit, sampling: int) -> None:
        (one,) = ordered(visit, CBC)
        tech, doctor = browser("laboratory_technician", rooms.THERE), browser("doctor", rooms.THERE)
        for who, where in (
            (tech, f"/hospital/worklists/{sampling}/"), (tech, f"/hospital/worklists/orders/{one}/"),
            (tech, f"/hospital/worklists/orders/{one}/label.pdf"), (tech, f"/hospital/worklists/orders/{one}/withdraw/"),
            (doctor, f"/hospital/visits/{visit.id}/results/"), (doctor, f"/hospital/visits/{visit.id}/orders/{one}/"),
        ):  # fmt: skip
            answer = who.get(where)
            assert answer.status_code == 404, where
            assert who.post(where, {"order": str(one)}).status_code in (404, 405), where
            assert "Lò Văn Inh" not in answer.content.decode()


class TestRules:
    def test_every_template_has_values_and_every_range_a_value(self) -> None:
        names = {one.name for of in rules.templates().values() for one in of}
        assert all(rules.templates().values())
        ranged = {row["analyte"] for row in rules._ranges()}
        assert ranged <= names

    @pytest.mark.parametrize(
        ("analyte", "sex", "months", "value", "flag"),
        [("K", "male", 400, "6.5", "HH"), ("K", "male", 400, "5.2", "H"),
         ("K", "", None, "4", "N"), ("HGB", "female", 400, "49", "LL"),
         ("HGB", "female", 400, "121", "N"), ("HGB", "male", 400, "121", "L"), ("ALT", "male", 400, "40", "N"),
         ("PLT", "male", 400, "30", "LL")],
    )  # fmt: skip
    def test_flags(self, analyte: str, sex: str, months: int | None, value: str, flag: str) -> None:
        of = next(one for each in rules.templates().values() for one in each if one.name == analyte)
        found = rules.read_value(of, value, sex, months)
        assert found is not None
        assert found.flag == flag

    def test_only_choices_of_the_list(self) -> None:
        (of,) = rules.templates()["NS1"]
        assert rules.read_value(of, "Dương tính", "", None).flag == "A"  # type: ignore[union-attr]
        with pytest.raises(ValueError, match="có lẽ"):
            rules.read_value(of, "có lẽ", "", None)
