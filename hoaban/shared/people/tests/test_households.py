"""Households: who lives where since when, who heads them; moved, corrected, taken back; and the record says the same."""

from __future__ import annotations

import pytest

from hoaban.foundation.audit import api as audit
from hoaban.kernel import clock
from hoaban.kernel.errors import NotAllowed
from hoaban.record import api as record
from hoaban.shared.people import policies, queries, services
from hoaban.shared.people.models import HouseholdMember
from hoaban.shared.people.services import NotPossible, Standing
from hoaban.shared.people.tests.village import (
    KHONG_LAO,
    LONG_AGO,
    Family,
    nurse,
    open_stations,
    reception,
    settle,
    stored,
    today,
)
from tests import cast

pytestmark = pytest.mark.django_db
TO_HEAD = "https://hoaban.example/fhir/StructureDefinition/relation-to-head"


@pytest.fixture
def family() -> Family:
    open_stations()
    return settle()


def found(family: Family, since=LONG_AGO):  # type: ignore[no-untyped-def]
    return services.found_household(
        actor=nurse(), head=family.father, commune_code=cast.DAO_SAN, address="bản Hoa Ban 2", since=since, now=clock.now(),
    )  # fmt: skip


def join(household, person, relation="", since=None, actor=None):  # type: ignore[no-untyped-def]
    return services.join_household(
        actor=actor or nurse(), household=household, person=person, relation=relation, since=since or today(-30),
        now=clock.now(),
    )  # fmt: skip


def home(household, actor=None):  # type: ignore[no-untyped-def]
    return queries.see_home(actor=actor or nurse(), household=household, now=clock.now())


def test_a_household_has_its_head_and_people_with_their_relation(family: Family) -> None:
    household = found(family)
    join(household, family.mother, "spouse")
    join(household, family.child, "child")

    shown = home(household)
    assert shown.head is not None
    assert [(one.person.name, one.relation) for one in shown.stays if one.person] == [
        ("Sùng A Chứ", "head"), ("Giàng Thị Mỷ", "spouse"), ("Sùng A Páo", "child"),
    ]  # fmt: skip
    group = stored("Group", household)
    assert [
        [one["valueCoding"]["code"] for one in member["extension"] if one["url"] == TO_HEAD]
        for member in group["member"]
    ] == [["head"], ["spouse"], ["child"]]
    assert group["extension"][0]["valueAddress"]["text"] == "bản Hoa Ban 2"
    assert group["managingEntity"]["reference"].startswith("Organization/")


def test_who_moves_in_leaves_the_household_before_on_the_day_before(family: Family) -> None:
    old = found(family)
    stay = join(old, family.mother, "spouse", since=today(-100))
    new = services.found_household(
        actor=nurse(),
        head=family.neighbour,
        commune_code=cast.DAO_SAN,
        address="",
        since=LONG_AGO,
        now=clock.now(),
    )
    join(new, family.mother, "other", since=today(-10))

    left = HouseholdMember.objects.get(pk=stay)
    assert left.until == today(-11)
    assert stored("Group", old)["member"][1]["inactive"] is True
    assert queries.household_of(family.mother) == new


def test_a_move_that_was_a_mistake_gives_the_old_household_back(family: Family) -> None:
    old = found(family)
    join(old, family.mother, "spouse", since=today(-100))
    new = services.found_household(
        actor=nurse(),
        head=family.neighbour,
        commune_code=cast.DAO_SAN,
        address="",
        since=LONG_AGO,
        now=clock.now(),
    )
    wrong = join(new, family.mother, since=today(-10))
    before = stored("Group", old)["member"][1]

    services.take_back_stay(actor=nurse(), stay=wrong, now=clock.now())

    assert queries.household_of(family.mother) == old
    back = stored("Group", old)["member"][1]
    assert (before["inactive"], back["inactive"], back["extension"]) == (True, False, before["extension"])
    assert len(stored("Group", new)["member"]) == 1


def test_an_end_that_was_a_mistake_is_taken_back_while_nothing_else_has_begun(family: Family) -> None:
    household = found(family)
    stay = join(household, family.mother, "spouse")
    services.leave_household(actor=nurse(), stay=stay, last=today(), now=clock.now())
    services.reopen_stay(actor=nurse(), stay=stay, now=clock.now())
    assert queries.household_of(family.mother) == household
    with pytest.raises(Standing):
        services.reopen_stay(actor=nurse(), stay=stay, now=clock.now())

    services.leave_household(actor=nurse(), stay=stay, last=today(-1), now=clock.now())
    services.found_household(
        actor=nurse(),
        head=family.mother,
        commune_code=cast.DAO_SAN,
        address="",
        since=today(),
        now=clock.now(),
    )
    with pytest.raises(NotPossible, match="another entry by now"):
        services.reopen_stay(actor=nurse(), stay=stay, now=clock.now())


