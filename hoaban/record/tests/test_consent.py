"""A refusal narrows what a place sees to what was written there, in every way of asking, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from hoaban.foundation.places import api as places
from hoaban.kernel import clock, ids
from hoaban.kernel.actor import Actor, Purpose, Scope
from hoaban.kernel.errors import NotFound
from hoaban.record import api as record
from hoaban.record import reindexing
from hoaban.record.engine import relations
from hoaban.record.engine.everything import Wish
from hoaban.record.engine.histories import Span
from hoaban.record.shapes import Entry, Json
from tests import cast

pytestmark = pytest.mark.django_db

_NUMBERS = count(1)
_ALLERGY = "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical"
_ACT = "http://terminology.hl7.org/CodeSystem/v3-ActCode"


def fresh() -> UUID:
    return ids.uuid8(datetime(2026, 11, 13, tzinfo=UTC), "consent", str(next(_NUMBERS)))


def said(of: UUID, *denied: Json, policy: str = "OPTIN", **more: Any) -> Json:
    """A Consent of one Patient, under one id."""
    provision: Json = {"purpose": [{"code": "TREAT"}]}
    if denied:
        provision["provision"] = [{"type": "deny", "actor": list(denied)}]
    return {
        "resourceType": "Consent", "id": f"dy-{of}", "status": "active",
        "scope": {"coding": [{"code": "patient-privacy"}]},
        "category": [{"coding": [{"code": "59284-0"}]}], "patient": {"reference": f"Patient/{of}"},
        "policyRule": {"coding": [{"system": _ACT, "code": policy}]}, "provision": provision, **more,
    }  # fmt: skip


def actor(facility: str, commune: str = "") -> Json:
    found: Json = {
        "role": {"coding": [{"code": "IRCP"}]},
        "reference": {"reference": f"Organization/{places.organization_id(facility)}"},
    }
    if commune:
        coding = {"code": commune, "version": "2025-07-01"}
        found["extension"] = [{"url": relations.COMMUNE_EXTENSION, "valueCoding": coding}]
    return found


class Person:
    """Somebody of Dào San, with a visit and a diagnosis at each of two facilities and a fact of no visit."""

    def __init__(self) -> None:
        self.id, self.allergy = fresh(), fresh()
        self.door = record.open(cast.integration(), purpose=Purpose.TREATMENT)
        self.visits = {code: fresh() for code in (cast.PROVINCIAL, cast.PHONG_THO)}
        self.diagnoses = {code: fresh() for code in self.visits}
        patient = {"reference": f"Patient/{self.id}"}
        active = {"coding": [{"system": _ALLERGY, "code": "active"}]}
        allergy = {
            "resourceType": "AllergyIntolerance", "id": str(self.allergy), "patient": patient, "clinicalStatus": active,
        }  # fmt: skip
        made: list[Json] = [cast.patient(self.id, commune=cast.DAO_SAN), allergy]
        for code, visit in self.visits.items():
            made.append(cast.encounter(visit, self.id, code))
            made.append(cast.condition(self.diagnoses[code], self.id, visit, "I10"))
        self.write(*made)

    def write(self, *resources: Json) -> None:
        self.door.transact([Entry("PUT", one["resourceType"], one["id"], one) for one in resources])

    def says(self, *denied: Json, **more: Any) -> None:
        self.write(said(self.id, *denied, **more))

    def seen_by(self, who: Actor, purpose: Purpose = Purpose.TREATMENT) -> set[str]:
        """What of the two diagnoses, the allergy and the Patient itself is seen."""
        kinds = ("Condition", "AllergyIntolerance", "Patient")
        names = {str(self.id): "patient", str(self.allergy): "allergy"}
        names |= {str(uid): code for code, uid in self.diagnoses.items()}
        try:
            found = record.open(who, purpose=purpose).of_person(self.id, kinds)
        except NotFound:
            return set()
        return {names[one.id] for one in found}

    def diagnoses_for(self, who: Actor) -> set[str]:
        """The same for the diagnoses alone, asked for by their ids."""
        door = record.open(who, purpose=Purpose.TREATMENT)
        codes = {str(uid): code for code, uid in self.diagnoses.items()}
        return {codes[one.id] for one in door.read_many("Condition", list(codes))}


@pytest.fixture
def person() -> Person:
    return Person()


ALL = {cast.PROVINCIAL, cast.PHONG_THO, "allergy", "patient"}
OWN = {cast.PHONG_THO, "patient"}


class TestWhoIsNarrowed:
    def test_before_anything_is_said_every_place_of_the_person_sees_all(self, person: Person) -> None:
        assert person.seen_by(cast.doctor(cast.PHONG_THO)) == ALL

    def test_a_refusal_of_everybody_leaves_each_place_what_it_wrote(self, person: Person) -> None:
        person.says(policy="OPTOUT")

        assert person.seen_by(cast.doctor(cast.PHONG_THO)) == OWN
        assert person.seen_by(cast.doctor(cast.PROVINCIAL)) == {cast.PROVINCIAL, "patient"}

    def test_the_station_of_the_commune_where_they_live_is_not_another_facility(self, person: Person) -> None:
        person.says(policy="OPTOUT")

        assert person.seen_by(cast.station_nurse()) == ALL

    def test_a_refusal_of_one_facility_leaves_the_others_as_they_were(self, person: Person) -> None:
        person.says(actor(cast.PHONG_THO))

        assert person.seen_by(cast.doctor(cast.PHONG_THO)) == OWN
        assert person.seen_by(cast.doctor(cast.PROVINCIAL)) == ALL
        assert person.seen_by(cast.station_nurse()) == ALL

    def test_a_station_refused_by_name_sees_who_lives_there_and_its_own_visits(self, person: Person) -> None:
        person.says(actor(cast.DAO_SAN_STATION, cast.DAO_SAN))
        assert person.seen_by(cast.station_nurse()) == {"patient"}

        visit, diagnosis = fresh(), fresh()
        person.diagnoses["here"] = diagnosis
        person.write(
            cast.encounter(visit, person.id, cast.DAO_SAN_STATION),
            cast.condition(diagnosis, person.id, visit, "J06"),
        )
        assert person.seen_by(cast.station_nurse()) == {"patient", "here"}

    def test_whoever_works_at_two_places_loses_only_the_refused_one(self, person: Person) -> None:
        person.says(actor(cast.PHONG_THO))
        scopes = [Scope("facility", code) for code in person.visits]

        assert person.seen_by(cast.staff("both", *(("record.read:TREAT", one) for one in scopes))) == ALL

    def test_the_person_an_emergency_and_the_machines_between_systems_see_all(self, person: Person) -> None:
        person.says(actor(cast.PHONG_THO), policy="OPTOUT")
        own = cast.staff("self", ("record.read:PATRQT", Scope("self", str(person.id))))
        broken = cast.staff(
            "emergency",
            ("record.read:BTG", Scope("person", str(person.id))),
            ("record.read:TREAT", Scope("facility", cast.PHONG_THO)),
        )

        assert person.seen_by(own, Purpose.PATIENT_REQUEST) == ALL
        assert person.seen_by(broken, Purpose.BREAK_GLASS) == ALL
        assert person.seen_by(broken) == OWN
        assert person.seen_by(cast.integration()) == ALL

    def test_who_never_reached_the_person_gains_nothing_by_a_refusal(self, person: Person) -> None:
        person.says(actor("12999", "03562"))

        assert person.seen_by(cast.doctor("12999")) == set()
        assert person.seen_by(cast.station_nurse("03562")) == set()


class TestWhatCounts:
    @pytest.mark.parametrize(
        "changed",
        [
            {"status": "inactive"}, {"status": "entered-in-error"}, {"status": "proposed"},
            {"scope": {"coding": [{"code": "research"}]}},
            {"provision": {"purpose": [{"code": "HRESCH"}]}},
        ],
    )  # fmt: skip
    def test_what_is_not_in_force_or_not_about_care_changes_nothing(
        self, person: Person, changed: Json
    ) -> None:
        person.says(policy="OPTOUT", **changed)

        assert person.seen_by(cast.doctor(cast.PHONG_THO)) == ALL

    def test_a_withdrawn_refusal_gives_everything_back_and_stays_in_the_history(self, person: Person) -> None:
        person.says(policy="OPTOUT")
        person.says(policy="OPTOUT", status="inactive")

        assert person.seen_by(cast.doctor(cast.PHONG_THO)) == ALL
        told = person.door.history("Consent", f"dy-{person.id}")
        assert [one.json()["status"] for one in told] == ["inactive", "active"]

    def test_a_deleted_consent_refuses_nothing_more(self, person: Person) -> None:
        person.says(policy="OPTOUT")
        person.door.delete("Consent", f"dy-{person.id}")

        assert person.seen_by(cast.doctor(cast.PHONG_THO)) == ALL

    def test_a_denial_of_nobody_in_particular_is_one_of_everybody(self, person: Person) -> None:
        person.says(provision={"provision": [{"type": "deny", "purpose": [{"code": "TREAT"}]}]})

        assert person.seen_by(cast.doctor(cast.PHONG_THO)) == OWN

    def test_a_permission_inside_denies_nothing(self, person: Person) -> None:
        person.says(provision={"provision": [{"type": "permit", "actor": [actor(cast.PHONG_THO)]}]})

        assert person.seen_by(cast.doctor(cast.PHONG_THO)) == ALL

    def test_reindexing_leaves_refusals_alone(self, person: Person) -> None:
        person.says(policy="OPTOUT")
        reindexing.begin(now=clock.now(), whole=True)
        reindexing.run(clock=clock.now)

        assert person.seen_by(cast.doctor(cast.PHONG_THO)) == OWN


class TestOneHumanBeing:
    def test_a_refusal_holds_for_all_patients_of_a_person_and_follows_when_they_are_parted(
        self, person: Person
    ) -> None:
        other = Person()
        person.says(policy="OPTOUT")
        links = [{"target": {"reference": f"Patient/{one.id}"}} for one in (person, other)]
        joined = {"resourceType": "Person", "id": str(person.id), "link": links}
        person.write(joined)
        doctor = cast.doctor(cast.PHONG_THO)

        assert other.diagnoses_for(doctor) == {cast.PHONG_THO}
        person.write({**joined, "link": links[:1]})

        assert other.diagnoses_for(doctor) == set(other.visits)
        assert person.diagnoses_for(doctor) == {cast.PHONG_THO}


class TestEveryWayOfAsking:
    """For the doctor of one facility; the other's diagnosis must be nowhere."""

    @pytest.fixture
    def door(self, person: Person) -> record.Door:
        person.says(policy="OPTOUT")
        return record.open(cast.doctor(cast.PHONG_THO), purpose=Purpose.TREATMENT)

    def test_one_by_one_it_is_not_found(self, door: record.Door, person: Person) -> None:
        hidden = str(person.diagnoses[cast.PROVINCIAL])
        asked: list[Callable[[], object]] = [
            lambda: door.read("Condition", hidden),
            lambda: door.vread("Condition", hidden, 1),
            lambda: door.history("Condition", hidden),
            lambda: door.read("Encounter", str(person.visits[cast.PROVINCIAL])),
            lambda: door.everything("Encounter", str(person.visits[cast.PROVINCIAL]), Wish(), count=10),
        ]
        for ask in asked:
            with pytest.raises(NotFound):
                ask()

    @pytest.mark.parametrize(
        ("kind", "asked", "total"),
        [
            ("Condition", "code=I10", 1),
            ("Condition", "patient={patient}", 1),
            ("Condition", "patient={patient}&_sort=-_lastUpdated", 1),
            ("Condition", "", 1),
            ("Condition", "encounter.subject:Patient._id={patient}", 1),
            ("Condition", "encounter={hidden}", 0),
            ("Encounter", "_has:Condition:encounter:code=I10", 1),
            ("Encounter", "patient={patient}", 1),
            ("Patient", "_has:Condition:patient:code=I10", 1),
            ("Patient", "_has:AllergyIntolerance:patient:_id={allergy}", 0),
            ("AllergyIntolerance", "", 0),
            ("Consent", "", 0),
        ],
    )
    def test_a_search_and_its_total_are_without_it(
        self, door: record.Door, person: Person, kind: str, asked: str, total: int
    ) -> None:
        filled = asked.format(
            patient=person.id, hidden=person.visits[cast.PROVINCIAL], allergy=person.allergy
        )
        pairs = [tuple(pair.split("=", 1)) for pair in filled.split("&") if pair]

        page = door.search(kind, [*pairs, ("_total", "accurate")])  # type: ignore[list-item]

        assert page.total == len(page.entries) == total

    def test_nothing_of_it_comes_along(self, door: record.Door, person: Person) -> None:
        page = door.search("Patient", [("_id", str(person.id)), ("_revinclude", "Condition:patient")])

        assert [one.id for one in page.included] == [str(person.diagnoses[cast.PHONG_THO])]

    def test_everything_of_the_patient_and_what_happened_are_without_it(
        self, door: record.Door, person: Person
    ) -> None:
        found, _ = door.everything("Patient", str(person.id), Wish(), count=100)
        happened, _ = door.versions("Condition", span=Span(), count=100)

        assert str(person.diagnoses[cast.PROVINCIAL]) not in {one.id for one in [*found, *happened]}
        assert str(person.diagnoses[cast.PHONG_THO]) in {one.id for one in found}
        assert {one.id for one in happened} == {str(person.diagnoses[cast.PHONG_THO])}

    def test_lists_of_others_about_it_are_without_it(self, door: record.Door, person: Person) -> None:
        sql, args = door.sieve("Encounter").over("v.uid")
        uids = list(person.visits.values())
        with connection.cursor() as cursor:
            cursor.execute(f"select v.uid from unnest(%s::uuid[]) as v(uid) where {sql}", [uids, *args])
            found = [row[0] for row in cursor.fetchall()]

        assert found == [person.visits[cast.PHONG_THO]]

    def test_the_page_is_told_that_a_refusal_stands(self, door: record.Door, person: Person) -> None:
        assert door.is_narrowed(person.id)
        for who in (cast.station_nurse(), cast.integration(), cast.doctor("12999")):
            assert not record.open(who, purpose=Purpose.TREATMENT).is_narrowed(person.id)

        person.says(policy="OPTOUT", status="inactive")
        assert not door.is_narrowed(person.id)


