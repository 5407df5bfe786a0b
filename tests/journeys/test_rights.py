"""What people ask about their data: at home, at the desk, for a child; the officer's list and answer; what the trail says."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from hoaban.foundation.audit import api as audit
from hoaban.kernel import clock
from hoaban.kernel.actor import Scope, system_actor
from hoaban.ops.demo.accounts import register_demo_accounts
from hoaban.ops.demo.rights import ask_demo_requests
from hoaban.shared.chart.tests.test_pages import PASSWORD, SignIn
from hoaban.shared.people import services
from hoaban.shared.people.models import Human, PatientLink
from hoaban.shared.people.tests.village import nurse, open_stations, settle
from hoaban.shared.privacy.models import DataRequest, RequestStep
from tests import cast
from tests.journeys.looks import text
from tests.journeys.test_citizens import citizen

pytestmark = pytest.mark.django_db

DESK = ("reception", Scope("facility", cast.PROVINCIAL))
OFFICER = ("auditor", Scope("all"))
TEXT = "Xin sửa năm sinh ghi trong hồ sơ: 1946 mới đúng"
WORDS = "Người giữ danh bạ đã sửa năm sinh theo căn cước"


def asks(browser: Client, where: str = "/my/requests/", **given: str) -> Any:
    return browser.post(where, {"kind": "correct", "text": TEXT, "once": "mot", **given})


def asks_at_desk(browser: Client, person: UUID, **given: str) -> Any:
    whole = {"asker": "self", "identified": "identity-paper", **given}
    return asks(browser, f"/people/{person}/requests/", **whole)


def answers(browser: Client, **given: str) -> Any:
    number = DataRequest.objects.get().pk
    whole = {"outcome": "fulfilled", "words": WORDS, "once": "hai", **given}
    return browser.post(f"/privacy/requests/{number}/", whole)


def entries(act: str) -> list[audit.TrailEntry]:
    return audit.list_entries(sought=audit.TrailFilter(act=act), limit=10)


class TestOwnPage:
    def test_a_person_asks_and_reads_the_state_the_deadline_and_the_answer(
        self, sign_in: SignIn, teacher: UUID
    ) -> None:
        mine, officer = citizen(teacher), sign_in(*OFFICER)
        assert asks(mine).status_code == 302
        page = text(mine.get("/my/requests/"))
        assert "Đã nhận, chờ trả lời" in page
        assert TEXT in page
        due = DataRequest.objects.get().due_on
        assert f"{due:%d/%m/%Y}" in page

        assert answers(officer).status_code == 302

        page = text(mine.get("/my/requests/"))
        assert "Đã thực hiện" in page
        assert WORDS in page
        assert "Người Thử, Thử" in page, "who answered"
        assert "Rút yêu cầu này" not in page

    def test_a_form_that_is_sent_twice_is_one_request_and_one_entry(self, teacher: UUID) -> None:
        mine = citizen(teacher)
        for _ in range(2):
            assert asks(mine).status_code == 302

        assert DataRequest.objects.count() == 1
        assert len(entries("privacy.ask")) == 1
        asks(mine, once="khac")
        assert DataRequest.objects.count() == 2

    @pytest.mark.parametrize(
        ("given", "status"),
        [({"text": "xem"}, 400), ({"kind": "x"}, 400), ({"kind": ""}, 400), ({"text": "x" * 3_000}, 400)],
    )
    def test_what_is_missing_is_told_and_nothing_typed_is_lost(
        self, teacher: UUID, given: dict[str, str], status: int
    ) -> None:
        answer = asks(citizen(teacher), **given)

        assert answer.status_code == status
        assert given.get("text", TEXT) in text(answer)
        assert not DataRequest.objects.exists()

    def test_the_own_account_says_who_asks_whatever_is_sent(self, teacher: UUID) -> None:
        asks(
            citizen(teacher), asker="guardian", asker_name="Ai Đó", relation="mẹ", identified="known",
            received_on="2026-01-05",
        )  # fmt: skip

        row = DataRequest.objects.get()
        assert (row.asker, row.asker_name, row.identified) == ("self", "", "account")
        assert row.received_on == clock.vietnam_day(clock.now())

    def test_a_request_is_withdrawn_once_and_not_after_its_answer(
        self, sign_in: SignIn, teacher: UUID
    ) -> None:
        mine = citizen(teacher)
        asks(mine)
        number = str(DataRequest.objects.get().pk)
        for _ in range(2):
            assert mine.post("/my/requests/", {"withdraw": number}).status_code == 302
        assert RequestStep.objects.count() == 1
        assert "Người yêu cầu đã rút" in text(mine.get("/my/requests/"))

        refused = answers(sign_in(*OFFICER))
        assert refused.status_code == 400
        assert WORDS in text(refused), "what was typed is still there"

    def test_nobody_withdraws_or_reads_what_somebody_else_asked(self, teacher: UUID) -> None:
        asks(citizen(teacher))
        number = str(DataRequest.objects.get().pk)
        other = citizen(Human.objects.create(id=UUID(int=9), name="Người Khác", birth="1990", keys=[]).id)

        assert other.post("/my/requests/", {"withdraw": number}).status_code == 404
        assert TEXT not in text(other.get("/my/requests/"))
        assert other.get(f"/my/requests/{teacher}/").status_code == 404
        assert asks(other, f"/my/requests/{teacher}/").status_code == 404
        assert DataRequest.objects.get().state == "received"

    @pytest.mark.parametrize("number", ["x", "", "-1", "9" * 30, "0"])
    def test_nonsense_is_answered_calmly(self, teacher: UUID, number: str) -> None:
        answer = citizen(teacher).post("/my/requests/", {"withdraw": number})

        assert answer.status_code in {400, 404}

    def test_the_page_says_honestly_what_the_platform_does_by_itself(self, teacher: UUID) -> None:
        page = text(citizen(teacher).get("/my/requests/"))

        assert "Hệ thống tự chặn một việc" in page
        assert "Hệ thống không tự xóa gì" in page
        assert f"/my/record/{teacher}/print/" in page
        assert "/my/consents/" in page


class TestDesk:
    def test_reception_takes_it_down_with_who_asks_and_how_they_were_identified(
        self, sign_in: SignIn, teacher: UUID
    ) -> None:
        desk = sign_in(*DESK)
        assert asks_at_desk(desk, teacher).status_code == 302

        page = text(desk.get(f"/people/{teacher}/requests/"))
        assert "Xem căn cước, hộ chiếu hoặc VNeID" in page
        assert "Người Thử, Thử" in page
        (entry,) = entries("privacy.ask")
        assert (entry.purpose, entry.persons, entry.actor_kind) == ("PATRQT", (teacher,), "person")
        assert TEXT in text(citizen(teacher).get("/my/requests/"))

    def test_who_stands_for_somebody_is_named(self, sign_in: SignIn, teacher: UUID) -> None:
        desk = sign_in(*DESK)
        refused = asks_at_desk(desk, teacher, asker="guardian", identified="stands-for")
        assert "Ghi họ tên người đứng thay" in text(refused)
        assert TEXT in text(refused)

        told = {
            "asker": "guardian",
            "asker_name": "Sùng Thị Chở",
            "relation": "mẹ",
            "identified": "stands-for",
        }
        assert asks_at_desk(desk, teacher, **told).status_code == 302
        assert "Sùng Thị Chở (mẹ)" in text(desk.get(f"/people/{teacher}/requests/"))

    def test_the_clock_of_a_letter_runs_from_the_day_it_came_and_a_late_entry_is_a_warning(
        self, sign_in: SignIn, teacher: UUID
    ) -> None:
        desk, today = sign_in(*DESK), clock.vietnam_day(clock.now())
        came = today - timedelta(days=20)
        assert (
            asks_at_desk(desk, teacher, identified="letter", received_on=came.isoformat()).status_code == 302
        )

        assert "quá hạn báo cho người yêu cầu" in text(desk.get(f"/people/{teacher}/requests/"))
        row = DataRequest.objects.get()
        assert (row.received_on, row.due_on < today) == (came, True)
        page = text(sign_in(*OFFICER).get("/privacy/requests/"))
        assert "1 yêu cầu quá hạn" in page
        assert "quá hạn" in page.split("<tbody")[1]

    def test_nobody_signs_in_for_somebody_else(self, sign_in: SignIn, teacher: UUID) -> None:
        assert asks_at_desk(sign_in(*DESK), teacher, identified="account").status_code == 400

    def test_a_nurse_does_so_for_those_whose_record_is_open_to_her(
        self, sign_in: SignIn, teacher: UUID
    ) -> None:
        assert asks_at_desk(sign_in("nurse", DESK[1]), teacher).status_code == 302
        stranger = sign_in("nurse", Scope("facility", "12999"))
        assert stranger.get(f"/people/{teacher}/requests/").status_code == 404
        assert asks_at_desk(stranger, teacher).status_code == 404
        assert DataRequest.objects.count() == 1

    @pytest.mark.parametrize("role", ["doctor", "cashier"])
    def test_others_do_not(self, sign_in: SignIn, teacher: UUID, role: str) -> None:
        browser = sign_in(role, Scope("facility", cast.PROVINCIAL))

        assert asks_at_desk(browser, teacher).status_code == 403
        assert browser.get("/privacy/requests/").status_code == 403

    def test_nobody_of_that_id_is_not_found(self, sign_in: SignIn) -> None:
        assert sign_in(*DESK).get(f"/people/{UUID(int=5)}/requests/").status_code == 404


class TestOfficer:
    def test_the_list_shows_what_is_due_first_and_what_is_done(self, sign_in: SignIn, teacher: UUID) -> None:
        mine, officer = citizen(teacher), sign_in(*OFFICER)
        asks(mine, kind="delete", once="1")
        asks(mine, kind="copy", once="2")

        rows = text(officer.get("/privacy/requests/")).split("<tbody")[1]
        assert rows.index("Nhận bản sao") < rows.index("Xóa dữ liệu")
        assert rows.count("Lò Văn Inh") == 2
        assert "Không có yêu cầu nào" in text(officer.get("/privacy/requests/?show=done"))
        assert entries("privacy.requests")[1].persons == (teacher,)

    def test_a_deletion_is_refused_because_the_law_keeps_records_and_the_person_reads_why(
        self, sign_in: SignIn, teacher: UUID
    ) -> None:
        mine, officer = citizen(teacher), sign_in(*OFFICER)
        asks(mine, kind="delete")
        assert "Chọn căn cứ để từ chối" in text(answers(officer, outcome="refused"))

        assert answers(officer, outcome="refused", ground="kept-by-law").status_code == 302

        page = text(mine.get("/my/requests/"))
        assert "Đã từ chối" in page
        assert "TT 33/2025/TT-BYT" in page
        (entry,) = entries("privacy.answer")
        assert (entry.persons, entry.detail["outcome"], entry.detail["ground"]) == (
            (teacher,), "refused", "kept-by-law",
        )  # fmt: skip
        assert WORDS not in str(entry.detail)

    def test_a_term_is_extended_once_with_a_reason(self, sign_in: SignIn, teacher: UUID) -> None:
        asks(citizen(teacher))
        officer, before = sign_in(*OFFICER), DataRequest.objects.get().due_on

        answers(officer, outcome="extended")

        row = DataRequest.objects.get()
        assert (row.state, row.due_on > before) == ("extended", True)
        assert f"đến {row.due_on:%d/%m/%Y}" in text(citizen(teacher).get("/my/requests/"))
        assert answers(officer, outcome="extended", once="ba").status_code == 400
        assert answers(officer, once="bon").status_code == 302
        assert [one.state for one in RequestStep.objects.all()] == ["extended", "fulfilled"]

    def test_an_answer_that_is_sent_twice_is_one(self, sign_in: SignIn, teacher: UUID) -> None:
        asks(citizen(teacher))
        officer = sign_in(*OFFICER)
        for _ in range(2):
            assert answers(officer).status_code == 302

        assert RequestStep.objects.count() == 1
        assert len(entries("privacy.answer")) == 1

    @pytest.mark.parametrize("number", ["0", "999", "9" * 18, "9" * 40])
    def test_a_number_that_was_never_given_is_not_found(self, sign_in: SignIn, number: str) -> None:
        assert sign_in(*OFFICER).get(f"/privacy/requests/{number}/").status_code == 404

    def test_the_pages_speak_english(self, sign_in: SignIn, teacher: UUID) -> None:
        asks(citizen(teacher))
        officer = sign_in(*OFFICER)
        officer.post("/language/", {"language": "en", "next": "/"})

        page = text(officer.get(f"/privacy/requests/{DataRequest.objects.get().pk}/"))
        assert "Correct what is wrong" in page
        assert "term not yet checked against the decree" in page


class TestFamily:
    def test_who_stands_for_a_child_asks_for_it_and_is_named(self) -> None:
        open_stations()
        family = settle()
        services.relate(
            actor=nurse(),
            person=family.child,
            other=family.mother,
            kind="mother",
            since=None,
            now=clock.now(),
        )
        mother = citizen(family.mother)

        assert asks(mother, f"/my/requests/{family.child}/").status_code == 302

        row = DataRequest.objects.get()
        name = Human.objects.get(pk=family.mother).name
        assert (row.person, row.asker, row.asker_name) == (family.child, "guardian", name)
        assert f"{name} (theo danh bạ người dân)" in text(mother.get(f"/my/requests/{family.child}/"))
        assert TEXT not in text(mother.get("/my/requests/"))

    def test_a_request_stays_with_the_person_when_two_are_joined(
        self, sign_in: SignIn, teacher: UUID
    ) -> None:
        asks(citizen(teacher))
        keep = Human.objects.create(id=UUID(int=8), name="Lò Văn Inh Đúng", birth="1964", keys=[]).id
        PatientLink.objects.filter(human=teacher).update(human=keep)
        Human.objects.filter(pk=teacher).delete()

        assert "Lò Văn Inh Đúng" in text(sign_in(*OFFICER).get("/privacy/requests/"))
        assert TEXT in text(citizen(keep).get("/my/requests/"))


def test_some_people_of_the_demo_have_asked_once(teacher: UUID) -> None:
    officer = system_actor("test", "accounts.manage", "audit.read")
    register_demo_accounts(actor=officer, password=PASSWORD, now=clock.now())

    for _ in range(2):
        assert ask_demo_requests(now=clock.now()) == 2

    assert sorted(DataRequest.objects.values_list("kind", "state")) == [
        ("correct", "received"),
        ("delete", "refused"),
    ]
    assert RequestStep.objects.count() == 1