def test_a_household_that_was_a_mistake_is_withdrawn_with_its_only_stay(family: Family) -> None:
    household = found(family)
    services.take_back_stay(actor=nurse(), stay=HouseholdMember.objects.get().pk, now=clock.now())

    with pytest.raises(policies.OutOfReach):
        home(household)
    with pytest.raises(record.Gone):
        stored("Group", household)


def test_a_stay_on_which_a_later_one_stands_is_not_taken_back_first(family: Family) -> None:
    old = found(family)
    first = join(old, family.mother, since=today(-100))
    new = services.found_household(
        actor=nurse(),
        head=family.neighbour,
        commune_code=cast.DAO_SAN,
        address="",
        since=LONG_AGO,
        now=clock.now(),
    )
    join(new, family.mother, since=today(-10))

    with pytest.raises(NotPossible):
        services.take_back_stay(actor=nurse(), stay=first, now=clock.now())


def test_a_new_head_leaves_the_relations_to_the_old_one_behind(family: Family) -> None:
    household = found(family)
    hers = join(household, family.mother, "spouse")
    join(household, family.child, "child")

    services.name_head(actor=nurse(), stay=hers, now=clock.now())

    relations = {one.person.name: one.relation for one in home(household).stays if one.person}
    assert relations == {"Giàng Thị Mỷ": "head", "Sùng A Chứ": "", "Sùng A Páo": ""}
    with pytest.raises(Standing):
        services.name_head(actor=nurse(), stay=hers, now=clock.now())


def test_a_relation_is_corrected_but_nobody_becomes_head_that_way(family: Family) -> None:
    stay = join(found(family), family.mother, "other")
    services.say_relation(actor=nurse(), stay=stay, relation="spouse", now=clock.now())

    assert HouseholdMember.objects.get(pk=stay).relation == "spouse"
    for wrong in ("head", "cousin"):
        with pytest.raises(NotPossible):
            services.say_relation(actor=nurse(), stay=stay, relation=wrong, now=clock.now())


def test_what_cannot_be_is_refused(family: Family) -> None:
    household = found(family)
    join(household, family.mother, "spouse")

    with pytest.raises(Standing):
        join(household, family.mother)
    with pytest.raises(NotPossible, match="has a head"):
        join(household, family.neighbour, "head")
    with pytest.raises(NotPossible, match="before the birth"):
        join(household, family.child, since=LONG_AGO)
    with pytest.raises(NotPossible, match="far ahead"):
        join(household, family.neighbour, since=today(500))
    other = services.found_household(
        actor=nurse(),
        head=family.neighbour,
        commune_code=cast.DAO_SAN,
        address="",
        since=LONG_AGO,
        now=clock.now(),
    )
    with pytest.raises(NotPossible, match="from that day or later"):
        join(other, family.mother, since=today(-31))
    with pytest.raises(NotPossible, match="no such commune"):
        services.found_household(
            actor=reception(),
            head=family.mother,
            commune_code="99999",
            address="",
            since=today(),
            now=clock.now(),
        )


def test_a_station_keeps_its_own_commune_and_no_other(family: Family) -> None:
    household = found(family)
    stranger = nurse(KHONG_LAO)

    for act in (
        lambda: home(household, stranger),
        lambda: join(household, family.mother, actor=stranger),
        lambda: queries.see_circle(actor=stranger, person=family.mother, now=clock.now()),
        lambda: queries.list_homes(actor=stranger, commune_code=cast.DAO_SAN, now=clock.now()),
        lambda: queries.list_lacking(
            actor=stranger, kind="doctor", commune_code=cast.DAO_SAN, now=clock.now()
        ),
    ):
        with pytest.raises(policies.OutOfReach):
            act()
    with pytest.raises(NotAllowed):
        home(household, cast.doctor())


def test_somebody_from_another_commune_moves_in_and_the_new_station_keeps_them(family: Family) -> None:
    theirs = services.found_household(
        actor=nurse(KHONG_LAO), head=family.neighbour, commune_code=KHONG_LAO, address="", since=LONG_AGO, now=clock.now()
    )  # fmt: skip
    join(theirs, family.mother, "other", actor=nurse(KHONG_LAO))

    circle = queries.see_circle(actor=nurse(KHONG_LAO), person=family.mother, now=clock.now())
    assert circle.home is not None
    assert circle.home.id == theirs


def test_a_household_is_found_by_the_name_of_somebody_in_it(family: Family) -> None:
    household = found(family)
    join(household, family.mother, "spouse")

    def ids(**asked):  # type: ignore[no-untyped-def]
        return [one.id for one in queries.list_homes(actor=nurse(), now=clock.now(), **asked).homes]

    assert ids(text="giang my") == [household]
    assert ids(commune_code=cast.DAO_SAN) == [household]
    assert ids(text="thao do") == []


def test_every_look_and_every_change_is_in_the_trail(family: Family) -> None:
    household = found(family)
    home(household)

    entries = audit.list_entries(sought=audit.TrailFilter(actor_id=nurse().id), limit=10)
    acts = {(one.act, family.father in one.persons) for one in entries}
    assert {("people.household", True), ("people.circle", True)} <= acts