class TestWriting:
    @pytest.fixture
    def door(self) -> record.Door:
        scope = Scope("facility", cast.PHONG_THO)
        who = cast.staff("writer", ("record.write:TREAT", scope), ("record.read:TREAT", scope))
        return record.open(who, purpose=Purpose.TREATMENT)

    def diagnosis(self, person: Person, at: str) -> Json:
        return cast.condition(fresh(), person.id, person.visits[at], "J06")

    def test_under_a_visit_of_the_place_it_goes_on(self, door: record.Door, person: Person) -> None:
        person.says(policy="OPTOUT")
        visit = fresh()
        new = cast.encounter(visit, person.id, cast.PHONG_THO)
        first = cast.condition(fresh(), person.id, visit, "J06")
        also = self.diagnosis(person, cast.PHONG_THO)

        entries = [Entry("PUT", one["resourceType"], one["id"], one) for one in (new, first, also)]

        assert {one.outcome for one in door.transact(entries)} == {"created"}

    def test_under_a_visit_elsewhere_or_of_no_visit_it_is_refused(
        self, door: record.Door, person: Person
    ) -> None:
        elsewhere = self.diagnosis(person, cast.PROVINCIAL)
        loose = {key: value for key, value in elsewhere.items() if key != "encounter"}
        for one in (elsewhere, loose):
            door.update("Condition", one["id"], one)  # before anything is refused
        person.says(policy="OPTOUT")

        for one in (elsewhere, loose):
            with pytest.raises(NotFound):
                door.update("Condition", one["id"], {**one, "note": [{"text": "x"}]})
            with pytest.raises(NotFound):
                door.create({key: value for key, value in one.items() if key != "id"})
