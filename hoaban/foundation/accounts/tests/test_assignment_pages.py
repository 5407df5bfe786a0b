"""Roles in the browser: lists, giving, agreeing, reviewing, taking away, fetching; and what a forged form gains."""

from __future__ import annotations

import io
from datetime import timedelta

import openpyxl
import pytest

from hoaban.foundation.accounts import api, models
from hoaban.foundation.accounts.queries import staff
from hoaban.foundation.accounts.tests.people import (
    HEALTH_CENTRE,
    HOSPITAL,
    PASSWORD,
    PROVINCE,
    account,
    actor,
    wholly_signed_in,
)
from hoaban.foundation.audit import api as audit
from hoaban.foundation.places import api as places
from hoaban.kernel import clock
from hoaban.kernel.actor import Scope, system_actor
from hoaban.kernel.effective import Period
from tests import small_province

pytestmark = pytest.mark.django_db
WHY = "Quyết định phân công của đơn vị"


@pytest.fixture(autouse=True)
def _facilities() -> None:
    small_province.open_facilities()


@pytest.fixture
def officer():
    account("qltk", "accounts_officer", PROVINCE)
    return wholly_signed_in("qltk")


@pytest.fixture
def unit_officer():
    account("qltk.bv", "unit_accounts_officer", HOSPITAL)
    return wholly_signed_in("qltk.bv")


def typed(**more: object) -> dict[str, object]:
    today = clock.vietnam_day(clock.now()).isoformat()
    usual = {
        "account": "bs.kham",
        "role": "doctor",
        "scope": "facility:12981",
        "starts_on": today,
        "reason": WHY,
    }
    return {**usual, **more}


def of(username: str) -> models.Assignment:
    return models.Assignment.objects.filter(account__username=username).latest("id")


def test_an_officer_gives_reviews_and_takes_a_role(officer) -> None:
    account("bs.kham")

    answer = officer.post("/assignments/new/", typed())

    number = of("bs.kham").pk
    assert answer.headers["Location"] == f"/assignments/{number}/"
    page = officer.get(f"/assignments/{number}/").content.decode()
    assert WHY in page
    assert "Bệnh viện" in page
    for verdict, words, status in (("keep", "ngắn", 400), ("keep", "Vẫn làm ở khoa Khám bệnh", 302)):
        given = {"act": "review", "verdict": verdict, "words": words}
        assert officer.post(f"/assignments/{number}/act/", given).status_code == status
    assert "Vẫn làm ở khoa Khám bệnh" in officer.get(f"/assignments/{number}/").content.decode()
    assert actor("bs.kham") is not None

    officer.post(f"/assignments/{number}/act/", {"act": "end", "reason": "Chuyển công tác khác"})

    assert not api.actor_of("bs.kham").grants
    ended = officer.get("/assignments/?show=ended").content.decode()
    assert "bs.kham" in ended
    assert "Chuyển công tác khác" in officer.get(f"/assignments/{number}/").content.decode()


def test_a_right_waits_for_the_second_officer(officer) -> None:
    account("bs.kham")
    account("qltk.hai", "accounts_officer", PROVINCE)
    other = wholly_signed_in("qltk.hai")

    told = officer.post("/assignments/new/", typed(rights=["label.hiv"]), follow=True).content.decode()
    number = of("bs.kham").pk

    assert "khi một cán bộ quản lý tài khoản khác đồng ý" in told
    assert officer.post(f"/assignments/{number}/act/", {"act": "agree"}).status_code == 403
    assert not api.actor_of("bs.kham").grants
    assert "bs.kham" in other.get("/assignments/?show=waiting").content.decode()
    assert "Đồng ý" in other.get(f"/assignments/{number}/").content.decode()
    assert other.post(f"/assignments/{number}/act/", {"act": "agree"}).status_code == 302
    assert api.actor_of("bs.kham").may("label.hiv")


@pytest.mark.parametrize(
    "more",
    [
        {"scope": "facility:12982"},
        {"scope": "all:", "role": "clerk"},
        {"role": "hospital_director"},
        {"role": "unit_accounts_officer"},
        {"role": "unit_accounts_officer", "account": "qltk.bv"},
        {"role": "accounts_officer", "scope": "all:"},
    ],
)
def test_a_forged_form_gains_nothing_beyond_the_unit(unit_officer, more) -> None:
    account("bs.kham")
    before = models.Assignment.objects.count()

    answer = unit_officer.post("/assignments/new/", typed(**more))

    assert answer.status_code in (400, 403)
    assert models.Assignment.objects.count() == before


