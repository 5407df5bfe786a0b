"""The pages of the register of places: who sees what, what is typed, what is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.test import Client

from hoaban.connect import sheets
from hoaban.foundation.places import api as places
from hoaban.foundation.places.rules import facility_columns
from hoaban.foundation.places.tests.test_facility_files import CENTRE, DETAIL, KEEPER, NOW, PHARMACY, STATION
from hoaban.kernel import clock
from hoaban.kernel.actor import Scope
from hoaban.kernel.effective import Period
from tests.small_province import browser

pytestmark = pytest.mark.django_db
TODAY = clock.vietnam_day(clock.now())


@pytest.fixture(autouse=True)
def _facilities() -> None:
    for code, kind, commune in (
        (CENTRE, "health_centre", "03549"),
        (STATION, "commune_station", "03571"),
        (PHARMACY, "pharmacy", "03408"),
    ):
        facility = places.Facility(
            code, f"Cơ sở {code}", kind, Period(date(2026, 1, 1)), commune_code=commune
        )
        places.register_facility(actor=KEEPER, facility=facility, now=NOW)


@pytest.fixture
def officer() -> Client:
    return browser("pharmacy_officer", Scope("all"))


def text(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, (path, answer.status_code)
    return answer.content.decode()


def send(client: Client, path: str, status: int = 302, **values: Any) -> Any:
    answer = client.post(path, values)
    assert answer.status_code == status, (path, answer.status_code, answer.content.decode()[:3000])
    return answer


def test_the_list_is_narrowed_by_kind_commune_text_and_day(officer: Client) -> None:
    rows = text(officer, "/facilities/?kind=pharmacy").partition("<tbody>")[2]
    assert f"Cơ sở {PHARMACY}" in rows
    assert f"Cơ sở {STATION}" not in rows
    assert f"Cơ sở {STATION}" in text(officer, "/facilities/?commune=03571").partition("<tbody>")[2]
    assert f"Cơ sở {STATION}" in text(officer, "/facilities/?text=co+so+12983").partition("<tbody>")[2]
    assert "Không có cơ sở nào phù hợp." in text(officer, "/facilities/?on=2025-12-31")


def test_readers_see_no_button_that_changes() -> None:
    reader = browser("staff_officer", Scope("all"))
    assert "/facilities/new/" not in text(reader, "/facilities/")
    assert f"/facilities/{STATION}/detail/" not in text(reader, f"/facilities/{STATION}/")
    text(reader, f"/facilities/{STATION}/detail/", 403)
    text(browser("clerk", Scope("all")), "/facilities/", 403)


def test_a_facility_is_added_and_each_of_its_forms_works(officer: Client) -> None:
    send(
        officer,
        "/facilities/new/",
        code="12972",
        name="Nhà thuốc Hoa Ban 2",
        kind="pharmacy",
        owner="private",
        start="2026-01-01",
    )
    assert (
        "Mã này đã có cơ sở."
        in send(officer, "/facilities/new/", 400, code="12972", name="X", kind="pharmacy").content.decode()
    )
    path = "/facilities/12972/"
    send(officer, path + "facility/", name="Nhà thuốc Hoa Ban Hai", kind="pharmacy", start="2026-06-01")
    send(
        officer, path + "detail/", phone="0213 000 111", lat="22.4", lon="103.45", revision=1, practice_code="123",
        hours="2-6: 07:30-11:30\nCN: 08:00-11:00",
    )  # fmt: skip
    send(
        officer,
        path + "permit/",
        kind="gpp",
        number="12/GPP",
        issued_on="2024-01-01",
        valid_until=(TODAY + timedelta(days=30)).isoformat(),
    )
    send(officer, path + "responsible/", role="pharmacy", name="Cà Thị Nhung", start="2026-01-01")
    send(officer, path + "relation/", kind="managing", other_name="Sở Y tế", start="2026-01-01")
    send(officer, path + "service/", service="retail", start="2026-01-01")
    send(officer, path + "service/", service="retail", last="2026-06-30")
    send(officer, path + "department/", code="K1", name="Quầy 1", start="2026-01-01")
    send(officer, path + "department/", code="K1", last="2026-06-30")
    page = text(officer, path)
    for told in (
        "Nhà thuốc Hoa Ban Hai", "Nhà thuốc Hoa Ban 2", "0213 000 111", "12/GPP", "Cà Thị Nhung", "CN: 08:00-11:00",
        "Mã cơ sở hành nghề thường có 13 chữ số.", "01/01/2026 - 31/05/2026", "01/01/2026 - 30/06/2026",
    ):  # fmt: skip
        assert told in page, told
    assert "còn 30 ngày" in text(officer, "/facilities/renewals/?family=drug")


def test_a_refused_form_says_why_at_the_field(officer: Client) -> None:
    path = f"/facilities/{STATION}/"
    assert "Không đọc được" in send(officer, path + "detail/", 400, hours="luôn mở").content.decode()
    places.set_detail(actor=KEEPER, detail=DETAIL, now=NOW)
    assert (
        "đã được người khác sửa"
        in send(officer, path + "detail/", 400, revision=1, phone="0213 9").content.decode()
    )
    assert (
        "sau đó"
        in send(
            officer, path + "facility/", 400, name="X", kind="pharmacy", start="2020-01-01"
        ).content.decode()
    )
    text(officer, path + "wings/", 404)
    text(officer, "/facilities/12000/", 404)
    text(officer, "/facilities/12000/detail/", 404)


def test_a_facility_is_closed_with_a_last_day_and_its_past_stays(officer: Client) -> None:
    path = f"/facilities/{PHARMACY}/"
    send(officer, path + "facility/", 400, name="X", kind="pharmacy", start="2026-01-01", end="2025-12-31")
    send(
        officer,
        path + "facility/",
        name=f"Cơ sở {PHARMACY}",
        kind="pharmacy",
        start="2026-01-01",
        end="2026-02-01",
    )
    assert PHARMACY not in text(officer, "/facilities/").partition("<tbody>")[2]
    assert PHARMACY in text(officer, "/facilities/?on=2026-02-01").partition("<tbody>")[2]
    assert "01/01/2026 - 01/02/2026" in text(officer, path)


def test_a_permit_is_revoked_and_stays_so_when_recorded_again(officer: Client) -> None:
    permit = places.Permit("gpp", "12/GPP", date(2024, 1, 1))
    places.record_permit(actor=KEEPER, facility_code=PHARMACY, permit=permit, now=NOW)
    known = places.facility_file(PHARMACY).permits[0]
    path = f"/facilities/{PHARMACY}/permits/{known.id}/"
    text(officer, path)
    send(officer, path, 400, on=TODAY.isoformat())
    send(officer, path, on=TODAY.isoformat(), reason="Vi phạm")
    places.record_permit(
        actor=KEEPER, facility_code=PHARMACY, permit=replace(permit, scope="Bán lẻ"), now=NOW
    )
    assert "bị thu hồi" in text(officer, f"/facilities/{PHARMACY}/")
    text(officer, f"/facilities/{STATION}/permits/{known.id}/", 404)


def test_the_map_counts_by_commune_and_names_known_points(officer: Client) -> None:
    places.set_detail(actor=KEEPER, detail=DETAIL, now=NOW)
    page = text(officer, "/facilities/map/?kind=commune_station")
    assert "Dào San: 1 cơ sở" in page
    assert "22.55000, 103.15000" in page


def test_a_list_is_fetched_sent_looked_at_and_applied(officer: Client) -> None:
    fetched = officer.get("/facilities/list.xlsx")
    found = sheets.read(fetched.content, facility_columns.columns(), name=facility_columns.SHEET)
    lines = [{**one.values, "phone": "0213 777 777"} for one in found.lines]
    file = BytesIO(sheets.write(facility_columns.columns(), lines, name=facility_columns.SHEET))
    file.name = "cs.xlsx"
    answer = send(officer, "/facilities/lists/", file=file)
    page = text(officer, answer["Location"])
    assert "0213 777 777" in page
    send(officer, answer["Location"], shown=page.split('name="shown" value="')[1].split('"')[0])
    assert places.facility_file(STATION).detail.phone == "0213 777 777"
    broken = BytesIO(b"x")
    broken.name = "x.xlsx"
    assert "XLSX" in send(officer, "/facilities/lists/", 400, file=broken).content.decode()


@pytest.mark.parametrize("query", ["?start=x", "?kind=x", "?on=x", "?text=%00", "?family=x"])
def test_odd_addresses_fail_politely(officer: Client, query: str) -> None:
    for path in ("", "map/", "renewals/", "list.xlsx"):
        assert officer.get(f"/facilities/{path}{query}").status_code in {200, 400}


def test_pages_keep_to_their_number_of_queries(officer: Client, django_assert_max_num_queries: Any) -> None:
    officer.get("/")  # the first page completes the session
    for path, most in (("", 8), (f"{STATION}/", 14), ("map/", 9), ("renewals/", 13)):
        with django_assert_max_num_queries(most):
            text(officer, f"/facilities/{path}")
