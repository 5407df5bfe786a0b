"""Who is whose mother, father, guardian; and whose record a citizen reads by it."""

from __future__ import annotations

from datetime import date

import pytest

from hoaban.kernel import clock
from hoaban.record import api as record
from hoaban.shared.people import api as people
from hoaban.shared.people import policies, queries, services
from hoaban.shared.people.rules import circle
from hoaban.shared.people.services import NotPossible, Standing
from hoaban.shared.people.tests.test_people import human_of, patient
from hoaban.shared.people.tests.village import KHONG_LAO, Family, nurse, open_stations, settle, stored, today
from tests import cast

pytestmark = pytest.mark.django_db
STEWARD_REASON = "Đã hỏi gia đình."


@pytest.fixture
def family() -> Family:
    open_stations()
    return settle()


def relate(person, other, kind="mother", **more):  # type: ignore[no-untyped-def]
    told = {"since": None, "until": None} | more
    return services.relate(
        actor=told.pop("actor", nurse()), person=person, other=other, kind=kind, now=clock.now(), **told
    )


def test_a_mother_is_a_related_person_whom_her_own_person_names(family: Family) -> None:
    relation = relate(family.child, family.mother)

    said = stored("RelatedPerson", relation)
    assert said["relationship"][0]["coding"][0]["code"] == "MTH"
    assert said["name"] == [{"text": "Giàng Thị Mỷ"}]
    links = [one["target"]["reference"] for one in stored("Person", family.mother)["link"]]
    assert f"RelatedPerson/{relation}" in links


def test_both_see_the_relation_each_from_their_side(family: Family) -> None:
    relate(family.child, family.mother)

    def seen(person):  # type: ignore[no-untyped-def]
        found = queries.see_circle(actor=nurse(), person=person, now=clock.now()).relations
        return [(one.person.name, one.kind, one.reverse) for one in found if one.person]

    assert seen(family.child) == [("Giàng Thị Mỷ", "mother", False)]
    assert seen(family.mother) == [("Sùng A Páo", "mother", True)]


def test_what_cannot_be_is_refused(family: Family) -> None:
    relate(family.child, family.mother)

    with pytest.raises(Standing):
        relate(family.child, family.mother)
    with pytest.raises(NotPossible, match="Somebody else"):
        relate(family.child, family.neighbour)
    with pytest.raises(NotPossible, match="own relative"):
        relate(family.child, family.child, "guardian")
    with pytest.raises(NotPossible, match="born earlier"):
        relate(family.neighbour, family.child, "father")
    with pytest.raises(NotPossible, match="no such relation"):
        relate(family.child, family.father, "uncle")
    relate(family.mother, family.father, "spouse")
    with pytest.raises(NotPossible, match="other way round"):
        relate(family.father, family.mother, "spouse")
    with pytest.raises(NotPossible, match="Somebody else"):
        relate(family.neighbour, family.father, "spouse")
    with pytest.raises(policies.OutOfReach):
        relate(family.child, family.father, "father", actor=nurse(KHONG_LAO))


def test_a_relation_entered_by_mistake_is_withdrawn_and_may_be_said_again(family: Family) -> None:
    relation = relate(family.child, family.mother)
    services.take_back_relation(actor=nurse(), relation=relation, now=clock.now())

    with pytest.raises(record.Gone):
        stored("RelatedPerson", relation)
    assert "RelatedPerson" not in str(stored("Person", family.mother))
    relate(family.child, family.mother)


def test_an_end_that_was_a_mistake_is_taken_back_while_nobody_else_is_recorded(family: Family) -> None:
    relation = relate(family.child, family.mother)
    services.end_relation(actor=nurse(), relation=relation, last=today(-1), now=clock.now())
    services.reopen_relation(actor=nurse(), relation=relation, now=clock.now())
    assert "period" not in stored("RelatedPerson", relation)

    services.end_relation(actor=nurse(), relation=relation, last=today(-1), now=clock.now())
    other = human_of(patient("Giàng Thị Dở", birthDate="2000-01-01", gender="female"))
    relate(family.child, other)
    with pytest.raises(NotPossible):
        services.reopen_relation(actor=nurse(), relation=relation, now=clock.now())


def test_a_relation_follows_who_is_joined_and_comes_back_when_that_is_undone(family: Family) -> None:
    relation = relate(family.child, family.mother)
    twice = human_of(patient("Giàng Thị Mỷ", birthDate="2002-03-14", gender="female"))
    steward = cast.staff("danhba", ("people.find", cast.ALL), ("people.steward", cast.ALL))

    decision = people.join(
        actor=steward, one=twice, other=family.mother, reason=STEWARD_REASON, now=clock.now()
    )
    assert f"RelatedPerson/{relation}" in str(stored("Person", twice))
    assert [one.person for one in queries.subjects_of(twice, today())] == [twice, family.child]

    people.undo(actor=steward, decision_id=decision, reason=STEWARD_REASON, now=clock.now())
    assert f"RelatedPerson/{relation}" in str(stored("Person", family.mother))
    assert [one.person for one in queries.subjects_of(twice, today())] == [twice]


class TestStandingForAChild:
    def test_a_mother_a_father_and_a_guardian_stand_for_a_child_nobody_else(self, family: Family) -> None:
        relate(family.child, family.mother)
        relate(family.child, family.neighbour, "grandparent")
        relate(family.child, family.father, "guardian", since=today(-1), until=today(1))

        def stood_for(person, on):  # type: ignore[no-untyped-def]
            return [one.person for one in queries.subjects_of(person, on) if not one.own]

        assert stood_for(family.mother, today()) == [family.child]
        assert stood_for(family.neighbour, today()) == []
        assert [stood_for(family.father, today(day)) for day in (-2, -1, 1, 2)] == [
            [], [family.child], [family.child], [],
        ]  # fmt: skip
        assert stood_for(family.child, today()) == []

    def test_it_ends_on_the_day_the_child_comes_of_age(self, family: Family) -> None:
        grown = human_of(patient("Sùng A Lớn", birthDate="2010-05-05"))
        relate(grown, family.mother)

        last = [one.until for one in queries.subjects_of(family.mother, date(2028, 5, 4)) if not one.own]
        assert last == [date(2028, 5, 4)]
        assert [one.own for one in queries.subjects_of(family.mother, date(2028, 5, 5))] == [True]

    @pytest.mark.parametrize(
        ("birth", "last"),
        [
            ("2010", date(2027, 12, 31)),
            ("2010-05", date(2028, 4, 30)),
            ("2012-02-29", date(2030, 2, 28)),
            ("", None),
        ],
    )
    def test_of_a_birth_known_in_part_the_earliest_day_counts(self, birth: str, last: date | None) -> None:
        found = circle.stands_for("mother", birth, since=None, until=None, on=date(2026, 11, 29))

        assert found == last

    def test_what_a_child_of_fifteen_keeps_to_itself_is_withheld_and_the_own_record_is_whole(self) -> None:
        on = date(2026, 11, 29)

        assert circle.withheld_rights("2011-11-29", on) >= {"label.hiv", "label.abortion"}
        assert "label.hiv" not in circle.withheld_rights("2011-11-30", on)
        assert "label.sexual_violence" in circle.withheld_rights("2024-01-01", on)
        assert circle.representation(on).withheld_from_oneself == frozenset()
