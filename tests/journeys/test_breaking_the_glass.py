"""A doctor without a relationship is refused, breaks the glass and reads; the person sees it; a reviewer judges it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.utils import translation

from hoaban.foundation.accounts.models import Emergency
from hoaban.foundation.audit import api as audit
from hoaban.foundation.audit.tests.trail import enter
from hoaban.kernel.actor import Scope
from hoaban.shared.chart.tests.test_pages import SignIn, text
from tests import cast
from tests.journeys.test_citizens import citizen

pytestmark = pytest.mark.django_db

STRANGER = ("doctor", Scope("facility", cast.PHONG_THO))
DESK = ("auditor", Scope("all"))
WORDS = "Hôn mê sau tai nạn, cần biết bệnh nền"
NUMBER = "099064000103"


def opens(browser: Client, whose: UUID, **more: str) -> Any:
    given = {"act": "open", "number": NUMBER, "kind": "unconscious", "words": WORDS}
    return browser.post("/people/emergency/", {**given, "person": str(whose), **more})


class TestBreakingTheGlass:
    def test_a_refusal_tells_nothing_of_the_record_and_leads_on(self, sign_in: SignIn, teacher: UUID) -> None:
        doctor = sign_in(*STRANGER)

        refused = doctor.get(f"/people/{teacher}/")
        nobody = doctor.get(f"/people/{UUID(int=5)}/")

        assert refused.status_code == nobody.status_code == 404
        shown = text(refused)
        assert (
            shown.split("<main")[1].split("</main>")[0] == text(nobody).split("<main")[1].split("</main>")[0]
        )
        assert "chưa có quan hệ chăm sóc" in shown
        assert 'href="/people/emergency/"' in shown
        assert "Lò Văn Inh" not in shown

    @pytest.mark.parametrize(
        "asked",
        [
            {"number": NUMBER},
            {"number": "099 064 000 103"},
            {"name": "lò văn inh", "birth": "1964-09-02"},
            {"name": "Inh Lo Van", "birth": "1964-09-02"},
        ],
    )
    def test_an_exact_search_shows_only_what_identifies(
        self, sign_in: SignIn, teacher: UUID, asked: dict[str, str]
    ) -> None:
        page = text(sign_in(*STRANGER).post("/people/emergency/", {"act": "find", **asked}))

        assert f'value="{teacher}"' in page
        assert "Lò Văn Inh" in page
        assert "Tăng huyết áp" not in page
        (entry,) = audit.list_entries(sought=audit.TrailFilter(act="people.find-emergency"))
        assert (entry.purpose, entry.persons) == ("BTG", (teacher,))

    @pytest.mark.parametrize(
        "asked",
        [
            {"number": NUMBER[:8]},
            {"number": "990640001"},
            {"name": "Lò Inh", "birth": "1964-09-02"},
            {"name": "Lò Văn Inh", "birth": "1964-09-03"},
        ],
    )
    def test_a_part_of_a_number_or_name_finds_nobody(
        self, sign_in: SignIn, teacher: UUID, asked: dict[str, str]
    ) -> None:
        page = sign_in(*STRANGER).post("/people/emergency/", {"act": "find", **asked})

        assert str(teacher) not in text(page)

    @pytest.mark.parametrize(
        "asked", [{}, {"number": "0990"}, {"name": "Inh"}, {"name": "Lò Văn Inh"}, {"birth": "x"}]
    )
    def test_too_little_is_said_not_searched(self, sign_in: SignIn, asked: dict[str, str]) -> None:
        page = sign_in(*STRANGER).post("/people/emergency/", {"act": "find", **asked})

        assert page.status_code == 400
        assert not audit.list_entries(sought=audit.TrailFilter(act="people.find-emergency"))

    def test_the_record_opens_says_so_on_every_page_and_reads_under_its_own_purpose(
        self, sign_in: SignIn, teacher: UUID
    ) -> None:
        doctor = sign_in(*STRANGER)

        assert opens(doctor, teacher).headers["Location"] == f"/people/{teacher}/"

        for section in ("", "timeline/", "results/", "medicines/", "papers/"):
            page = text(doctor.get(f"/people/{teacher}/{section}"))
            assert "Lò Văn Inh" in page
            assert "Hồ sơ đang mở khẩn cấp" in page
            assert "/originals/" not in page, "an emergency needs no originals"
        reads = audit.list_entries(sought=audit.TrailFilter(act="record.read", outcome="allowed"))
        assert {(one.purpose, one.persons) for one in reads} == {("BTG", (teacher,))}

    def test_visits_open_too_and_nothing_else_does(self, sign_in: SignIn, teacher: UUID) -> None:
        doctor = sign_in(*STRANGER)
        opens(doctor, teacher)
        timeline = text(doctor.get(f"/people/{teacher}/timeline/"))
        address = timeline.split(f'href="/people/{teacher}/visits/')[1].split('"')[0]

        assert doctor.get(f"/people/{teacher}/visits/{address}").status_code == 200
        assert doctor.get("/people/", {"q": "lo inh"}).status_code == 200
        assert str(teacher) not in text(doctor.get("/people/", {"q": "lo inh"}))

    def test_it_ends_by_itself_and_by_hand(self, sign_in: SignIn, teacher: UUID) -> None:
        doctor = sign_in(*STRANGER)
        opens(doctor, teacher)
        held = Emergency.objects.get()
        assert held.ends_at - held.opened_at == timedelta(hours=4)

        assert doctor.post(f"/people/{teacher}/emergency/end/").status_code == 302
        assert doctor.get(f"/people/{teacher}/").status_code == 404

        opens(doctor, teacher)
        assert doctor.get(f"/people/{teacher}/").status_code == 200
        Emergency.objects.filter(ends_at__gt=held.ends_at).update(ends_at=held.opened_at)
        assert doctor.get(f"/people/{teacher}/").status_code == 404

    @pytest.mark.parametrize(
        "wrong", [{"words": "gấp"}, {"kind": "curious"}, {"kind": ""}, {"person": str(UUID(int=5))}]
    )
    def test_an_incomplete_reason_opens_nothing_and_says_why(
        self, sign_in: SignIn, teacher: UUID, wrong: dict[str, str]
    ) -> None:
        doctor = sign_in(*STRANGER)

        page = opens(doctor, teacher, **wrong)

        assert page.status_code == 400
        assert 'class="summary' in text(page)
        assert doctor.get(f"/people/{teacher}/").status_code == 404

    def test_who_has_a_relationship_is_told_that_it_is_not_needed(
        self, sign_in: SignIn, teacher: UUID
    ) -> None:
        page = opens(sign_in("doctor", Scope("facility", cast.PROVINCIAL)), teacher)

        assert page.status_code == 400
        assert "đã mở cho bạn" in text(page)
        assert not Emergency.objects.exists()

    @pytest.mark.parametrize("role", ["reception", "cashier"])
    def test_who_does_not_treat_has_no_such_page(self, sign_in: SignIn, teacher: UUID, role: str) -> None:
        browser = sign_in(role, Scope("facility", cast.PHONG_THO))

        assert browser.get("/people/emergency/").status_code == 403
        assert opens(browser, teacher).status_code == 403

    def test_the_page_speaks_english(self, sign_in: SignIn, teacher: UUID) -> None:
        doctor = sign_in(*STRANGER)
        doctor.post("/language/", {"language": "en", "next": "/"})

        with translation.override("en"):
            page = text(doctor.post("/people/emergency/", {"act": "find", "number": NUMBER}))

        assert "Danger to life" in page


class TestWhoLooked:
    def test_the_person_is_told_and_sees_every_look_with_its_reason(
        self, sign_in: SignIn, teacher: UUID
    ) -> None:
        doctor = sign_in(*STRANGER)
        opens(doctor, teacher)
        doctor.get(f"/people/{teacher}/")
        mine = citizen(teacher)

        own = text(mine.get("/my/record/"))
        assert "đã được mở khẩn cấp" in own
        assert "Người Thử" in own

        page = text(mine.get("/my/looks/"))
        assert WORDS in page
        assert f"{cast.PHONG_THO}<" in "".join(page.split()), "the place"
        assert "Mở khẩn cấp hồ sơ" in page
        assert "Xem hồ sơ" in page

    def test_every_entry_of_the_trail_about_the_person_is_there_page_by_page(self, teacher: UUID) -> None:
        mine = citizen(teacher)
        for _ in range(60):
            enter(actor=cast.doctor(), act="record.read", purpose="TREAT", persons=[teacher])
        enter(actor=cast.doctor(), act="record.read", purpose="TREAT", persons=[UUID(int=5)])
        expected = [one.id for one in audit.list_looks(persons=[teacher], limit=1000)]

        seen: list[int] = []
        first = text(mine.get("/my/looks/"))
        (older,) = re.findall(r'href="(\?before=\d+)"', first)
        second = text(mine.get(f"/my/looks/{older}"))
        assert not re.findall(r'href="\?before=\d+"', second)
        for page in (first, second):
            seen += [int(number) for number in re.findall(r"#(\d+)\s*<", page)]

        assert set(expected) <= set(seen)
        assert not any(UUID(int=5) in one.persons for one in audit.list_entries(limit=500) if one.id in seen)

    def test_looking_at_the_list_is_a_look(self, teacher: UUID) -> None:
        mine = citizen(teacher)
        mine.get("/my/looks/")

        assert "Xem ai đã xem hồ sơ" in text(mine.get("/my/looks/"))
        (entry, *_) = audit.list_entries(sought=audit.TrailFilter(act="audit.looks"))
        assert (entry.persons, entry.purpose) == ((teacher,), "PATRQT")

    def test_the_desk_answers_by_right_and_others_do_not(self, sign_in: SignIn, teacher: UUID) -> None:
        desk = sign_in(*DESK)
        found = text(desk.get("/people/", {"q": "lo inh"}))

        assert f'href="/people/{teacher}/looks/"' in found
        assert "Lò Văn Inh" in text(desk.get(f"/people/{teacher}/looks/"))
        assert desk.get(f"/people/{teacher}/").status_code == 403, "and opens no record"
        for other in (sign_in(*STRANGER), citizen(teacher)):
            assert other.get(f"/people/{teacher}/looks/").status_code in {302, 403}

    @pytest.mark.parametrize("query", ["before=x", "before=-1", "before=" + "9" * 30])
    def test_nonsense_is_answered_calmly(self, teacher: UUID, query: str) -> None:
        assert citizen(teacher).get(f"/my/looks/?{query}").status_code == 200


class TestWhoCan:
    def test_places_names_and_emergencies_are_told_with_why(self, sign_in: SignIn, teacher: UUID) -> None:
        sign_in("doctor", Scope("facility", cast.PROVINCIAL))
        opens(sign_in(*STRANGER), teacher)
        sign_in("station_nurse", Scope("commune", "03583"))

        page = text(sign_in(*DESK).get(f"/people/{teacher}/access/"))

        assert "đã có lượt khám, chữa bệnh tại đây" in page
        assert "cư trú tại đây" in page
        assert "Bác sĩ" in page
        assert "Điều dưỡng Trạm Y tế" in page
        assert "không tự nói được" in page
        assert text(citizen(teacher).get("/my/access/")).count("cư trú tại đây") == 1

    def test_nobody_else_is_told(self, sign_in: SignIn, teacher: UUID) -> None:
        assert sign_in(*STRANGER).get(f"/people/{teacher}/access/").status_code == 403


class TestReview:
    def test_a_reviewer_sees_the_reason_and_what_was_opened_and_gives_a_verdict(
        self, sign_in: SignIn, teacher: UUID
    ) -> None:
        doctor = sign_in(*STRANGER)
        opens(doctor, teacher)
        doctor.get(f"/people/{teacher}/")
        reviewer = sign_in(*DESK)
        held = Emergency.objects.get()
        address = f"/emergencies/{held.pk}/"

        assert f'href="{address}"' in text(reviewer.get("/emergencies/"))
        page = text(reviewer.get(address))
        assert WORDS in page
        assert "Xem hồ sơ" in page

        assert reviewer.post(address, {"verdict": "unjustified", "words": "ngắn"}).status_code == 400
        given = {"verdict": "unjustified", "words": "Không có ai tên này trong sổ cấp cứu"}
        assert reviewer.post(address, given).headers["Location"] == "/emergencies/"
        assert "Không chính đáng" in text(reviewer.get("/emergencies/?show=done"))
        assert address not in text(reviewer.get("/emergencies/"))
        assert reviewer.post(address, given).status_code == 400

    def test_overdue_reviews_are_counted(self, sign_in: SignIn, teacher: UUID) -> None:
        opens(sign_in(*STRANGER), teacher)
        held = Emergency.objects.get()
        Emergency.objects.update(opened_at=held.opened_at - timedelta(days=4), ends_at=held.opened_at)

        page = text(sign_in(*DESK).get("/emergencies/"))

        assert "1 lần mở quá hạn" in page
        assert "Quá hạn rà soát" in page

    def test_others_review_nothing(self, sign_in: SignIn, teacher: UUID) -> None:
        doctor = sign_in(*STRANGER)
        opens(doctor, teacher)

        assert doctor.get("/emergencies/").status_code == 403
        assert doctor.post(f"/emergencies/{Emergency.objects.get().pk}/", {}).status_code == 403
