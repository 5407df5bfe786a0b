"""The story's family is told through the services, once however often."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from hoaban.foundation.workforce import api as workforce
from hoaban.kernel import clock
from hoaban.kernel.actor import Actor, Purpose, system_actor
from hoaban.kernel.effective import Period
from hoaban.ops.demo import accounts, circles
from hoaban.ops.demo.facilities import register_demo_facilities
from hoaban.ops.demo.shapes import Person
from hoaban.ops.demo.story import DAO_SAN, PHONG_THO, father, mother, pao, teacher
from hoaban.record import api as record
from hoaban.record.shapes import Json
from hoaban.shared.people import api as people
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer() -> Actor:
    """Whoever builds the demo, with the facilities and two doctors of the cast in place."""
    acts = ("system.manage", "workforce.manage", "people.find", "people.register", "people.households")
    actor, now = system_actor("demo-test", *acts), clock.now()
    register_demo_facilities(actor=actor, now=now)
    numbers = {one.username: one.staff_number for one in accounts.read_accounts()}
    for place, username in ((DAO_SAN, "gd.tyt"), (PHONG_THO, "bs.giadinh")):
        doctor = workforce.Practitioner(
            place, numbers[username], "Người Thử", "Bác sĩ", Period(date(2020, 1, 1))
        )
        workforce.register_practitioner(actor=actor, practitioner=doctor, now=now)
    return actor


def register(officer: Actor, *several: Person) -> list[UUID]:
    return [people.register(actor=officer, details=circles._details(one), now=clock.now()) for one in several]


def kept(kind: str) -> list[Json]:
    """What the record holds of a type."""
    door = record.open(cast.integration(), purpose=Purpose.TREATMENT)
    return [one.json() for one in door.search(kind, [("_count", "100")]).entries]


def test_the_family_and_the_teacher_are_told_once(officer: Actor) -> None:
    hers, child, inh = register(officer, mother(), pao(), teacher())

    for _ in range(2):
        circles.settle_story(actor=officer, now=clock.now())

    (household,) = kept("Group")
    assert len(household["member"]) == 3
    assert people.household_of(child) == people.household_of(hers) == UUID(household["id"])
    assert sorted(one["relationship"][0]["coding"][0]["code"] for one in kept("RelatedPerson")) == [
        "FTH",
        "MTH",
    ]
    doctors = [one for one in kept("CareTeam") if "onBehalfOf" in one["participant"][0]]
    assert len(kept("CareTeam")) == 8
    assert len(doctors) == 4
    assert inh in people.describe([inh])


def test_households_elsewhere_and_people_whom_nobody_knows_are_left_out(officer: Actor) -> None:
    here = replace(father(), index=1, commune="03571", head=True)
    wife = replace(mother(), index=2, commune="03571")
    far = replace(teacher(), index=4, commune="03562")
    known = register(officer, here, wife, far)
    unknown = replace(here, index=3, name="Không Ai Biết", personal_number="099099000999", head=False)

    circles.settle_households(
        [(here, wife, unknown), (far,)], actor=officer, until=date(2026, 11, 20), now=clock.now()
    )

    (household,) = kept("Group")
    told = [one["extension"][0]["valueCoding"]["code"] for one in household["member"]]
    assert sorted(told) == ["head", "spouse"]
    assert people.household_of(known[2]) is None
