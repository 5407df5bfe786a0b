"""The invented population."""

from __future__ import annotations

import re
import tracemalloc
from collections import Counter
from datetime import UTC, date, datetime
from itertools import islice
from math import gcd
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hoaban.foundation.codes import api as codes
from hoaban.foundation.places import api as places
from hoaban.kernel import tables
from hoaban.kernel.actor import system_actor
from hoaban.kernel.errors import Invalid
from hoaban.ops.demo import facilities, identity, villages
from hoaban.ops.demo.dossier import weight
from hoaban.ops.demo.people import households, people
from hoaban.ops.demo.shapes import Person

pytestmark = pytest.mark.xdist_group("twelve thousand people")

UNTIL = date(2026, 11, 20)
PACKAGE = "hoaban.ops.demo"


@pytest.fixture(scope="module")
def province() -> list[Person]:
    return list(people(count=12_000, seed=7, until=UNTIL, years=2))


def test_the_same_seed_gives_the_same_people_and_another_seed_others() -> None:
    first, again, other = (list(people(count=300, seed=seed, until=UNTIL)) for seed in (1, 1, 2))
    assert first == again
    assert [one.name for one in first] != [one.name for one in other]


def test_a_person_stays_about_as_heavy_from_one_visit_to_the_next() -> None:
    for one in people(count=50, seed=1, until=UNTIL):
        weights = [float(weight(one, UNTIL, Random(seed))) for seed in range(5)]  # noqa: S311
        assert max(weights) / min(weights) < 1.1


def test_the_first_people_of_a_large_population_are_those_of_a_small_one() -> None:
    small = list(people(count=500, seed=3, until=UNTIL))
    assert list(islice(people(count=100_000, seed=3, until=UNTIL), 450)) == small[:450]


def test_people_stream_in_constant_memory() -> None:
    list(people(count=50, seed=1, until=UNTIL))
    tracemalloc.start()
    for _ in people(count=6_000, seed=1, until=UNTIL):
        pass
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 4_000_000


def test_exactly_as_many_people_as_asked_for_and_never_more_than_there_are_numbers() -> None:
    assert len(list(people(count=1_001, seed=1, until=UNTIL))) == 1_001
    assert list(people(count=0, seed=1, until=UNTIL)) == []
    for count in (-1, identity.MOST_PEOPLE + 1):
        with pytest.raises(Invalid):
            next(people(count=count, seed=1, until=UNTIL))


def test_every_commune_has_its_share_of_the_people(province: list[Person]) -> None:
    lived = Counter(one.commune for one in province)
    total = sum(unit.people for unit in villages.load_communities())
    for unit in villages.load_communities():
        assert abs(lived[unit.code] / len(province) - unit.people / total) < 0.001


def test_the_ethnic_groups_have_about_the_shares_of_the_province(province: list[Person]) -> None:
    lived = Counter(one.people for one in province)
    for row in tables.read_table(PACKAGE, "peoples.csv"):
        assert abs(100 * lived[row["code"]] / len(province) - float(row["province_percent"])) < 4
    assert len(lived) == 17


def test_the_age_pyramid_is_that_of_a_young_upland_province(province: list[Person]) -> None:
    ages = [one.age_on(UNTIL) for one in province]
    assert 0.28 < sum(age < 15 for age in ages) / len(ages) < 0.36
    assert 0.06 < sum(age >= 60 for age in ages) / len(ages) < 0.11
    assert max(ages) < 105
    assert min(ages) >= 0
    assert 0.47 < sum(one.sex == "2" for one in province) / len(province) < 0.53


def test_children_are_younger_than_their_parents_and_born_in_their_lifetime(
    province: list[Person],
) -> None:
    for one in province:
        for parent in (one.father, one.mother):
            if parent is None:
                continue
            assert province[parent].household == one.household
            assert province[parent].age_on(one.born_on) >= 13
            died_on = province[parent].died_on
            assert died_on is None or one.born_on <= died_on
        if one.father is not None:
            assert province[one.father].name.split()[0] == one.name.split()[0]
            assert province[one.father].sex == "1"
        if one.mother is not None:
            assert province[one.mother].sex == "2"


def test_nobody_marries_somebody_of_the_same_family_name(province: list[Person]) -> None:
    for one in province:
        if one.father is not None and one.mother is not None:
            assert province[one.father].name.split()[0] != province[one.mother].name.split()[0]


def test_births_and_deaths_happen_over_the_years(province: list[Person]) -> None:
    dead = [one for one in province if one.died_on]
    born = [one for one in province if (UNTIL - one.born_on).days < 365]
    assert 0.002 < len(dead) / 2 / len(province) < 0.010
    assert 0.012 < len(born) / len(province) < 0.028
    for one in dead:
        assert one.died_on
        assert one.born_on <= one.died_on <= UNTIL
        assert one.is_alive_on(one.died_on)
        assert not one.is_alive_on(UNTIL) or one.died_on == UNTIL


