"""Administrative units of any day, and series on other borders."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from hoaban.foundation.places import api as places
from hoaban.kernel.actor import Scope
from tests.small_province import browser

BEFORE, TODAY = date(2025, 6, 30), date(2025, 7, 1)


def test_any_day_gives_the_tree_that_held_then() -> None:
    former, now = places.tree_on(BEFORE), places.tree_on(TODAY)
    assert (len(former), sum(len(one.communes) for one in former)) == (8, 106)
    assert [(one.district, len(one.communes)) for one in now] == [("", 38)]
    assert "Huyện Phong Thổ" in {one.district for one in former}


def test_a_code_that_was_used_again_has_two_meanings() -> None:
    now, then = places.meanings("03388")
    assert (now.full_name, then.full_name) == ("phường Đoàn Kết", "phường Quyết Tiến")
    assert places.meanings("99999") == ()


def test_former_values_add_up_exactly_to_the_communes_of_today() -> None:
    values = {unit.code: 1 for unit in places.communes(BEFORE)}
    found = places.recast(values, recorded_on=BEFORE, shown_on=TODAY)
    assert (len(found.rows), sum(row.value for row in found.rows), found.unplaced) == (38, 106, 0)
    assert found.is_exact
    assert found.borders == places.borders_of(TODAY)
    assert "38" in found.borders.text_vi
    assert "since 01/07/2025" in found.borders.text_en


def test_values_of_today_stay_whole_on_former_borders() -> None:
    values = {unit.code: Decimal(2) for unit in places.communes(TODAY)}
    found = places.recast(values, recorded_on=TODAY, shown_on=BEFORE)
    assert sum(row.value for row in found.rows) == 76
    assert sorted(unit.code for row in found.rows for unit in row.communes) == [
        unit.code for unit in places.communes(BEFORE)
    ]
    assert not found.is_exact
    assert "106" in found.borders.text_vi


def test_on_its_own_borders_a_series_is_as_it_was_and_a_strange_code_is_told() -> None:
    found = places.recast({"03571": 5, "99999": 3}, recorded_on=TODAY, shown_on=date(2026, 11, 1))
    assert [(row.name, row.value) for row in found.rows] == [("xã Dào San", 5)]
    assert found.unplaced == 3


def test_a_commune_of_two_former_districts_is_never_divided() -> None:
    districts = places.former_districts(TODAY)
    assert sum(len(one) > 1 for one in districts.values()) == 6
    values = {unit.code: 1 for unit in places.communes(TODAY)}
    rows = places.recast(values, recorded_on=TODAY, shown_on=TODAY).rows
    grouped = places.by_district(rows, districts)
    assert sum(grouped.values()) == 38
    assert sum(value for names, value in grouped.items() if len(names) > 1) == 6


def test_the_country_of_today_agrees_with_the_units_of_the_province() -> None:
    assert len(places.provinces(TODAY)) == 34
    assert len(places.find_country_units()) == 3321
    ours = places.find_country_units(province=places.PROVINCE_CODE)
    assert [(one.code, one.full_name) for one in ours] == [
        (one.code, one.full_name) for one in places.communes(TODAY)
    ]
    unit = places.country_unit("00004", TODAY)
    assert unit is not None
    assert (unit.full_name, unit.province) == ("phường Ba Đình", "01")
    assert places.country_unit("00004", BEFORE) is None
    assert {one.code for one in places.find_country_units(text="dao san")} == {"03571"}


@pytest.mark.django_db
def test_the_pages_show_the_tree_of_the_day_asked_for_and_say_whose_borders() -> None:
    reader = browser("staff_officer", Scope("all"))

    def text(path: str, status: int = 200) -> str:
        answer = reader.get(path)
        assert answer.status_code == status, path
        return answer.content.decode()

    now, then = text("/units/"), text("/units/?on=2025-06-30")
    assert "38 xã, phường" in now
    assert "106 xã, phường, thị trấn" in then
    assert "Huyện Phong Thổ" in then
    assert "Huyện Phong Thổ" not in now.partition("<tbody>")[2]
    assert "xã Mù Sang" in text("/units/?text=mu+sang")
    assert "Mã này đã được dùng lại" in text("/units/03388/")
    text("/units/99999/", 404)
    assert "phường Ba Đình" in text("/units/country/?text=ba+dinh&province=01")
    for odd in ("/units/?on=x", "/units/country/?start=-1", "/units/country/?province=99"):
        text(odd, 400)
    assert "Không có đơn vị nào phù hợp." in text("/units/country/?text=khongco")
