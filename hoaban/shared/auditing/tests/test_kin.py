"""Looks at the own family: what is a sign, what is none, and what the reviewer reads about it."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest

from hoaban.foundation.audit.tests.trail import enter
from hoaban.kernel.actor import Actor
from hoaban.shared.auditing import queries
from hoaban.shared.auditing.models import Finding
from hoaban.shared.auditing.services import judging
from hoaban.shared.auditing.tests.test_watching import (
    HOUR,
    NOON,
    REASON,
    found,
    look,
    person,
    reviewer,
    staff_file,
    worker,
)
from hoaban.shared.auditing.views import findings
from hoaban.shared.people import api as people
from hoaban.shared.people.models import Household, HouseholdMember, PatientLink, Registration, Relation
from tests import cast

pytestmark = pytest.mark.django_db

TODAY = NOON.date()
BEFORE = TODAY - timedelta(days=400)


def known(number: int, name: str = "Lò Thị Thử") -> UUID:
    """Somebody of the register with the one Patient that speaks of them."""
    one = person(number, name)
    PatientLink.objects.create(
        patient=patient_of(one), fhir_id=str(patient_of(one)), human=one, rule="first", digest="x"
    )
    return one


def patient_of(one: UUID) -> UUID:
    return UUID(int=one.int + 1000)


def relate(one: UUID, other: UUID, kind: str, since: date | None = None, until: date | None = None) -> None:
    Relation.objects.create(
        id=uuid4(), patient=patient_of(one), other=patient_of(other), kind=kind, since=since, until=until
    )


def house(*members: UUID, until: date | None = None) -> None:
    """These people live under one roof, those of ``until`` no longer."""
    home = Household.objects.create(id=uuid4(), commune_code="03571")
    for one in members:
        HouseholdMember.objects.create(
            id=uuid4(), household=home, patient=patient_of(one), since=BEFORE, until=until
        )


@pytest.fixture
def mine() -> UUID:
    one = known(1, "Lò Thị Tôi")
    staff_file("HS-1", "000000000001")
    return one


@pytest.fixture
def me(mine: UUID) -> Actor:
    return worker("bs.minh", number="HS-1")


def test_a_parent_and_a_child_of_whoever_looks(me: Actor, mine: UUID) -> None:
    mother, child, stranger = known(2), known(3), known(4)
    relate(mine, mother, "mother")
    relate(child, mine, "mother")
    for number, one in enumerate((mother, child, stranger)):
        look(me, [one], NOON + number * HOUR)

    assert [found(NOON + n * HOUR, NOON + (n + 1) * HOUR) for n in range(3)] == [
        [("kin", "bs.minh")], [("kin", "bs.minh")], [],
    ]  # fmt: skip
    assert [one.persons for one in Finding.objects.order_by("starts_at")] == [[mother], [child]]


def test_the_trail_may_know_a_relative_by_an_id_of_before(me: Actor, mine: UUID) -> None:
    mother = known(2)
    relate(mine, mother, "mother")
    look(me, [patient_of(mother)])

    assert found() == [("kin", "bs.minh")]


def test_who_lives_under_the_same_roof_that_day(me: Actor, mine: UUID) -> None:
    guest, gone = known(2), known(3)
    house(mine, guest)
    house(mine, gone, until=TODAY - timedelta(days=1))
    look(me, [gone])
    look(me, [guest], NOON + HOUR)

    assert found() == []
    assert found(NOON + HOUR, NOON + 2 * HOUR) == [("kin", "bs.minh")]


def test_a_marriage_that_ended_counts_and_one_that_is_still_to_come_does_not(me: Actor, mine: UUID) -> None:
    former, next_one = known(2), known(3)
    relate(mine, former, "spouse", since=BEFORE, until=BEFORE + timedelta(days=30))
    relate(mine, next_one, "spouse", since=TODAY + timedelta(days=30))
    look(me, [former])
    look(me, [next_one], NOON + HOUR)

    assert found() == [("kin", "bs.minh")]
    assert found(NOON + HOUR, NOON + 2 * HOUR) == []


def test_somebody_elses_family_is_nobodys_sign(me: Actor, mine: UUID) -> None:
    one, other = known(2), known(3)
    relate(one, other, "mother")
    look(me, [one, other])

    assert found() == []


def test_the_own_doctor_of_a_relative_looks_after_them(me: Actor, mine: UUID) -> None:
    mother, father = known(2), known(3)
    relate(mine, mother, "mother")
    relate(mine, father, "father")
    doctors = ((mother, "HS-1", None), (father, "HS-1", TODAY - timedelta(days=1)))
    for one, number, until in doctors:
        Registration.objects.create(
            id=uuid4(),
            patient=patient_of(one),
            kind="doctor",
            facility_code=cast.PROVINCIAL,
            number=number,
            since=BEFORE,
            until=until,
        )
    look(me, [mother])
    look(me, [father], NOON + HOUR)

    assert found() == []
    assert found(NOON + HOUR, NOON + 2 * HOUR) == [("kin", "bs.minh")]


def test_who_wrote_into_the_record_lately_treats_them(me: Actor, mine: UUID) -> None:
    mother = known(2)
    relate(mine, mother, "mother")
    look(me, [mother], NOON - 3 * 24 * HOUR, act="record.write")
    look(me, [mother])
    late = NOON + 40 * 24 * HOUR
    look(me, [mother], late)

    assert found() == []
    assert found(late, late + HOUR) == [("kin", "bs.minh")]


def test_what_somebody_else_wrote_or_what_was_only_a_consent_is_no_treatment(me: Actor, mine: UUID) -> None:
    mother = known(2)
    relate(mine, mother, "mother")
    look(worker("bs.an"), [mother], NOON - HOUR, act="record.write")
    enter(actor=me, act="record.write", purpose="PATRQT", persons=[mother], now=NOON - HOUR)
    look(me, [mother])

    assert found() == [("kin", "bs.minh")]


def test_a_look_at_the_persons_own_request_is_none(me: Actor, mine: UUID) -> None:
    mother = known(2)
    relate(mine, mother, "mother")
    enter(actor=me, act="record.read", purpose="PATRQT", persons=[mother], now=NOON)

    assert found() == []


def test_a_relative_in_a_list_of_many_is_none(me: Actor, mine: UUID) -> None:
    mother = known(2)
    relate(mine, mother, "mother")
    look(me, [mother, *(UUID(int=n) for n in range(100, 110))], act="people.find")
    look(me, [mother, *(UUID(int=n) for n in range(100, 109))], NOON + HOUR, act="people.find")

    assert found() == []
    assert found(NOON + HOUR, NOON + 2 * HOUR) == [("kin", "bs.minh")]


def test_the_limits_hold(me: Actor, mine: UUID) -> None:
    mother = known(2)
    relate(mine, mother, "mother")
    judging.set_limit(actor=reviewer(), rule="kin", key="looks", value=3, words=REASON, now=NOON)
    look(me, [mother], times=2)
    look(me, [mother], NOON + HOUR, times=3)

    assert found() == []
    assert found(NOON + HOUR, NOON + 2 * HOUR) == [("kin", "bs.minh")]
    assert Finding.objects.get().figures == {"looks": 3, "limit": 3}


def test_the_reviewer_reads_as_what_they_are_of_the_family(me: Actor, mine: UUID) -> None:
    mother = known(2, "Lò Thị Mẹ")
    relate(mine, mother, "mother")
    house(mine, mother)
    look(me, [mother])
    found()

    sign = queries.find_sign(actor=reviewer(), sign=Finding.objects.get().pk, now=NOON)

    assert sign.ties == {mother: people.Kin(mother, (("Mẹ", "Mother"), ("Cùng hộ", "Same household")))}
    assert ("Quan hệ với người xem", "Mẹ, Cùng hộ", "Lò Thị Mẹ") in [
        (one.label, one.value, one.note) for one in findings._pairs(sign)
    ]
