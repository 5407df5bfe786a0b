"""Why was I refused: the page that refuses leads there, and it tells what is missing and nothing of what was sought."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.test import Client

from hoaban.foundation.accounts import api as accounts
from hoaban.foundation.places import api as places
from hoaban.kernel import clock
from hoaban.kernel.actor import Scope, system_actor
from hoaban.kernel.effective import Period
from tests import small_province

pytestmark = pytest.mark.django_db
OFFICER = system_actor("test", "accounts.manage")
HOSPITAL, HEALTH_CENTRE, DAO_SAN = (
    Scope("facility", "12981"),
    Scope("facility", "12982"),
    Scope("commune", "03571"),
)
LINK = re.compile(r'href="(/why/[^"]*)"')


@pytest.fixture(autouse=True)
def _facilities() -> None:
    small_province.open_facilities()


def explained(browser: Client, path: str, status: int = 403) -> str:
    """What the page behind the link of a refusal says."""
    refused = browser.get(path)
    assert refused.status_code == status
    link = LINK.search(refused.content.decode())
    assert link is not None
    told = browser.get(html.unescape(link[1]))
    assert told.status_code == 200
    return told.content.decode()


def rows(page: str) -> dict[str, str]:
    """Condition -> what the table says about it, without marks."""
    body = page.split("<tbody")[1].split("</tbody>")[0]
    cells = (
        [" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in _cells(row)]
        for row in body.split("<tr")[1:]
    )
    return {name: f"{have} | {badge}" for name, have, badge in cells}


def _cells(row: str) -> Iterator[str]:
    for cell in re.split(r"<t[hd]\b", row)[1:]:
        yield cell.partition(">")[2]


def test_who_has_no_role_for_it_reads_which_role_would_and_whom_to_ask() -> None:
    small_province.browser("accounts_officer", Scope("all"))
    doctor = small_province.browser("doctor", HOSPITAL)

    page = explained(doctor, "/people/doubts/")

    assert "rà soát các cặp nghi trùng" in page
    assert rows(page)["Vai trò"].endswith("Thiếu")
    assert "Người giữ danh bạ người dân" in page
    assert "Toàn tỉnh" in page.split("Hỏi ai")[1]


@pytest.mark.parametrize(
    ("days", "said"),
    [(1, "từ "), (-1, "đã kết thúc")],
)
def test_a_role_out_of_its_time_says_its_day(days: int, said: str) -> None:
    clerk, now = small_province.browser("clerk", Scope("all")), clock.now()
    then = now if days > 0 else now - timedelta(days=9)
    day = clock.vietnam_day(now) + timedelta(days=days)
    period = (day, None) if days > 0 else (clock.vietnam_day(then), day)
    accounts.assign(
        actor=OFFICER, username="clerk.all", role="registrar", scope=Scope("all"), period=period, now=then
    )

    told = rows(explained(clerk, "/people/doubts/"))

    assert told["Vai trò"] == "Người giữ danh bạ người dân | Có"
    assert said in told["Thời hạn"]
    assert f"{day:%d/%m/%Y}" in told["Thời hạn"]
    assert told["Thời hạn"].endswith("Thiếu")


def test_a_role_that_waits_for_a_second_officer_says_so() -> None:
    analyst = small_province.browser("analyst", Scope("all"))
    small_province.browser("accounts_officer", Scope("all"))
    accounts.assign(
        actor=accounts.actor_of("accounts-officer.all"), username="analyst.all", role="auditor", scope=Scope("all"),
        reason="Thay người rà soát nghỉ phép", now=clock.now(),
    )  # fmt: skip

    assert "chờ người thứ hai đồng ý" in rows(explained(analyst, "/trail/"))["Thời hạn"]


def test_another_purpose_is_told_apart() -> None:
    officer = small_province.browser("insurance_officer", HOSPITAL)

    told = rows(explained(officer, "/people/0190a0de-0000-7000-8000-000000000000/"))

    assert told["Mục đích"].startswith("Chỉ có cho: Thanh toán BHYT")
    assert "Khám, chữa bệnh" in told["Mục đích"]
    assert told["Mục đích"].endswith("Thiếu")


def test_a_record_page_says_what_relation_would_open_it_and_not_whether_there_is_one() -> None:
    nurse = small_province.browser("station_nurse", DAO_SAN)

    page = explained(nurse, "/people/0190a0de-0000-7000-8000-000000000000/", status=404)
    told = rows(page)

    assert told["Vai trò"] == "Điều dưỡng Trạm Y tế | Có"
    assert "Người cư trú tại" in told["Quan hệ chăm sóc"]
    assert told["Quan hệ chăm sóc"].endswith("Trang không nói")
    assert "Không có quyền đích danh" in told["Dữ liệu nhạy cảm"]
    assert told["Dữ liệu nhạy cảm"].endswith("Trang không nói")
    assert "/people/emergency/" in page


def test_a_role_at_a_department_is_told_by_its_name() -> None:
    officer = system_actor("test", "system.manage")
    surgery = places.Department("K19", "Khoa Ngoại", Period(date(2024, 1, 1)))
    places.open_department(actor=officer, facility_code="12981", department=surgery, now=clock.now())
    small_province.browser("unit_accounts_officer", HOSPITAL)
    nurse = small_province.browser("nurse", Scope("department", "12981.K19"))

    refused = nurse.get("/people/0190a0de-0000-7000-8000-000000000000/").content.decode()
    page = explained(nurse, "/people/0190a0de-0000-7000-8000-000000000000/", status=404)

    assert "Người đã khám, điều trị tại Khoa Ngoại, Bệnh viện Đa khoa tỉnh" in refused
    assert "Khoa Ngoại, Bệnh viện Đa khoa tỉnh" in rows(page)["Phạm vi"]
    assert "đã đến khám, chữa bệnh tại Khoa Ngoại" in rows(page)["Quan hệ chăm sóc"]
    assert "Bệnh viện Đa khoa tỉnh" in page.split("Hỏi ai")[1]


def test_an_address_that_is_none_and_one_of_somebody_else_lead_to_the_same_page() -> None:
    officer = small_province.browser("clerk", Scope("all"))

    links = {LINK.search(officer.get(path).content.decode())[1] for path in ("/nowhere/", "/nowhere/else/")}

    assert links == {"/why/"}
    assert "Ba trường hợp được trả lời như nhau" in officer.get("/why/").content.decode()


@pytest.mark.parametrize(
    "act", ["stars.move", "record.read:<script>alert(1)</script>", "x" * 500, "sign-in", ""]
)
def test_what_is_no_act_is_answered_plainly(act: str) -> None:
    browser = small_province.browser("doctor", HOSPITAL)

    answer = browser.get("/why/", {"act": act})

    assert answer.status_code == 200
    assert "<script>alert" not in answer.content.decode()


def test_a_visitor_is_offered_no_explanation_and_comes_to_the_door() -> None:
    assert "/why/" not in Client().get("/nowhere/").content.decode()
    assert Client().get("/why/?act=audit.read").status_code == 302


def test_it_speaks_english() -> None:
    doctor = small_province.browser("doctor", HOSPITAL)
    doctor.post("/language/", {"language": "en", "next": "/"})

    page = explained(doctor, "/trail/")

    assert "reading the trail of access" in page
    assert "None of your roles lets you do this." in page
    for vietnamese in ("Vai trò", "Thiếu", "Hỏi ai", "Thời hạn"):
        assert vietnamese not in page


def test_an_open_role_explains_itself_wherever_it_reaches() -> None:
    doctor = small_province.browser("doctor", HEALTH_CENTRE)

    told = rows(explained(doctor, "/people/0190a0de-0000-7000-8000-000000000000/", status=404))

    assert "Phong Thổ" in told["Phạm vi"]
    assert told["Mục đích"] == "Khám, chữa bệnh | Có"
