"""A hospital with a drug list, a licensed doctor, and somebody who is seen there with a diagnosis; all invented."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from hoaban.connect import sheets
from hoaban.foundation.workforce.tests import staff
from hoaban.kernel.actor import Actor, Purpose, Scope
from hoaban.record import api as record
from hoaban.record.shapes import Entry, Json
from hoaban.shared.people import api as people
from hoaban.shared.prescribing import api
from hoaban.shared.prescribing.rules import drug_list
from hoaban.shared.visits import api as visits
from tests import cast

NOW = datetime(2026, 11, 30, 2, 0, tzinfo=UTC)
DAY = date(2026, 11, 30)
HERE = Scope("facility", cast.PROVINCIAL)
NUMBER = "000321/LCH-GPHN"
LICENCE = replace(staff.MIDWIFE, number=NUMBER, scopes=frozenset({"general"}), valid_until=None)
LIST: tuple[dict[str, sheets.Value], ...] = (
    {
        "code": "PARA500",
        "name": "Hoabamol",
        "ingredients": ("Paracetamol",),
        "strength": "500mg",
        "unit": "Viên",
        "route": "uống",
        "insurer_code": "40.48",
        "form": "Viên nén",
        "price": Decimal(180),
    },
    {
        "code": "PARASIRO",
        "name": "Hoabamol Kid",
        "ingredients": ("Paracetamol",),
        "strength": "150mg/5ml",
        "unit": "Chai",
        "dose_unit": "ml",
        "per_unit": Decimal(60),
        "route": "uống",
    },
    {
        "code": "AMOX500",
        "name": "Moxban",
        "ingredients": ("Amoxicillin",),
        "strength": "500mg",
        "unit": "Viên",
        "route": "uống",
        "registration": "893110012324",
    },
    {
        "code": "CLARI500",
        "name": "Clariban",
        "ingredients": ("Clarithromycin",),
        "strength": "500mg",
        "unit": "Viên",
        "route": "uống",
    },
    {
        "code": "SIMVA20",
        "name": "Simvaban",
        "ingredients": ("Simvastatin",),
        "strength": "20mg",
        "unit": "Viên",
        "route": "uống",
    },
    {
        "code": "ALPHA",
        "name": "Alphaban",
        "ingredients": ("Alpha chymotrypsin",),
        "strength": "4,2mg",
        "unit": "Viên",
        "route": "uống",
    },
    {
        "code": "AMLO5",
        "name": "Amloban",
        "ingredients": ("Amlodipine",),
        "strength": "5mg",
        "unit": "Viên",
        "route": "uống",
    },
    {
        "code": "MOR10",
        "name": "Morban",
        "ingredients": ("Morphine",),
        "strength": "10mg",
        "unit": "Viên",
        "route": "uống",
        "control": "narcotic",
    },
    {
        "code": "DIAZ5",
        "name": "Diazban",
        "ingredients": ("Diazepam",),
        "strength": "5mg",
        "unit": "Viên",
        "route": "uống",
        "control": "psychotropic",
    },
    {
        "code": "COL1",
        "name": "Colban",
        "ingredients": ("Colchicine",),
        "strength": "1mg",
        "unit": "Viên",
        "route": "uống",
        "control": "toxic",
    },
    {"code": "VT01", "name": "Cam thảo", "unit": "g", "route": "uống", "herb": "yes"},
    {"code": "VT02", "name": "Hoàng kỳ", "unit": "g", "route": "uống", "herb": "yes"},
)


def doctor(*numbers: str, labels: tuple[str, ...] = ()) -> Actor:
    """Who prescribes at the hospital, known there by a staff number."""
    acts = (visits.WORK, "record.read:TREAT", "record.write:TREAT", "people.find", api.WRITE, api.READ)
    by_name = ((f"record.read:{Purpose.TREATMENT}", Scope("practitioner", f"{cast.PROVINCIAL}/{one}"))
               for one in numbers or (NUMBER,))  # fmt: skip
    return cast.staff(
        "account:bs.ky",
        *((act, HERE) for act in acts),
        *by_name,
        *((f"label.{one}", cast.ALL) for one in labels),
    )


def pharmacist(facility: str = cast.PROVINCIAL) -> Actor:
    return cast.staff("account:ds.kho", (api.LISTS, Scope("facility", facility)))


def list_bytes(lines: tuple[dict[str, sheets.Value], ...] = LIST) -> bytes:
    return sheets.write(drug_list.list_columns(), lines, name=drug_list.SHEET)


def load(lines: tuple[dict[str, sheets.Value], ...] = LIST, on: date = date(2026, 1, 1)) -> Any:
    draft = api.send_drugs(
        actor=pharmacist(), facility_code=cast.PROVINCIAL, file_name="thuoc.xlsx", content=list_bytes(lines),
        valid_from=on, now=NOW,
    )  # fmt: skip
    return api.apply_drugs(actor=pharmacist(), draft=draft, now=NOW)


def hospital() -> None:
    """Places, a licensed doctor, the drug list."""
    staff.open_places()
    one = staff.member("Lò Thị Ký", "doctor")
    staff.register(one, staff.post(staff.HOSPITAL, post="Bác sĩ", number=NUMBER), LICENCE)
    load()


def desk() -> Actor:
    acts = (visits.RECEIVE, "people.register")
    return cast.staff("tiepdon", ("people.find", cast.ALL), *((act, HERE) for act in acts))


def person(
    birth: str = "1964-09-02", sex: str = "male", name: str = "Lò Văn Inh", number: str = "012064000103"
) -> UUID:
    details = people.Details(
        name, sex, birth, cast.DAO_SAN, "bản Hoa Ban 2", "0912 345 678", "known", "MANUAL",
        (people.Paper("national_id", number),),
    )  # fmt: skip
    return people.register(actor=desk(), details=details, now=NOW)


def visit_of(who: UUID, *facts: Json, icd10: str = "J06.9", actor: Actor | None = None) -> visits.Visit:
    """A visit that is being seen, with a diagnosis and what else the record knows."""
    arrival = visits.Arrival(cast.PROVINCIAL, who, "Ho, sốt", department="K01")
    seen = visits.open_visit(actor=desk(), arrival=arrival, now=NOW)
    found = [condition(seen, icd10), *(_about(one, seen.patient) for one in facts)]
    entries = [Entry("PUT", str(one["resourceType"]), str(one["id"]), one) for one in found]
    visits.note(actor=actor or doctor(), visit=seen.id, entries=entries, to=visits.State.SEEN, now=NOW)
    return visits.get_visit(actor=doctor(), visit=seen.id)


def _about(fact: Json, patient: str) -> Json:
    key = "patient" if fact["resourceType"] == "AllergyIntolerance" else "subject"
    return {**fact, key: {"reference": f"Patient/{patient}"}}


def condition(visit: visits.Visit, icd10: str) -> Json:
    return {
        "resourceType": "Condition", "id": str(uuid4()), "subject": {"reference": f"Patient/{visit.patient}"},
        "encounter": {"reference": f"Encounter/{visit.id}"},
        "code": {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10", "code": icd10}], "text": f"Bệnh {icd10}"},
        "recordedDate": "2026-11-30",
    }  # fmt: skip


def allergy(text: str) -> Json:
    return {
        "resourceType": "AllergyIntolerance", "id": str(uuid4()), "code": {"text": text}, "patient": {"reference": "x"},
        "clinicalStatus": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical",
                                       "code": "active"}]},
    }  # fmt: skip


def measured(loinc: str, value: str, unit: str) -> Json:
    return {
        "resourceType": "Observation", "id": str(uuid4()), "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": loinc}]}, "effectiveDateTime": "2026-11-30T08:00:00+07:00",
        "valueQuantity": {"value": Decimal(value), "unit": unit, "system": "http://unitsofmeasure.org", "code": unit},
    }  # fmt: skip


def requests_of(visit: visits.Visit) -> list[Json]:
    """The MedicationRequests of a person, as a machine that sees everything reads them."""
    door = record.open(cast.integration(), purpose=Purpose.TREATMENT)
    return [one.json() for one in door.of_person(visit.arrival.person, ["MedicationRequest"])]
