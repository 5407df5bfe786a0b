"""Communes by day."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from hoaban.foundation.places import api as places

BEFORE = date(2025, 6, 30)
AFTER = date(2025, 7, 1)


def test_the_province_has_38_communes_since_july_2025_and_had_106_before() -> None:
    assert len(places.communes(AFTER)) == 38
    assert len(places.communes(BEFORE)) == 106


def test_a_reused_code_means_what_it_meant_on_the_day() -> None:
    before = places.commune_on("03388", BEFORE)
    after = places.commune_on("03388", AFTER)
    assert before is not None
    assert before.full_name == "phường Quyết Tiến"
    assert after is not None
    assert after.full_name == "phường Đoàn Kết"


def test_an_old_commune_is_found_under_the_code_of_today() -> None:
    assert places.today_of("03568", BEFORE) == "03571"
    assert places.today_of("03568", AFTER) is None, "Mù Sang is no commune any more"
    assert places.today_of("03571", AFTER) == "03571"


def test_dao_san_is_made_of_three_communes_of_phong_tho() -> None:
    assert places.former_names("03571", AFTER) == ("xã Tông Qua Lìn", "xã Mù Sang", "xã Dào San")
    assert {old.district for old in places.former_communes("03571", AFTER)} == {"Huyện Phong Thổ"}


def test_a_population_that_no_source_gives_stays_blank_and_its_estimate_is_kept_apart() -> None:
    blank = {unit.name for unit in places.communes(AFTER) if unit.population is None}
    assert blank == {"Lê Lợi", "Nậm Sỏ"}
    for unit in places.communes(AFTER):
        assert (unit.population is None) == (unit.population_estimate is not None)


def test_neighbours_are_mutual_and_every_commune_has_one() -> None:
    for unit in places.communes(AFTER):
        near = places.neighbours(unit.code, AFTER)
        assert near, unit.name
        for other in near:
            assert unit.code in {one.code for one in places.neighbours(other.code, AFTER)}
    assert places.neighbours("03571", BEFORE) == ()


def test_a_commune_is_found_by_any_spelling_of_its_name_on_the_day() -> None:
    assert [one.code for one in places.find_communes("DAO SAN", AFTER)] == ["03571"]
    assert [one.code for one in places.find_communes("xã Lản Nhì Thàng", BEFORE)] == ["03391"]
    assert [one.code for one in places.find_communes("Hua Bun", AFTER)] == ["03460"]
    assert places.find_communes("Hà Nội", AFTER) == ()


def test_label_points_lie_in_the_province() -> None:
    for unit in places.communes(AFTER):
        assert unit.lat is not None
        assert unit.lon is not None
        assert 21.6 < unit.lat < 22.9
        assert 102.3 < unit.lon < 104.0


@given(st.sampled_from([unit.code for unit in places.communes(BEFORE)]))
def test_every_old_code_leads_to_a_commune_of_today(code: str) -> None:
    today = places.today_of(code, BEFORE)
    assert today is not None
    heir = places.commune_on(today, AFTER)
    assert heir is not None
    old = places.commune_on(code, BEFORE)
    assert old in places.former_communes(today, AFTER)


def test_ids_depend_on_the_code_alone() -> None:
    assert places.commune_id("03571") == places.commune_id("03571")
    assert places.commune_id("03571") != places.organization_id("03571")
