"""A health centre with a licensed doctor and a nurse, and somebody of its queue who has been seen."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

from hoaban.foundation.places import api as places
from hoaban.foundation.workforce import api as workforce
from hoaban.foundation.workforce.tests import staff
from hoaban.kernel.actor import Actor, Scope, system_actor
from hoaban.kernel.effective import Period
from hoaban.record import systems
from hoaban.record.shapes import Entry
from hoaban.shared.people import api as people
from hoaban.shared.visits import api as visits
from tests import cast

NOW = datetime(2026, 11, 30, 2, 15, tzinfo=UTC)
DAY = date(2026, 11, 30)
HERE = cast.PHONG_THO
DOCTOR, NURSE = "BS0001", "DD0001"


def open_places() -> None:
    """A health centre and the provincial hospital, with their staff."""
    registrar = system_actor("register-test", "system.manage")
    for code, name in ((HERE, "Trung tâm Y tế Phong Thổ"), (cast.PROVINCIAL, "Bệnh viện Đa khoa tỉnh")):
        one = places.Facility(code, name, "hospital", Period(date(2020, 1, 1)))
        places.register_facility(actor=registrar, facility=one, now=NOW)
    for name, profession, number, scope in (
        ("Lò Thị Hương", "doctor", DOCTOR, "general"), ("Vàng Thị Sua", "nurse", NURSE, "nursing"),
    ):  # fmt: skip
        licence = replace(
            staff.MIDWIFE, number=f"{number}/LCH-GPHN", scopes=frozenset({scope}), valid_until=None
        )
        there = staff.post(HERE, post="Bác sĩ" if number == DOCTOR else "Điều dưỡng", number=number)
        staff.register(staff.member(name, profession), there, licence)
        known = workforce.Practitioner(HERE, number, name, there.post, Period(date(2024, 1, 1)))
        workforce.register_practitioner(actor=registrar, practitioner=known, now=NOW)


def worker(name: str, number: str, *labels: str, facility: str = HERE) -> Actor:
    """Somebody who works visits of a facility and is known there by a number."""
    here = Scope("facility", facility)
    acts = (
        visits.WORK,
        visits.RECEIVE,
        "record.read:TREAT",
        "record.write:TREAT",
        "people.find",
        "people.register",
    )
    by_name = ("record.read:TREAT", Scope("practitioner", f"{facility}/{number}"))
    rights = ((f"label.{label}", cast.ALL) for label in labels)
    return cast.staff(f"account:{name}", *((act, here) for act in acts), by_name, *rights)


def doctor(*labels: str) -> Actor:
    return worker("bs.huong", DOCTOR, *labels)


def nurse() -> Actor:
    return worker("dd.sua", NURSE)


def stranger() -> Actor:
    return worker("bs.tinh", "BS0009", facility=cast.PROVINCIAL)


def arrived(name: str = "Lò Văn Inh") -> visits.Visit:
    """Somebody of the register has come."""
    open_places()
    details = people.Details(
        name, "male", "1964-09-02", cast.DAO_SAN, "bản Hoa Ban 2", "0912 345 678", "known", "MANUAL",
        (people.Paper("national_id", "099064000103"),),
    )  # fmt: skip
    person = people.register(actor=doctor(), details=details, now=NOW)
    card = visits.Card("HT3120000000103", date(2026, 1, 1), date(2026, 12, 31), HERE)
    arrival = visits.Arrival(HERE, person, "Ho, sốt 3 ngày", coverage_class="1.1", card=card)
    return visits.open_visit(actor=doctor(), arrival=arrival, now=NOW)


def seen(icd10: str = "J18.9") -> visits.Visit:
    """They were seen: a diagnosis, a measure, a prescription."""
    visit = arrived()
    subject, during = {"reference": f"Patient/{visit.patient}"}, {"reference": f"Encounter/{visit.id}"}
    common = {"subject": subject, "encounter": during}
    condition = {
        "resourceType": "Condition", "id": str(uuid4()), **common,
        "code": {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10", "code": icd10}], "text": "Viêm phổi"},
    }  # fmt: skip
    pulse = {
        "resourceType": "Observation", "id": str(uuid4()), "status": "final", **common,
        "category": [{"coding": [{"system": f"{systems.OBSERVATION_CATEGORY}", "code": "vital-signs"}]}],
        "code": {"coding": [{"system": systems.LOINC, "code": "8867-4"}], "text": "Mạch"},
        "effectiveDateTime": "2026-11-30T08:30:00+07:00",
        "valueQuantity": {"value": 92, "unit": "lần/phút", "system": systems.UCUM, "code": "/min"},
    }  # fmt: skip
    drug = {
        "resourceType": "MedicationRequest", "id": str(uuid4()), "status": "active", "intent": "order", **common,
        "medicationCodeableConcept": {"text": "Amoxicillin 500 mg"}, "authoredOn": "2026-11-30T09:00:00+07:00",
        "dosageInstruction": [{"text": "ngày uống 3 lần, mỗi lần 1 viên"}],
        "dispenseRequest": {"quantity": {"value": 15, "unit": "viên"}},
    }  # fmt: skip
    entries = [Entry("PUT", one["resourceType"], one["id"], one) for one in (condition, pulse, drug)]
    main = visits.VisitDiagnosis(UUID(condition["id"]), "main")
    return visits.note(
        actor=doctor("hiv"), visit=visit.id, entries=entries, to=visits.State.SEEN, practitioner=DOCTOR,
        diagnoses=[main], now=NOW,
    )  # fmt: skip
