"""Clinical sign-off at the door: who signs may practise that act, there, on that day."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from hoaban.foundation.audit import api as audit
from hoaban.foundation.workforce import api as workforce
from hoaban.foundation.workforce.rules import lists
from hoaban.foundation.workforce.tests import staff
from hoaban.kernel import clock, tables
from hoaban.kernel.actor import Actor, Purpose, Scope
from hoaban.record import api as record
from hoaban.record.shapes import Entry, Json
from tests import cast

PERSON, VISIT = UUID(int=0xC1), UUID(int=0xC2)
NUMBER = "000321/LCH-GPHN"
HERE = Scope("facility", staff.HOSPITAL)
LICENCE = replace(staff.MIDWIFE, number=NUMBER, scopes=frozenset({"general"}), valid_until=None)


def order(**more: Any) -> Json:
    """A prescription of one drug."""
    return {
        "resourceType": "MedicationRequest", "status": "active", "intent": "order",
        "medicationCodeableConcept": {"text": "Amoxicillin 500 mg"},
        "subject": {"reference": f"Patient/{PERSON}"}, "encounter": {"reference": f"Encounter/{VISIT}"}, **more,
    }  # fmt: skip


def report(section: str, status: str = "final") -> Json:
    coding = {"system": "http://terminology.hl7.org/CodeSystem/v2-0074", "code": section}
    return {
        "resourceType": "DiagnosticReport", "status": status, "category": [{"coding": [coding]}],
        "code": {"text": "Công thức máu"}, "subject": {"reference": f"Patient/{PERSON}"},
    }  # fmt: skip


def clinician(*numbers: str) -> Actor:
    by_name = ((f"record.read:{Purpose.TREATMENT}", Scope("practitioner", f"12981/{one}")) for one in numbers)
    return cast.staff("account:bs.ky", ("record.write:TREAT", HERE), ("record.read:TREAT", HERE), *by_name)


def write(actor: Actor, resource: Json) -> Any:
    return record.open(actor, purpose=Purpose.TREATMENT).create(resource)


@pytest.fixture
def doctor() -> UUID:
    """A licensed doctor of the hospital, and somebody with a visit there."""
    staff.open_places()
    record.open(cast.integration(), purpose=Purpose.TREATMENT).transact(
        [
            Entry("PUT", "Patient", str(PERSON), cast.patient(PERSON)),
            Entry("PUT", "Encounter", str(VISIT), cast.encounter(VISIT, PERSON, staff.HOSPITAL)),
        ]
    )
    one = staff.member("Lò Thị Ký", "doctor")
    return staff.register(one, staff.post(staff.HOSPITAL, post="Bác sĩ", number=NUMBER), LICENCE)


@pytest.mark.django_db
class TestSigning:
    def test_a_licensed_doctor_of_the_place_signs(self, doctor: UUID) -> None:
        assert write(clinician(NUMBER), order()).version == 1

    @pytest.mark.django_db(transaction=True)
    def test_a_suspended_licence_signs_nothing_and_the_trail_says_so(self, doctor: UUID) -> None:
        today = clock.vietnam_day(clock.now())
        workforce.suspend_licence(
            actor=staff.DEPARTMENT, licence=staff.licence_id(doctor), first=today, last=None, reason="QĐ 12",
            now=clock.now(),
        )  # fmt: skip
        with pytest.raises(record.MayNotSign, match="is suspended") as refused:
            write(clinician(NUMBER), order())
        assert refused.value.place == "prescribe"
        (entry,) = (one for one in audit.list_entries(limit=50) if one.outcome == "refused")
        assert entry.act == "record.write"
        assert write(clinician(NUMBER), order(status="draft")).version == 1

    def test_beyond_the_scope_of_the_licence_nothing_is_signed(self, doctor: UUID) -> None:
        nurse = staff.member("Lò Thị Dưỡng", "nurse")
        licence = replace(LICENCE, number="000322/LCH-GPHN", scopes=frozenset({"nursing"}))
        staff.register(nurse, staff.post(staff.HOSPITAL, post="Điều dưỡng", number="DD-9"), licence)
        with pytest.raises(record.MayNotSign, match="beyond the scope"):
            write(clinician("DD-9"), order())

    def test_who_has_left_or_is_in_no_staff_file_signs_nothing(self, doctor: UUID) -> None:
        yesterday = clock.vietnam_day(clock.now()) - timedelta(days=1)
        workforce.end_post(
            actor=staff.DEPARTMENT, member=doctor, facility_code=staff.HOSPITAL, last=yesterday, now=clock.now()
        )  # fmt: skip
        for actor in (clinician(NUMBER), clinician("KHONG-CO"), clinician()):
            with pytest.raises(record.MayNotSign, match="no staff file"):
                write(actor, order())

    def test_one_signature_too_many_refuses_the_whole_and_says_which(self, doctor: UUID) -> None:
        workforce.revoke_licence(
            actor=staff.DEPARTMENT, licence=staff.licence_id(doctor), on=clock.vietnam_day(clock.now()),
            reason="QĐ 13", now=clock.now(),
        )  # fmt: skip
        door = record.open(clinician(NUMBER), purpose=Purpose.TREATMENT)
        entries = [Entry("POST", "DiagnosticReport", resource=report("LAB", "preliminary"))]
        with pytest.raises(record.MayNotSign) as refused:
            door.transact([*entries, Entry("POST", "MedicationRequest", resource=order())])
        assert refused.value.entry == 1

    def test_a_machine_brings_what_was_signed_elsewhere(self, doctor: UUID) -> None:
        assert write(cast.integration(), order()).version == 1


def test_every_signed_act_is_an_act_of_the_register_of_staff() -> None:
    acts = lists.acts(staff.TODAY)
    assert {row["act"] for row in tables.read_table("hoaban.record", "signed_acts.csv")} <= acts.keys()
