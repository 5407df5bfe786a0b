"""A breach of personal data from its discovery, or a sign of unusual use, to its notice and its end."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from hoaban.foundation.audit import api as audit
from hoaban.kernel import clock
from hoaban.kernel.actor import Scope, system_actor
from hoaban.kernel.clock import VIETNAM
from hoaban.ops.demo.accounts import register_demo_accounts
from hoaban.ops.demo.breaches import report_demo_breaches
from hoaban.shared.auditing.models import Finding
from hoaban.shared.chart.tests.test_pages import PASSWORD, SignIn
from hoaban.shared.privacy.models import Breach, BreachFacts, BreachStep
from tests import cast
from tests.journeys.looks import text

pytestmark = pytest.mark.django_db
WHAT = "Một tệp danh sách người bệnh bị gửi nhầm ra ngoài"
WORDS = "Đã gửi qua Cổng Dịch vụ công, số 12/SYT"


def opens(browser: Client, hours_ago: float = 1, **given: Any) -> Any:
    found = (clock.now() - timedelta(hours=hours_ago)).astimezone(VIETNAM)
    whole = {
        "what": WHAT, "once": "mot", "discovered_on": found.date().isoformat(),
        "discovered_time": f"{found:%H:%M}", **given,
    }  # fmt: skip
    return browser.post("/privacy/breaches/new/", whole)


def steps(browser: Client, **given: str) -> Any:
    number = Breach.objects.get().pk
    return browser.post(
        f"/privacy/breaches/{number}/", {"kind": "note", "words": WORDS, "once": "hai", **given}
    )


def told_now() -> dict[str, str]:
    now = clock.now().astimezone(VIETNAM)
    return {
        "kind": "told", "recipient": "authority", "told_on": now.date().isoformat(), "told_time": f"{now:%H:%M}",
    }  # fmt: skip


def page_of(browser: Client, more: str = "") -> str:
    return text(browser.get(f"/privacy/breaches/{Breach.objects.get().pk}/{more}"))


class TestClock:
    def test_it_runs_from_the_discovery_and_ends_with_the_notice(self, officer: Client) -> None:
        assert opens(officer, 10.5).status_code == 302
        listed = text(officer.get("/privacy/breaches/"))
        assert "còn 61 giờ" in listed
        assert "Chưa báo cơ quan" in listed

        assert steps(officer, **told_now()).status_code == 302

        assert "Đã báo cơ quan" in page_of(officer)
        assert "còn 61 giờ" not in text(officer.get("/privacy/breaches/"))

    def test_overdue_ones_are_plain_and_stand_first(self, officer: Client) -> None:
        opens(officer, 1, once="a", what="Mất một máy tính xách tay của trạm")
        opens(officer, 80, once="b")

        page = text(officer.get("/privacy/breaches/"))
        assert "1 vụ việc quá hạn mà chưa báo" in page
        rows = page.split("<tbody")[1]
        assert "quá hạn 8 giờ" in rows
        assert rows.index(WHAT) < rows.index("Mất một máy tính")

    def test_a_notice_that_came_late_says_so(self, officer: Client) -> None:
        opens(officer, 80)
        steps(officer, **told_now())

        assert "Đã báo cơ quan, trễ hạn" in page_of(officer)

    def test_telling_somebody_else_does_not_stop_it(self, officer: Client) -> None:
        opens(officer)
        steps(officer, **{**told_now(), "recipient": "superior"})

        assert "Chưa báo cơ quan" in page_of(officer)


class TestFacts:
    def test_what_is_learnt_later_is_added_and_what_was_known_stays(self, officer: Client) -> None:
        opens(officer)
        assert "bao nhiêu người" in page_of(officer).split("Còn thiếu")[1]
        number = Breach.objects.get().pk
        known = {
            "what": WHAT, "how": "Chọn nhầm người nhận thư", "people": "1240", "categories": ["health", "location"],
            "consequences": "Lộ chẩn đoán", "measures": "Xin xóa; khóa chia sẻ", "seen": "1", "once": "ba",
        }  # fmt: skip
        for _ in range(2):
            assert officer.post(f"/privacy/breaches/{number}/facts/", known).status_code == 302

        page = page_of(officer)
        assert BreachFacts.objects.count() == 2
        assert "1.240" in page
        assert "Còn thiếu" not in page
        assert "Những bản ghi trước" in page
        assert "phải báo cả những người bị ảnh hưởng" in page

    def test_two_who_write_at_once_lose_nothing(self, officer: Client) -> None:
        opens(officer)
        number = Breach.objects.get().pk
        officer.post(f"/privacy/breaches/{number}/facts/", {"what": WHAT + " hai", "seen": "1", "once": "x"})

        late = officer.post(
            f"/privacy/breaches/{number}/facts/", {"what": WHAT + " ba", "seen": "1", "once": "y"}
        )
        assert late.status_code == 400
        assert WHAT + " ba" in text(late)
        assert BreachFacts.objects.count() == 2

    @pytest.mark.parametrize(
        "given",
        [{"what": "mất"}, {"people": "-3"}, {"categories": ["dreams"]}, {"discovered_on": "2020-01-01"},
         {"discovered_time": ""}, {"finding": "x"}, {"finding": "00000000-0000-0000-0000-000000000041"}],
    )  # fmt: skip
    def test_what_is_missing_is_told_and_nothing_typed_is_lost(
        self, officer: Client, given: dict[str, Any]
    ) -> None:
        answer = opens(officer, **given)

        assert answer.status_code == 400
        assert given.get("what", WHAT) in text(answer)
        assert not Breach.objects.exists()

    def test_a_form_that_is_sent_twice_is_one_breach_and_one_step(self, officer: Client) -> None:
        for _ in range(2):
            assert opens(officer).status_code == 302
            assert steps(officer).status_code == 302

        assert (Breach.objects.count(), BreachStep.objects.count()) == (1, 1)
        entries = audit.list_entries(sought=audit.TrailFilter(act="privacy.open-breach"), limit=5)
        assert len(entries) == 1
        assert WHAT not in str(entries[0].detail)


class TestEnd:
    def test_the_notice_is_a_sheet_with_what_it_must_say(self, officer: Client) -> None:
        opens(officer, people="12", categories=["health"])

        sheet = page_of(officer, "notice/")
        for words in (
            "Thông báo vi phạm dữ liệu cá nhân", "Công an tỉnh", "Mẫu số 08", WHAT, "Người Thử, Thử", "Bản này còn thiếu",
        ):  # fmt: skip
            assert words in sheet

    def test_it_is_closed_with_a_reason_and_stays_closed(self, officer: Client) -> None:
        opens(officer)
        assert steps(officer, kind="closed", words="xong").status_code == 400
        assert steps(officer, kind="closed", words="Tệp không chứa dữ liệu cá nhân").status_code == 302

        page = page_of(officer)
        assert "Đã kết thúc mà chưa báo cơ quan" in page
        assert "ít nhất 5 năm" in page
        assert "Bước tiếp theo" not in page
        refused = steps(officer, once="khac")
        assert refused.status_code == 400
        assert WORDS in text(refused)
        number = Breach.objects.get().pk
        changed = officer.post(f"/privacy/breaches/{number}/facts/", {"what": WHAT + "!", "seen": "1"})
        assert changed.status_code == 400
        assert WHAT in text(officer.get("/privacy/breaches/?show=done"))


class TestWhoMay:
    def test_a_sign_of_unusual_use_begins_one_and_is_linked_to_it(self, officer: Client) -> None:
        now = clock.now()
        sign = UUID(int=41)
        Finding.objects.create(
            id=sign, rule="mass", actor_id="account:ai", starts_at=now, ends_at=now, persons=[], figures={}, found_at=now
        )  # fmt: skip
        page = text(officer.get(f"/unusual/{sign}/"))
        assert f"/privacy/breaches/new/?finding={sign}" in page
        assert str(sign) in text(officer.get(f"/privacy/breaches/new/?finding={sign}"))

        opens(officer, finding=str(sign))

        assert f"/unusual/{sign}/" in page_of(officer)

    @pytest.mark.parametrize("role", ["doctor", "reception", "hospital_director"])
    def test_others_do_not(self, sign_in: SignIn, officer: Client, role: str) -> None:
        opens(officer)
        browser = sign_in(role, Scope("facility", cast.PROVINCIAL))

        assert opens(browser, once="b").status_code == 403
        assert steps(browser).status_code == 403
        assert browser.get("/privacy/breaches/").status_code == 403

    @pytest.mark.parametrize("number", ["0", "999", "9" * 40])
    def test_a_number_that_was_never_given_is_not_found(self, officer: Client, number: str) -> None:
        for more in ("", "facts/", "notice/"):
            assert officer.get(f"/privacy/breaches/{number}/{more}").status_code == 404

    def test_the_pages_speak_english(self, officer: Client) -> None:
        opens(officer)
        officer.post("/language/", {"language": "en", "next": "/"})

        assert "Authority not told yet" in page_of(officer)
        assert "Notice of a breach of personal data" in page_of(officer, "notice/")


def test_the_demo_shows_one_that_runs_and_one_that_is_over() -> None:
    officer = system_actor("test", "accounts.manage", "audit.read")
    register_demo_accounts(actor=officer, password=PASSWORD, now=clock.now())

    for _ in range(2):
        assert report_demo_breaches(now=clock.now()) == 2

    assert Breach.objects.filter(closed_at=None, told_at=None).count() == 1
    assert (Breach.objects.count(), BreachStep.objects.count()) == (2, 2)