def test_fields_that_no_form_has_are_not_taken(officer, unit_officer) -> None:
    account("bs.kham")
    more = {
        "rights": ["label.hiv"], "is_waiting": "false", "agreed_by": "account:qltk", "given_by": "account:giamdoc",
        "given_at": "2020-01-01", "confirmed_at": "2099-01-01", "id": "1", "actor": "account:qltk",
        "scope_kind": "all", "scope_code": "",
    }  # fmt: skip

    unit_officer.post("/assignments/new/", typed(**more))

    row = of("bs.kham")
    assert (row.rights, row.agreed_by, row.given_by) == ([], "", "account:qltk.bv")
    assert (row.scope_kind, row.scope_code) == ("facility", "12981")
    assert row.confirmed_at < clock.now()
    given = {"act": "review", "verdict": "keep", "words": WHY, "ends_on": "2099-01-01", "role": "auditor",
             "account": "qltk.bv", "reviewed_by": "account:giamdoc"}  # fmt: skip
    officer.post(f"/assignments/{row.pk}/act/", given)
    row.refresh_from_db()
    assert (row.role, row.ends_on, row.account.username) == ("doctor", None, "bs.kham")
    assert row.reviews.get().reviewed_by == "account:qltk"


def test_an_officer_does_not_give_themself_a_role_by_any_spelling(officer) -> None:
    for name in ("qltk", " qltk ", "QLTK", "Qltk"):
        answer = officer.post("/assignments/new/", typed(account=name))
        assert answer.status_code == 403, name
    assert models.Assignment.objects.filter(account__username="qltk").count() == 1


def test_what_is_not_theirs_is_not_found_like_what_is_not_there(unit_officer) -> None:
    account("bs.pt", "doctor", HEALTH_CENTRE)
    hidden, absent = of("bs.pt").pk, of("bs.pt").pk + 1000

    for method, path in (("get", ""), ("post", "act/")):
        answers = [
            getattr(unit_officer, method)(f"/assignments/{number}/{path}", {"act": "end", "reason": WHY})
            for number in (hidden, absent)
        ]
        assert [one.status_code for one in answers] == [404, 404]
        pages = [
            one.content.decode().replace(one.wsgi_request.request_id, "ID").replace(f"/{number}/", "/N/")
            for one, number in zip(answers, (hidden, absent), strict=True)
        ]
        assert _without_tokens(pages[0]) == _without_tokens(pages[1])


def _without_tokens(page: str) -> str:
    import re

    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page)


@pytest.mark.parametrize("role", ["doctor", "clerk", "it_officer", "hospital_director", "registrar"])
def test_others_do_not_come_in(role) -> None:
    from hoaban.foundation.accounts.rules.roles import roles

    place = PROVINCE if "all" in roles()[role].given_at else HOSPITAL
    account("ai.do", role, place)
    account("bs.kham", "doctor")
    browser = wholly_signed_in("ai.do")

    for path in ("/assignments/", "/assignments/new/", "/assignments/list.xlsx", "/accounts/new/",
                 f"/assignments/{of('bs.kham').pk}/"):  # fmt: skip
        assert browser.get(path).status_code == 403, path
    assert browser.post(f"/assignments/{of('bs.kham').pk}/act/", {"act": "end"}).status_code == 403


def test_the_auditor_sees_and_fetches_and_has_no_button() -> None:
    account("kiemtra", "auditor", PROVINCE)
    account("bs.kham", "doctor")
    auditor = wholly_signed_in("kiemtra")
    later = clock.now() - timedelta(days=200)
    models.Assignment.objects.filter(account__username="bs.kham").update(confirmed_at=later)

    listed = auditor.get("/assignments/").content.decode()
    one = auditor.get(f"/assignments/{of('bs.kham').pk}/").content.decode()

    assert "1 vai trò quá hạn" in listed
    assert "/assignments/new/" not in listed
    assert "<form" not in one.split("<main")[1].split("</main>")[0]
    assert auditor.get("/assignments/new/").status_code == 403
    assert auditor.post(f"/assignments/{of('bs.kham').pk}/act/", {"act": "end"}).status_code == 403


def test_the_list_is_fetched_as_a_sheet_and_as_text_without_formulas(officer) -> None:
    account("bs.kham")
    officer.post("/assignments/new/", typed(reason='=HYPERLINK("http://x.example","a")'))

    sheet = openpyxl.load_workbook(io.BytesIO(officer.get("/assignments/list.xlsx").content)).active
    cells = [cell for row in sheet.iter_rows() for cell in row]
    text = officer.get("/assignments/list.csv").content.decode("utf-8-sig")

    assert '=HYPERLINK("http://x.example","a")' in {cell.value for cell in cells}
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    assert "'=HYPERLINK" in text
    assert ",=HYPERLINK" not in text
    assert "bs.kham" in text
    entries = audit.list_entries(limit=2)
    assert [one.act for one in entries] == ["accounts.export-assignments"] * 2
    assert {one.detail["kind"] for one in entries} == {"csv", "xlsx"}


def test_the_list_of_a_unit_holds_the_unit_alone(unit_officer) -> None:
    account("bs.kham", "doctor")
    account("bs.pt", "doctor", HEALTH_CENTRE)

    text = unit_officer.get("/assignments/list.csv").content.decode()
    page = unit_officer.get("/assignments/?show=held").content.decode()

    for told in (text, page):
        assert "bs.kham" in told
        assert "bs.pt" not in told


