"""A department reaches who had a visit there, as its facility does, and nobody else."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from hoaban.foundation.places import api as places
from hoaban.kernel import clock
from hoaban.kernel.actor import Purpose, Scope
from hoaban.kernel.errors import NotFound
from hoaban.record import api as record
from hoaban.record import reindexing
from hoaban.record.engine import access, relations
from hoaban.record.engine.relations import Reached
from hoaban.record.shapes import Json
from hoaban.record.tests import reaching
from tests import cast

PERSON, OTHER, VISIT, LATER, FACT = (UUID(int=0xD0 + number) for number in range(5))
HERE = places.organization_id(cast.PROVINCIAL)
SURGERY, OBSTETRICS = f"{cast.PROVINCIAL}.K19", f"{cast.PROVINCIAL}.K27"


def located(*codes: str, visit: UUID = VISIT, person: UUID = PERSON, **more: Any) -> Json:
    """A visit at the provincial hospital, in these departments."""
    named = [{"location": {"identifier": {"system": relations.DEPARTMENT, "value": one}}} for one in codes]
    return {**cast.encounter(visit, person, cast.PROVINCIAL), "location": named, **more}


def nurse(*codes: str, act: str = "record.read:TREAT") -> Any:
    return cast.staff("dd.khoa", *((act, Scope("department", one)) for one in codes))


class TestReading:
    def test_a_visit_names_the_facility_and_each_of_its_departments_once(self) -> None:
        found = relations.reached_from(located(SURGERY, OBSTETRICS, SURGERY), "Encounter")

        assert found == (
            Reached(HERE),
            Reached(places.department_id(SURGERY), part_of=HERE),
            Reached(places.department_id(OBSTETRICS), part_of=HERE),
        )
        assert all(one.stands_alone for one in found)

    @pytest.mark.parametrize(
        "code", [f"{cast.PHONG_THO}.K19", cast.PROVINCIAL, f"{cast.PROVINCIAL}.", "K19", ""]
    )
    def test_what_is_no_department_of_the_facility_opens_nothing(self, code: str) -> None:
        assert relations.reached_from(located(code), "Encounter") == (Reached(HERE),)

    def test_a_bed_or_a_place_without_a_code_opens_nothing(self) -> None:
        bed = {"identifier": {"system": "https://hoaban.example/fhir/sid/bed", "value": f"{SURGERY}.H1"}}
        visit = located() | {"location": [{"location": bed}, {"location": {"display": "Khoa Ngoại"}}]}

        assert relations.reached_from(visit, "Encounter") == (Reached(HERE),)

    def test_a_mistake_opens_nothing_at_all(self) -> None:
        assert relations.reached_from(located(SURGERY, status="entered-in-error"), "Encounter") == ()


def test_a_role_at_the_facility_asks_nothing_more_for_its_departments() -> None:
    home, ward = Scope("facility", cast.PROVINCIAL), Scope("department", SURGERY)

    def rule(*scopes: Scope) -> access.Rule:
        actor = cast.staff("dd", *(("record.read:TREAT", one) for one in scopes))
        return access.rule_for(actor, "record.read", Purpose.TREATMENT)

    assert rule(home, ward) == rule(home)
    assert rule(ward, Scope("facility", cast.PHONG_THO)).places == tuple(
        sorted([places.department_id(SURGERY), places.organization_id(cast.PHONG_THO)])
    )


@pytest.mark.django_db
class TestOpening:
    def bring(self, *visits: Json) -> None:
        people = [cast.patient(one) for one in (PERSON, OTHER)]
        made = [*people, *visits, cast.condition(FACT, PERSON, VISIT, "I10")]
        reaching.write(*made)

    def sees(self, *codes: str) -> set[str]:
        return reaching.seen_by(nurse(*codes))

    def test_the_whole_record_of_who_was_there_is_open_and_nobody_elses(self) -> None:
        elsewhere = located(OBSTETRICS, visit=LATER, person=OTHER)
        self.bring(located(SURGERY), elsewhere)

        assert self.sees(SURGERY) == {str(PERSON), str(VISIT), str(FACT)}
        assert self.sees(OBSTETRICS) == {str(OTHER), str(LATER)}
        assert self.sees(f"{cast.PHONG_THO}.K19") == set()

    def test_a_visit_of_one_department_opens_that_of_another_of_the_same_person(self) -> None:
        self.bring(located(SURGERY), located(OBSTETRICS, visit=LATER))

        assert self.sees(SURGERY) == {str(PERSON), str(VISIT), str(LATER), str(FACT)}

    def test_a_new_version_that_names_another_department_moves_the_way_in(self) -> None:
        self.bring(located(SURGERY))
        self.bring(located(OBSTETRICS))

        assert self.sees(SURGERY) == set()
        assert self.sees(OBSTETRICS) == {str(PERSON), str(VISIT), str(FACT)}

    @pytest.mark.parametrize("refused", ["facility", "everybody", "department"])
    def test_who_refused_shows_the_visits_of_that_department(self, refused: str) -> None:
        self.bring(located(SURGERY), located(OBSTETRICS, visit=LATER))
        self.refuse(refused)

        assert self.sees(SURGERY) == {str(PERSON), str(VISIT), str(FACT)}
        others = {str(PERSON), str(LATER)} | ({str(VISIT), str(FACT)} if refused == "department" else set())
        assert self.sees(OBSTETRICS) == others

    def refuse(self, what: str) -> None:
        place = {"facility": HERE, "department": places.department_id(SURGERY)}.get(what)
        rule: Json = {
            "resourceType": "Consent", "id": "dy-khoa", "status": "active", "patient": {"reference": f"Patient/{PERSON}"},
            "scope": {"coding": [{"code": "patient-privacy"}]},
            "category": [{"coding": [{"system": "http://loinc.org", "code": "59284-0"}]}],
            "policyRule": {"coding": [{"code": "OPTIN" if place else "OPTOUT"}]},
        }  # fmt: skip
        if place:
            role = {"coding": [{"code": "IRCP"}]}
            denied = {"role": role, "reference": {"reference": f"Organization/{place}"}}
            rule["provision"] = {"provision": [{"type": "deny", "actor": [denied]}]}
        reaching.door().update("Consent", "dy-khoa", rule)

    @pytest.mark.parametrize("refused", ["", "facility"])
    def test_what_is_written_is_asked_of_the_same_rule(self, refused: str) -> None:
        self.bring(located(SURGERY), located(OBSTETRICS, visit=LATER))
        if refused:
            self.refuse(refused)
        acts = ("record.read:TREAT", "record.write:TREAT")
        writer = cast.staff("dd.khoa", *((one, Scope("department", SURGERY)) for one in acts))
        door = record.open(writer, purpose=Purpose.TREATMENT)

        door.create(cast.condition(FACT, PERSON, VISIT, "J18") | {"id": None})
        other = cast.condition(FACT, PERSON, LATER, "J18") | {"id": None}
        if refused:
            with pytest.raises((record.Refused, NotFound)):
                door.create(other)
        else:
            door.create(other)

    def test_the_ways_in_name_the_department_beside_the_facility_and_what_was_refused(self) -> None:
        self.bring(located(SURGERY))
        self.refuse("facility")
        teller = cast.staff("kiemtra", ("audit.tell", cast.ALL))

        ways = {one.place: one.because for one in record.ways_to(teller, PERSON)}

        ward = places.department_id(SURGERY)
        assert (ways[HERE], ways[ward]) == ("visit", "visit")
        assert {HERE, ward} <= record.refused_places_of(teller, PERSON)

    def test_visits_of_before_are_read_again_by_the_reindex(self) -> None:
        self.bring(located(SURGERY))
        with connection.cursor() as cursor:
            cursor.execute("delete from record_reach where part_of is not null")
        assert self.sees(SURGERY) == set()

        reindexing.begin(now=clock.now(), whole=True)
        reindexing.run(clock=clock.now)

        assert self.sees(SURGERY) == {str(PERSON), str(VISIT), str(FACT)}
        with connection.cursor() as cursor:
            cursor.execute("select count(*) from record_reach where part_of = %s", [HERE])
            assert cursor.fetchone() == (1,)

    def test_links_between_people_take_the_way_in_along(self) -> None:
        self.bring(located(SURGERY))
        links = [{"target": {"reference": f"Patient/{one}"}} for one in (PERSON, OTHER)]
        reaching.door().update(
            "Person", "mot-nguoi", {"resourceType": "Person", "id": "mot-nguoi", "link": links}
        )

        assert {str(PERSON), str(OTHER), str(VISIT), str(FACT)} <= self.sees(SURGERY)
