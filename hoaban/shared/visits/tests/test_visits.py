"""Visits: opened at the desk, worked in rooms, ended; the same as the claim that comes of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from hoaban.foundation.audit import api as audit
from hoaban.foundation.places import api as places
from hoaban.kernel.actor import Actor, Purpose, Scope, system_actor
from hoaban.kernel.effective import Period
from hoaban.kernel.errors import NotAllowed, NotFound
from hoaban.record import api as record
from hoaban.record import language, sources
from hoaban.record.shapes import Entry, Json
from hoaban.shared.people import api as people
from hoaban.shared.people.models import PatientLink
from hoaban.shared.visits import api as visits
from hoaban.shared.visits import models, rules
from tests import cast

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 30, 1, 15, 42, tzinfo=UTC)
DAY = date(2026, 11, 30)
HERE = Scope("facility", cast.PROVINCIAL)
CARD = visits.Card("GD4120123456789", date(2026, 1, 1), date(2026, 12, 31), cast.PHONG_THO)
NUMBER = people.Paper("national_id", "012064000103")


def desk(facility: str = cast.PROVINCIAL) -> Actor:
    here = Scope("facility", facility)
    acts = (visits.RECEIVE, "people.register", "scheduling.queue")
    return cast.staff("tiepdon", ("people.find", cast.ALL), *((act, here) for act in acts))


def doctor(place: Scope = HERE) -> Actor:
    acts = (visits.WORK, "record.read:TREAT", "record.write:TREAT", "people.find")
    return cast.staff("bs.kham", *((act, place) for act in acts))


@pytest.fixture(autouse=True)
def _places() -> None:
    registered_places()


def registered_places() -> None:
    """The facilities of these tests."""
    registrar = system_actor("register-test", "system.manage")
    for code in (cast.PROVINCIAL, cast.PHONG_THO):
        one = places.Facility(code, f"Bệnh viện {code}", "hospital", Period(date(2020, 1, 1)))
        places.register_facility(actor=registrar, facility=one, now=NOW)


@pytest.fixture
def person() -> UUID:
    """Somebody whom the provincial desk registered."""
    details = people.Details(
        "Lò Văn Inh", "male", "1964-09-02", cast.DAO_SAN, "bản Hoa Ban 2", "0912 345 678", "known", "MANUAL", (NUMBER,)
    )  # fmt: skip
    return people.register(actor=desk(), details=details, now=NOW)


def arrival(person: UUID, facility: str = cast.PROVINCIAL, **facts: Any) -> visits.Arrival:
    plain = visits.Arrival(
        facility, person, "Ho, sốt 3 ngày", department="K01", coverage_class="1.1", card=CARD
    )
    return replace(plain, **facts)


def opened(person: UUID, **facts: Any) -> visits.Visit:
    return visits.open_visit(actor=desk(), arrival=arrival(person, **facts), now=NOW)


def encounter_of(visit: visits.Visit) -> Json:
    door = record.open(cast.integration(), purpose=Purpose.TREATMENT)
    return door.read("Encounter", str(visit.id)).json()


def condition(visit: visits.Visit) -> Json:
    return {
        "resourceType": "Condition", "id": str(uuid4()), "subject": {"reference": f"Patient/{visit.patient}"},
        "encounter": {"reference": f"Encounter/{visit.id}"},
        "code": {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10", "code": "J00"}]},
    }  # fmt: skip


class TestOpening:
    def test_who_comes_has_a_visit_of_one_id_in_the_record_and_here(self, person: UUID) -> None:
        visit = opened(person)

        said = encounter_of(visit)
        assert (visit.number, visit.state, visit.arrival.person) == (
            "26113000001",
            visits.State.ARRIVED,
            person,
        )
        assert said["status"] == "arrived"
        assert said["identifier"][0]["value"] == visit.number
        assert said["reasonCode"] == [{"text": "Ho, sốt 3 ngày"}]
        assert said["period"] == {"start": "2026-11-30T08:15:00+07:00"}
        assert language.validate(said) == []
        assert str(visit.id) == sources.encounter_id(cast.PROVINCIAL, visit.number, NOW.replace(second=0))

    def test_the_facility_has_a_patient_of_its_own_and_knows_them_again(self, person: UUID) -> None:
        first, second = opened(person), opened(person)

        link = PatientLink.objects.get(patient=first.patient)
        door = record.open(cast.integration(), purpose=Purpose.TREATMENT)
        numbers_there = {one["value"] for one in door.read("Patient", first.patient).json()["identifier"]}
        assert (first.patient, link.human, link.rule) == (second.patient, person, "desk")
        assert numbers_there == {"26000001", NUMBER.value}
        assert first.patient == sources.patient_id(cast.PROVINCIAL, "26000001")
        assert second.number == "26113000002"

    def test_a_doctor_of_the_facility_then_reaches_the_person_and_one_elsewhere_does_not(
        self, person: UUID
    ) -> None:
        opened(person)

        door = record.open(doctor(), purpose=Purpose.TREATMENT)
        assert door.of_person(person, ["Encounter"])
        with pytest.raises(NotFound):
            record.open(doctor(Scope("facility", cast.PHONG_THO)), purpose=Purpose.TREATMENT).of_person(
                person, ["Encounter"]
            )

    def test_who_pays_is_a_coverage(self, person: UUID) -> None:
        visit = opened(person)

        door = record.open(cast.integration(), purpose=Purpose.TREATMENT)
        (coverage,) = [one.json() for one in door.of_person(person, ["Coverage"])]
        assert coverage["subscriberId"] == CARD.number
        assert coverage["period"] == {"start": "2026-01-01", "end": "2026-12-31"}
        assert coverage["beneficiary"] == {"reference": f"Patient/{visit.patient}"}
        assert language.validate(coverage) == []

    def test_a_form_sent_twice_opens_one_visit(self, person: UUID) -> None:
        one = visits.open_visit(actor=desk(), arrival=arrival(person), once="form-1", now=NOW)
        two = visits.open_visit(actor=desk(), arrival=arrival(person), once="form-1", now=NOW)

        assert one.id == two.id
        assert models.Visit.objects.count() == 1

    def test_another_facility_opens_nothing_here_and_sees_nothing(self, person: UUID) -> None:
        visit = opened(person)
        stranger = desk(cast.PHONG_THO)

        with pytest.raises(NotAllowed):
            visits.open_visit(actor=stranger, arrival=arrival(person), now=NOW)
        with pytest.raises(visits.NoSuchVisit):
            visits.get_visit(actor=stranger, visit=visit.id)
        assert visits.list_visits(actor=stranger, facility_code=cast.PROVINCIAL, day=DAY) == []
        assert visits.see_visits(actor=stranger, visits=[visit.id]) == {}
        assert (
            visits.find_by_number(actor=stranger, facility_code=cast.PROVINCIAL, number=visit.number) is None
        )

    @pytest.mark.parametrize(
        ("facts", "place"),
        [({"care": "99"}, "care"), ({"coverage_class": "77"}, "coverage_class"), ({"priority": "vip"}, "priority"),
         ({"card": visits.Card("")}, "card"), ({"reason": "x" * 501}, "reason")],
    )  # fmt: skip
    def test_what_no_list_knows_is_refused_at_its_place(
        self, person: UUID, facts: dict[str, Any], place: str
    ) -> None:
        with pytest.raises(visits.VisitNotValid) as refused:
            opened(person, **facts)
        assert refused.value.place == place
        assert not models.Visit.objects.exists()

    def test_nobody_of_the_register_has_no_visit(self) -> None:
        with pytest.raises(NotFound):
            opened(uuid4())


class TestCorrecting:
    def test_who_pays_is_said_anew(self, person: UUID) -> None:
        visit = opened(person)
        anew = replace(visit.arrival, card=None, coverage_class="", department="K02")
        changed = visits.correct_arrival(
            actor=desk(), visit=visit.id, arrival=anew, now=NOW + timedelta(minutes=1)
        )

        said = encounter_of(visit)
        assert changed.arrival.card is None
        assert said["location"][0]["location"]["identifier"]["value"] == f"{cast.PROVINCIAL}.K02"
        assert "coverage-class" not in str(said.get("extension"))

    def test_one_opened_by_mistake_is_cancelled_with_a_reason_and_stays_so(self, person: UUID) -> None:
        visit = opened(person)
        with pytest.raises(visits.VisitNotValid):
            visits.cancel_visit(actor=desk(), visit=visit.id, reason=" ", now=NOW)
        for _ in range(2):
            visits.cancel_visit(actor=desk(), visit=visit.id, reason="Chọn nhầm người", now=NOW)

        assert encounter_of(visit)["status"] == "cancelled"
        with pytest.raises(visits.VisitMoved):
            visits.note(actor=doctor(), visit=visit.id, entries=[], to=visits.State.SEEN, now=NOW)

    def test_whom_somebody_has_seen_is_not_cancelled(self, person: UUID) -> None:
        visit = opened(person)
        visits.note(actor=doctor(), visit=visit.id, entries=[], to=visits.State.SEEN, now=NOW)

        with pytest.raises(visits.VisitMoved):
            visits.cancel_visit(actor=desk(), visit=visit.id, reason="Nhầm", now=NOW)


class TestWorking:
    def test_facts_diagnoses_and_the_end_are_written_with_the_visit(self, person: UUID) -> None:
        visit = opened(person)
        found = condition(visit)
        entry = Entry("PUT", "Condition", found["id"], found)
        main = visits.VisitDiagnosis(UUID(found["id"]), "main")
        visits.note(
            actor=doctor(), visit=visit.id, entries=[entry], to=visits.State.SEEN, practitioner="000101/LC-CCHN",
            diagnoses=[main], now=NOW,
        )  # fmt: skip
        ended = visits.note(
            actor=doctor(), visit=visit.id, entries=[], to=visits.State.ENDED, outcome=visits.Outcome("1", "2"),
            now=NOW + timedelta(minutes=9),
        )  # fmt: skip

        said = encounter_of(visit)
        assert (ended.state, ended.practitioner) == (visits.State.ENDED, "000101/LC-CCHN")
        assert said["status"] == "finished"
        assert said["diagnosis"][0]["rank"] == 1
        assert said["participant"][0]["type"][0]["coding"][0]["code"] == "ATND"
        assert said["period"]["end"] == "2026-11-30T08:24:42+07:00"
        assert said["hospitalization"]["dischargeDisposition"]["coding"][0]["code"] == "1"
        assert language.validate(said) == []

    def test_the_desk_works_nothing_and_a_stranger_not_either(self, person: UUID) -> None:
        visit = opened(person)

        with pytest.raises(NotAllowed):
            visits.note(actor=desk(), visit=visit.id, entries=[], to=visits.State.SEEN, now=NOW)
        with pytest.raises(visits.NoSuchVisit):
            visits.note(actor=doctor(Scope("facility", cast.PHONG_THO)), visit=visit.id, entries=[], now=NOW)

    def test_a_department_works_its_own_visits_alone(self, person: UUID) -> None:
        visit, other = opened(person), opened(person, department="K02")
        here = doctor(Scope("department", f"{cast.PROVINCIAL}.K01"))

        assert visits.get_visit(actor=here, visit=visit.id).id == visit.id
        with pytest.raises(visits.NoSuchVisit):
            visits.get_visit(actor=here, visit=other.id)

    def test_an_ended_visit_is_seen_again_for_a_day_with_a_reason(self, person: UUID) -> None:
        visit = opened(person)
        visits.note(
            actor=doctor(), visit=visit.id, entries=[], to=visits.State.ENDED, outcome=visits.Outcome("1", "2"), now=NOW
        )  # fmt: skip
        with pytest.raises(visits.VisitMoved):
            visits.note(actor=doctor(), visit=visit.id, entries=[], now=NOW)
        with pytest.raises(visits.VisitMoved):
            visits.reopen(actor=doctor(), visit=visit.id, reason="Bổ sung", now=NOW + timedelta(days=2))

        again = visits.reopen(actor=doctor(), visit=visit.id, reason="Bổ sung", now=NOW + timedelta(hours=1))
        assert again.state == visits.State.SEEN
        assert encounter_of(visit)["status"] == "in-progress"

    def test_a_code_of_the_outcome_that_does_not_exist_changes_nothing(self, person: UUID) -> None:
        visit = opened(person)
        with pytest.raises(visits.VisitNotValid) as refused:
            visits.note(
                actor=doctor(), visit=visit.id, entries=[], to=visits.State.ENDED, outcome=visits.Outcome("1", "77"), now=NOW
            )  # fmt: skip
        assert refused.value.place == "result"
        assert visits.get_visit(actor=doctor(), visit=visit.id).is_open

    def test_every_act_names_the_person_in_the_trail(self, person: UUID) -> None:
        visit = opened(person)
        visits.note(actor=doctor(), visit=visit.id, entries=[], to=visits.State.SEEN, now=NOW)

        told = audit.list_entries(sought=audit.TrailFilter(persons=[person]), limit=20)
        assert {"visits.open", "visits.note"} <= {one.act for one in told}


class TestLists:
    def test_those_of_a_day_are_listed_as_they_came(self, person: UUID) -> None:
        first, second = opened(person), opened(person, department="K02")
        visits.cancel_visit(actor=desk(), visit=first.id, reason="Nhầm", now=NOW)

        listed = visits.list_visits(actor=desk(), facility_code=cast.PROVINCIAL, day=DAY)
        assert [one.id for one in listed] == [first.id, second.id]
        assert [one.id for one in visits.list_open(actor=desk(), facility_code=cast.PROVINCIAL)] == [
            second.id
        ]
        assert [
            one.id
            for one in visits.open_visits_of(actor=desk(), facility_code=cast.PROVINCIAL, person=person)
        ] == [second.id]
        assert (
            visits.list_visits(actor=desk(), facility_code=cast.PROVINCIAL, day=DAY + timedelta(days=1)) == []
        )


class TestRules:
    def test_every_state_has_its_ways_and_its_status(self) -> None:
        assert set(rules.NEXT) == set(visits.State)
        assert not rules.may_become(visits.State.CANCELLED, visits.State.SEEN)
        assert not rules.may_become(visits.State.ENDED, visits.State.CANCELLED)

    def test_numbers_of_a_day_never_meet_however_many(self) -> None:
        made = {rules.visit_number(DAY, count) for count in (1, 99_999, 100_000, 1_000_000)}
        assert len(made) == 4
        assert rules.patient_number(2026, 123) == "26000123"