def test_numbers_are_well_formed_fictitious_and_nobody_s_but_one_s(province: list[Person]) -> None:
    personal = [one.personal_number for one in province if one.personal_number]
    cards = [one.card for one in province if one.card]
    assert len(set(personal)) == len(personal)
    assert len({card.full_number for card in cards}) == len(cards)
    for one in province:
        if one.personal_number:
            assert re.fullmatch(r"099\d{9}", one.personal_number)
            assert int(one.personal_number[3]) == 2 * ((one.born_on.year - 1900) // 100) + (one.sex == "2")
            assert one.personal_number[4:6] == f"{one.born_on.year % 100:02d}"
            assert int(one.personal_number[6:]) >= 1_000, "the lowest thousand belongs to the story"
        if one.card:
            assert re.fullmatch(r"[A-Z]{2}[1-5]1200\d{8}", one.card.full_number)
            assert one.card.number in {one.card.full_number, one.card.full_number[5:], one.personal_number}
        assert not one.phone or re.fullmatch(r"0100\d{6}", one.phone)
    assert {len(card.number) for card in cards} == {10, 12, 15}


def test_some_have_no_number_some_only_a_year_and_some_no_card(province: list[Person]) -> None:
    share = 1 / len(province)
    assert 0.04 < share * sum(not one.personal_number for one in province) < 0.15
    assert 0.01 < share * sum(one.only_year for one in province) < 0.06
    assert 0.01 < share * sum(one.card is None for one in province) < 0.06
    assert all((one.born_on.month, one.born_on.day) == (1, 1) for one in province if one.only_year)


def test_the_level_digit_of_every_card_is_usual_for_its_group(province: list[Person]) -> None:
    for one in province:
        if one.card:
            assert codes.usual_level(one.card.group[:2], UNTIL) == one.card.group[2]
            assert one.card.valid_from <= one.card.valid_to
            assert (one.card.group == "TE1") == (one.work == "child")


def test_names_follow_the_habits_of_the_group(province: list[Person]) -> None:
    mong_men = [one.name for one in province if one.people == "08" and one.sex == "1"]
    assert sum(" A " in name for name in mong_men) > 0.7 * len(mong_men)
    thai_women = [one.name for one in province if one.people == "03" and one.sex == "2"]
    assert sum(" Thị " in name for name in thai_women) > 0.8 * len(thai_women)
    assert len({one.name for one in province}) > 4_000


def test_every_commune_village_and_facility_of_a_person_exists_in_the_data(province: list[Person]) -> None:
    registered = {one.code for one in facilities.demo_facilities()}
    for one in province[:2_000]:
        assert places.commune_on(one.commune, UNTIL)
        assert places.today_of(one.commune_before, date(2025, 6, 30)) == one.commune
        assert one.village
        assert "Hoa Ban" not in one.village, "those villages belong to the story"
        assert one.card is None or one.card.registered_at in registered


def test_what_the_demo_says_of_communes_agrees_with_the_register_of_places() -> None:
    units = {unit.code: unit for unit in places.communes(UNTIL)}
    rows = {row["code"]: row for row in tables.read_table(PACKAGE, "commune_life.csv")}
    assert rows.keys() == units.keys()
    for code, unit in units.items():
        assert int(rows[code]["people"]) == (unit.population or unit.population_estimate)
        assert set(rows[code]["before"].split()) == {old.code for old in places.former_communes(code, UNTIL)}


def test_a_household_comes_whole() -> None:
    for household in islice(households(count=5_000, seed=5, until=UNTIL), 300):
        assert len({one.household for one in household}) == 1
        assert len({(one.commune, one.village) for one in household}) == 1
        assert sum(one.head for one in household) == 1
        assert len({one.name for one in household}) == len(household)


@settings(max_examples=30)
@given(st.integers(0, 10_000), st.sets(st.integers(0, identity.MOST_PEOPLE - 1), min_size=2, max_size=200))
def test_no_two_people_share_a_number_whatever_the_seed(seed: int, indexes: set[int]) -> None:
    born = date(1990, 1, 1)
    assert len({identity.personal_number(one, seed=seed, sex="1", born_on=born) for one in indexes}) == len(
        indexes
    )
    assert len({identity.insurance_number(one, seed=seed) for one in indexes}) == len(indexes)
    assert len({identity.phone(one, seed=seed) for one in indexes}) == len(indexes)


def test_steps_share_no_factor_with_their_sizes() -> None:
    for size, step in identity._STEPS.items():
        assert gcd(size, step) == 1


@pytest.mark.django_db
def test_the_facilities_of_the_demo_enter_the_register_once() -> None:
    keeper = system_actor("demo-test", "system.manage")
    now = datetime(2026, 11, 20, tzinfo=UTC)
    count = facilities.register_demo_facilities(actor=keeper, now=now)
    assert facilities.register_demo_facilities(actor=keeper, now=now) == count
    stored = places.facilities(UNTIL)
    assert len(stored) == count
    kinds = Counter(one.kind for one in stored)
    assert (kinds["hospital"], kinds["health_centre"], kinds["commune_station"]) == (3, 8, 38)
    by_code = {one.code: one for one in stored}
    assert all(one.parent_code in by_code for one in stored if one.parent_code)
    assert by_code["12981"].formerly_provincial
    assert by_code["12983"].commune_code == "03571"
    assert by_code["12982"].name_on(date(2025, 6, 1)) == "Trung tâm Y tế huyện Phong Thổ"
