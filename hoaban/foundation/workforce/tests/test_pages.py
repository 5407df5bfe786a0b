"""The pages of the staff file: who sees what, what is typed, what is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from hoaban.connect import sheets
from hoaban.foundation.audit import api as audit
from hoaban.foundation.workforce import api as workforce
from hoaban.foundation.workforce import models
from hoaban.foundation.workforce.rules import unit_list
from hoaban.foundation.workforce.tests import staff
from hoaban.foundation.workforce.tests.staff import MIDWIFE, OTHER, STATION
from hoaban.foundation.workforce.views import coverage
from hoaban.kernel import clock
from hoaban.kernel.actor import Scope
from tests.small_province import browser

pytestmark = pytest.mark.django_db
TODAY = clock.vietnam_day(clock.now())


@pytest.fixture(autouse=True)
def _places() -> None:
    staff.open_places()


@pytest.fixture
def officer() -> Client:
    return browser("staff_officer", Scope("all"))


@pytest.fixture
def unit() -> Client:
    return browser("unit_staff_officer", Scope("facility", STATION))


def text(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, (path, answer.status_code)
    return answer.content.decode()


def send(client: Client, path: str, status: int = 302, **values: Any) -> Any:
    answer = client.post(path, values)
    assert answer.status_code == status, (path, answer.status_code, answer.content.decode()[:3000])
    return answer


def test_a_unit_sees_its_own_staff_and_not_those_of_others(unit: Client) -> None:
    mine = staff.register()
    theirs = staff.register(staff.member("Người Khác"), staff.post(OTHER), replace(MIDWIFE, number="2"))
    page = text(unit, "/staff/")
    assert "Quàng Thị Diên" in page
    assert "Người Khác" not in page
    assert "000123/LCH-GPHN" in text(unit, f"/staff/{mine}/")
    text(unit, f"/staff/{theirs}/", 404)
    text(unit, f"/staff/{theirs}/person/", 404)
    for path in ("duties", "coverage", "rota", "lists", "new"):
        assert "Người Khác" not in text(unit, f"/staff/{path}/")


def test_every_look_at_a_file_is_in_the_trail(officer: Client) -> None:
    whose = staff.register()
    text(officer, f"/staff/{whose}/")
    entry = audit.list_entries(sought=audit.TrailFilter(act="workforce.read"))[0]
    assert entry.detail == {"member": str(whose)}


def test_whole_numbers_are_shown_to_those_who_keep_the_file_only(officer: Client) -> None:
    whose = staff.register(staff.member(personal_number="099190000001", phone="0912 345 678"))
    assert "099190000001" in text(officer, f"/staff/{whose}/")
    reader = text(browser("department_director", Scope("all")), f"/staff/{whose}/")
    assert "099190000001" not in reader
    assert "0912 345 678" not in reader


def test_a_person_is_added_corrected_and_leaves_by_the_forms(unit: Client) -> None:
    answer = send(
        unit, "/staff/new/", name="Vàng Thị Sua", birth="3/8/1992", sex="female", profession="midwife",
        facility_code=STATION, post="Hộ sinh", start="2025-01-01",
    )  # fmt: skip
    whose = UUID(answer["Location"].rstrip("/").rpartition("/")[2])
    file = workforce.find_file(whose)
    assert file is not None
    assert (file.member.birth, file.posts[0].post) == ("1992-08-03", "Hộ sinh")
    send(
        unit, f"/staff/{whose}/person/", name="Vàng Thị Sua", birth="1992", profession="midwife", revision=1,
        personal_number="099085000001", sex="female",
    )  # fmt: skip
    page = text(unit, f"/staff/{whose}/")
    assert "Giới tính khác với số định danh cá nhân." in page
    send(unit, f"/staff/{whose}/leaving/", facility_code=STATION, last=TODAY.isoformat())
    assert "người thôi việc" in text(unit, "/staff/duties/")


def test_days_that_were_typed_wrongly_are_corrected_unless_another_post_holds_then(unit: Client) -> None:
    whose = staff.register(there=staff.post(start=date(2062, 1, 1)))
    first = models.Post.objects.get().pk
    path = f"/staff/{whose}/post-days/"
    assert f"{path}?post={first}" in text(unit, f"/staff/{whose}/")
    assert 'value="2062-01-01"' in text(unit, f"{path}?post={first}")
    send(unit, path, post=str(first), start="2026-01-01", registered_on="2026-01-03")
    send(unit, f"/staff/{whose}/post/", facility_code=STATION, post="Trưởng trạm", start="2026-06-01")
    refused = send(unit, path, 400, post=str(first), start="2026-01-01", end="2026-07-01")
    assert "Trùng ngày với vị trí việc làm khác" in refused.content.decode()
    send(unit, path, 400, post=str(first), start="2026-01-01", end="2025-01-01")
    send(unit, path, post=str(first), start="2025-12-01", end="2026-04-30")
    (one, _now) = models.Post.objects.order_by("valid_from")
    assert (one.valid_from, one.valid_to, one.registered_on) == (date(2025, 12, 1), date(2026, 4, 30), None)


def test_a_refused_form_says_why_at_the_field(unit: Client) -> None:
    whose = staff.register()
    page = send(
        unit, f"/staff/{whose}/person/", 400, name="X", birth="31/02/1990", profession="midwife", revision=1
    )
    assert "Ngày sinh không hợp lệ." in page.content.decode()
    stale = send(unit, f"/staff/{whose}/person/", 400, name="X", profession="midwife", revision=7)
    assert "đã được người khác sửa" in stale.content.decode()
    text(unit, f"/staff/{whose}/wings/", 404)


def test_licence_training_and_hours_are_recorded_by_the_forms(unit: Client) -> None:
    whose = staff.register(licence=None)
    send(
        unit, f"/staff/{whose}/licence/", kind="gphn", number="000123/LCH-GPHN", issued_on="2024-01-01",
        valid_until="2028-12-31", scopes=["midwifery"], techniques=["prescribe"],
    )  # fmt: skip
    send(
        unit,
        f"/staff/{whose}/training/",
        kind="cme",
        title="Cấp cứu sản khoa",
        completed_on="2026-01-05",
        hours="24",
    )
    send(
        unit,
        f"/staff/{whose}/hours/",
        facility_code=STATION,
        weekday="1",
        opens="07:30",
        closes="11:30",
        start="2026-01-01",
    )
    page = text(unit, f"/staff/{whose}/")
    for told in ("000123/LCH-GPHN", "Cấp cứu sản khoa", "Thứ hai 07:30 - 11:30", "Kê đơn thuốc"):
        assert told in page
    weekly = models.RegisteredHours.objects.get().pk
    path = f"/staff/{whose}/hours-end/?hours={weekly}"
    assert path in page
    assert f'<option value="{weekly}" selected>' in text(unit, path)
    send(unit, f"/staff/{whose}/hours-end/", hours=str(weekly), last="2026-02-01")
    assert models.RegisteredHours.objects.get().valid_to == date(2026, 2, 1)


def test_a_licence_is_suspended_lifted_and_revoked_on_its_page(officer: Client, unit: Client) -> None:
    whose = staff.register()
    path = f"/staff/{whose}/licences/{staff.licence_id(whose)}/"
    day = TODAY.isoformat()
    assert "do Sở Y tế ghi" in text(unit, path)
    send(unit, path, 403, **{"what": "revoke", "revoke-on": day, "revoke-reason": "Vi phạm"})
    refused = send(officer, path, 400, **{"what": "suspend", "suspend-first": day})
    assert "Lý do" in refused.content.decode()
    send(officer, path, **{"what": "suspend", "suspend-first": "2026-01-01", "suspend-reason": "Vi phạm"})
    assert "bị đình chỉ" in text(officer, path)
    send(officer, path, **{"what": "lift", "lift-on": day})
    assert "còn hiệu lực" in text(officer, path)
    send(officer, path, **{"what": "revoke", "revoke-on": day, "revoke-reason": "Vi phạm"})
    assert "bị thu hồi" in text(officer, path)


def test_which_stations_lack_a_midwife_is_answered(officer: Client) -> None:
    staff.register()
    page = text(officer, "/staff/coverage/?kind=commune_station&profession=midwife&lacking=on&years=3")
    assert f"Cơ sở {OTHER}" in page
    assert "thiếu 1" in page
    rows = page.split("<tbody>")[1]
    assert f"Cơ sở {STATION}" not in rows.split("</tbody>")[0]


def test_the_coverage_of_all_facilities_is_paged(officer: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    staff.register()
    monkeypatch.setattr(coverage, "_PAGE", 2)
    first = text(officer, "/staff/coverage/?kind=commune_station&years=3")
    rows = first.split("<tbody>")[1].split("</tbody>")[0]
    assert rows.count("<tr") == 2
    assert "start=2" in first

    second = text(officer, "/staff/coverage/?kind=commune_station&years=3&start=2")
    assert "start=0" in second
    assert rows not in second


def test_a_report_is_noted_from_the_work_list(unit: Client) -> None:
    staff.register(there=staff.post(start=TODAY, registered_on=None))
    page = text(unit, "/staff/duties/")
    assert "người mới đến" in page
    one = models.Post.objects.get()
    text(browser("unit_staff_officer", Scope("facility", OTHER)), f"/staff/posts/{one.pk}/newcomer/", 404)
    send(unit, f"/staff/posts/{one.pk}/newcomer/", 400, on="2090-01-01")
    send(unit, f"/staff/posts/{one.pk}/newcomer/", on=TODAY.isoformat())
    assert "Không còn ai cần báo." in text(unit, "/staff/duties/")


def test_a_shift_is_planned_and_cancelled_and_an_overlap_is_told(unit: Client) -> None:
    whose = staff.register()
    day = TODAY.isoformat()
    values = {"member": str(whose), "day": day, "opens": "19:00", "closes": "07:00"}
    path = f"/staff/rota/?facility={STATION}&first={day}"
    send(unit, path, **values)
    assert "Trùng giờ" in send(unit, path, 400, **values).content.decode()
    shift = models.Shift.objects.get()
    assert (shift.ends_at - shift.starts_at).total_seconds() == 12 * 3600
    assert f"/staff/rota/{shift.pk}/" in text(unit, path)
    text(unit, f"/staff/rota/{shift.pk}/")
    send(unit, f"/staff/rota/{shift.pk}/")
    assert not models.Shift.objects.exists()


def test_a_list_is_fetched_sent_looked_at_and_applied(unit: Client) -> None:
    staff.register()
    fetched = unit.get(f"/staff/lists/{STATION}.xlsx")
    assert fetched.status_code == 200
    found = sheets.read(fetched.content, unit_list.columns(), name=unit_list.SHEET)
    lines = [*(one.values for one in found.lines), {
        "name": "Vàng Thị Sua", "profession": "nurse", "post": "Điều dưỡng", "start": date(2025, 1, 1), "birth": "1990",
    }]  # fmt: skip
    file = BytesIO(sheets.write(unit_list.columns(), lines, name=unit_list.SHEET))
    file.name = "ds.xlsx"
    answer = send(unit, "/staff/lists/", facility=STATION, file=file)
    page = text(unit, answer["Location"])
    assert "Vàng Thị Sua" in page
    shown = page.split('name="shown" value="')[1].split('"')[0]
    send(unit, answer["Location"], shown=shown)
    assert models.Member.objects.count() == 2
    text(unit, f"/staff/lists/{OTHER}.xlsx", 404)


def test_a_file_that_is_no_list_is_refused_on_its_page(unit: Client) -> None:
    file = BytesIO(b"no spreadsheet")
    file.name = "ds.xlsx"
    assert "XLSX" in send(unit, "/staff/lists/", 400, facility=STATION, file=file).content.decode()


def test_english_pages_speak_english(unit: Client) -> None:
    staff.register()
    unit.post("/language/", {"language": "en", "next": "/"})
    page = text(unit, "/staff/coverage/?profession=midwife")
    assert "Midwife" in page
    assert "Hộ sinh" not in page


@pytest.mark.parametrize(
    "query", ["?after=x", "?after=x%20y", "?facility=99999", "?text=%00", "?years=9", "?first=x"]
)
def test_odd_addresses_fail_politely(officer: Client, query: str) -> None:
    for path in ("", "coverage/", "rota/", "duties/"):
        assert officer.get(f"/staff/{path}{query}").status_code in {200, 400}


def test_pages_keep_to_their_number_of_queries_however_many_people_there_are(
    officer: Client, django_assert_max_num_queries: Any
) -> None:
    for place in range(12):
        whose = staff.register(staff.member(f"Người {place}"), licence=replace(MIDWIFE, number=str(place)))
    officer.get("/")  # the first page completes the session
    for path, most in (
        ("", 14),
        (f"{whose}/", 14),
        ("duties/", 14),
        ("coverage/?years=3", 16),
        ("rota/", 13),
    ):
        with django_assert_max_num_queries(most):
            text(officer, f"/staff/{path}")