def test_an_account_is_opened_after_what_is_doubtful_was_answered_for(officer, monkeypatch) -> None:
    known = staff.StaffMember("000123/LCH", "Lò Thị Hương", ("Bác sĩ, Trung tâm",), is_here=True)
    monkeypatch.setattr(staff, "_finders", [lambda number, on: known if number == known.number else None])
    given = {
        "display_name": "Tiếp đón 1", "username": "tiepdon.moi", "post_vi": "Nhân viên tiếp đón", "password": PASSWORD,
        "staff_number": "000123/LCH", "is_active": "false", "is_demo": "true",
    }  # fmt: skip

    asked = officer.post("/accounts/new/", given)
    page = asked.content.decode()
    assert asked.status_code == 400
    assert "không dùng chung" in page
    assert "Lò Thị Hương" in page
    assert 'name="sure"' in page
    assert not models.Account.objects.filter(username="tiepdon.moi").exists()
    assert 'name="sure"' not in officer.get("/accounts/new/").content.decode()

    right = officer.post("/accounts/new/", {**given, "display_name": "Lò Thị Hương"})

    assert right.headers["Location"] == "/accounts/tiepdon.moi/"
    row = models.Account.objects.get(username="tiepdon.moi")
    assert (row.staff_number, row.is_active, row.is_demo) == ("000123/LCH", True, False)
    assert row.must_change_password
    one = officer.get("/accounts/tiepdon.moi/").content.decode()
    assert "000123/LCH" in one
    assert "Bác sĩ, Trung tâm" in one
    officer.post("/accounts/tiepdon.moi/act/", {"act": "unstaff"})
    assert staff.staff_number_of("tiepdon.moi") == ""
    assert officer.post("/accounts/tiepdon.moi/staff/", {"staff_number": "x"}).status_code == 400
    assert officer.post("/accounts/tiepdon.moi/staff/", {"staff_number": "000123/LCH"}).status_code == 302


@pytest.mark.parametrize("address", ["/assignments/", "/assignments/new/", "/accounts/new/"])
def test_pages_also_speak_english(officer, address) -> None:
    officer.post("/language/", {"language": "en", "next": "/"})

    page = officer.get(address).content.decode()

    assert '<html lang="en">' in page
    for vietnamese in ("Vai trò", "Họ và tên", "Lý do", "Đến hạn", "Mở tài khoản"):
        assert vietnamese not in page


def test_the_list_costs_few_queries(officer, django_assert_max_num_queries) -> None:
    for number in range(12):
        account(f"bs.{number}", "doctor")
    officer.get("/assignments/?show=held")

    with django_assert_max_num_queries(20):
        officer.get("/assignments/?show=held")


class TestDepartments:
    """The officer chooses among the departments that are open; lists and files name them."""

    @pytest.fixture(autouse=True)
    def _departments(self) -> None:
        keeper, now = system_actor("test", "system.manage"), clock.now()
        begun = clock.vietnam_day(now) - timedelta(days=30)
        for house, code, name in (
            ("12981", "K19", "Khoa Ngoại"),
            ("12981", "K98", "Khoa Cũ"),
            ("12982", "K01", "Khoa Khám"),
        ):
            last = begun + timedelta(days=9) if code == "K98" else None
            department = places.Department(code, name, Period(begun, last))
            places.open_department(actor=keeper, facility_code=house, department=department, now=now)

    def choices(self, browser) -> str:
        page = browser.get("/assignments/new/").content.decode()
        return page.split('name="scope"')[1].split("</select>")[0]

    def test_an_officer_of_the_province_is_offered_every_open_department(self, officer) -> None:
        offered = self.choices(officer)

        assert 'value="department:12981.K19"' in offered
        assert "Khoa Ngoại, Bệnh viện Đa khoa tỉnh" in offered
        assert 'value="department:12982.K01"' in offered
        assert "Khoa Cũ" not in offered

    def test_an_officer_of_a_unit_is_offered_its_own_and_gives_and_reads_it(self, unit_officer) -> None:
        account("dd.ngoai")
        offered = self.choices(unit_officer)
        assert 'value="department:12981.K19"' in offered
        assert "12982" not in offered

        given = unit_officer.post(
            "/assignments/new/", typed(account="dd.ngoai", role="nurse", scope="department:12981.K19")
        )

        assert given.status_code == 302
        assert "Khoa Ngoại, Bệnh viện Đa khoa tỉnh" in unit_officer.get(given["Location"]).content.decode()
        assert "Khoa Ngoại, " in unit_officer.get("/assignments/?show=held").content.decode()
        told = unit_officer.get("/assignments/list.csv").content.decode()
        assert "12981.K19" in told
        assert "Khoa Ngoại, " in told
        forged = typed(account="dd.ngoai", role="nurse", scope="department:12982.K01")
        assert unit_officer.post("/assignments/new/", forged).status_code == 400

    def test_whoever_works_in_a_department_reads_its_name(self) -> None:
        account("dd.ngoai", "nurse", Scope("department", "12981.K19"))

        assert "Khoa Ngoại, Bệnh viện Đa khoa tỉnh" in wholly_signed_in("dd.ngoai").get("/").content.decode()
