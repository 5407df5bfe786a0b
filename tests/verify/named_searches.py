"""Forty searches such as the nurse of a commune station makes, over every kind of parameter, and what they find.

``tests/bench/people.py`` has the people, their visits and results; here are their diagnoses, and what belongs to nobody.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from urllib.parse import parse_qsl
from uuid import UUID

from hoaban.foundation.places import api as places
from hoaban.kernel import ids
from hoaban.kernel.actor import Purpose
from hoaban.record import api as record
from hoaban.record.shapes import Entry, Json
from tests import cast
from tests.bench import people

NATIONAL = "http://fhir.ehealth.gov.vn/core/sid/national_id"
ICD10 = "http://hl7.org/fhir/sid/icd-10"
UCUM = "http://unitsofmeasure.org"
TAG = "https://hoaban.example/fhir/CodeSystem/nguon"
_DIAGNOSES = (("I10", "Tăng huyết áp vô căn"), ("E11.9", "Đái tháo đường"), ("J18.9", "Viêm phổi"))
_RARE = ("L40", "Vảy nến thể mảng")
_ONE_IN, _FIRST = 50, 3
"""So many people of a commune have one with the rare diagnosis, beginning with this one."""
_START = datetime(2024, 1, 1, tzinfo=UTC)
_PLACES_OF_A_COMMUNE = 10
_STAFF = 400


@dataclass(frozen=True, slots=True)
class Named:
    """``path`` is a type, or a compartment and a type; words in braces stand for what belongs to one patient."""

    path: str
    asked: str

    def __str__(self) -> str:
        return f"{self.path}?{self.asked}"

    def params(self, words: dict[str, str]) -> list[tuple[str, str]]:
        return parse_qsl(self.asked.format(**words).replace("+", "%2B"), keep_blank_values=True)


SEARCHES = (
    Named("Patient", "name={given}&name={family}"),
    Named("Patient", "name={family}"),
    Named("Patient", "family={family}&given={given}&birthdate=ge1930"),
    Named("Patient", "name={whole}"),
    Named("Patient", "name:exact={whole}"),
    Named("Patient", f"identifier={NATIONAL}|{{number}}"),
    Named("Patient", "phone={phone}"),
    Named("Patient", "birthdate={birth}"),
    Named("Patient", "gender=female&birthdate=ge1976&birthdate=lt2011&_sort=-birthdate"),
    Named("Patient", "gender:not=male&_sort=-_lastUpdated"),
    Named("Patient", "active:missing=true"),
    Named("Patient", "address=ban hoa ban&name={given}"),
    Named("Patient", "name={given}&name={family}&_sort=family,-birthdate"),
    Named("Patient", f"_has:Condition:patient:code={ICD10}|L40"),
    Named("Patient", '_filter=name sw "{family}" and birthdate eq {birth}'),
    Named("Observation", "patient={patient}&code=http://loinc.org|718-7&date=ge2024-01-01&_sort=-date"),
    Named("Observation", "patient={patient}&_include=Observation:patient&_include=Observation:encounter"),
    Named("Observation", "encounter={visit}"),
    Named("Observation", "code=http://loinc.org|718-7&date=ge2026-01-01&_sort=-date"),
    Named("Observation", "code:text=glucose&status=final"),
    Named("Observation", "category=laboratory&date=2025-03"),
    Named("Observation", "date=sa2025-02-01&date=eb2025-03-01"),
    Named("Observation", "code-value-quantity=http://loinc.org|2345-7$gt150"),
    Named("Observation", f"value-quantity={{glucose}}|{UCUM}|mmol/L"),
    Named("Observation", "subject:Patient.name={given}&patient.birthdate={birth}&code=718-7,2345-7"),
    Named("Observation", f"patient.identifier={NATIONAL}|{{number}}"),
    Named("Observation", "performer=Organization/{hospital}&date=ge2026-01-01"),
    Named("Observation", "status:not=amended&_sort=_lastUpdated"),
    Named("Patient/{patient}/Observation", "code=718-7"),
    Named("Encounter", "patient={patient}&_revinclude=Observation:encounter"),
    Named("Encounter", "class=AMB&status=finished&service-provider={hospital}"),
    Named("Encounter", "subject:Patient.identifier={number}&_include=Encounter:patient"),
    Named("Condition", f"code={ICD10}|L40&_revinclude:iterate=Provenance:target"),
    Named("Condition", "code:in=ValueSet/benh-man-tinh&recorded-date=ge2024-01-01"),
    Named("Condition", "_text=vảy nến"),
    Named("Condition", f"_content=mảng&_tag={TAG}|thu"),
    Named("RiskAssessment", "probability=gt0.98"),
    Named("Location", "near=22.4|103.4|20|km"),
    Named("ValueSet", "url:below=https://hoaban.example/fhir/ValueSet"),
    Named("", "_type=Condition,Encounter&_lastUpdated=ge2024-01-01"),
)


def words(number: int) -> dict[str, str]:
    """What belongs to the n-th patient."""
    one = people.patient(number)
    name = one["name"][0]
    return {
        "patient": one["id"],
        "visit": str(ids.uuid8_timeless("bench-visit", str(number))),
        "family": name["family"],
        "given": name["given"][-1],
        "whole": name["text"],
        "birth": one["birthDate"],
        "number": people.personal_number(number),
        "phone": one["telecom"][0]["value"],
        "glucose": str(people.observation(number, 0, UUID(int=0))["valueQuantity"]["value"]),
        "hospital": str(places.organization_id(cast.PROVINCIAL)),
    }


def somebody(commune: str) -> int:
    """The number of a patient who lives there and has the rare diagnosis."""
    return people.communes().index(commune) + _FIRST * len(people.communes())


def load(numbers: Iterable[int]) -> None:
    """Write diagnoses and risks of the people of these numbers."""
    _write([one for number in numbers for one in _about(number)])


def load_registers() -> None:
    """Write what belongs to nobody."""
    _write(_registers())


def _write(resources: Sequence[Json], together: int = 100) -> None:
    door = record.open(cast.integration(), purpose=Purpose.TREATMENT)
    for at in range(0, len(resources), together):
        portion = resources[at : at + together]
        door.transact([Entry("PUT", one["resourceType"], one["id"], one) for one in portion])


def _about(number: int) -> Sequence[Json]:
    chance, turn = random.Random(-number - 1), number // len(people.communes())
    code, name = _RARE if turn % _ONE_IN == _FIRST else chance.choice(_DIAGNOSES)
    subject = {"reference": f"Patient/{people.patient_id(number)}"}
    since = _START + timedelta(days=chance.randrange(900))
    condition = {
        "resourceType": "Condition",
        "id": str(ids.uuid8_timeless("named-condition", str(number))),
        "meta": {"tag": [{"system": TAG, "code": "thu"}]},
        "text": {
            "status": "generated",
            "div": f'<div xmlns="http://www.w3.org/1999/xhtml"><p>{name}</p></div>',
        },
        "code": {"coding": [{"system": ICD10, "code": code}], "text": name},
        "subject": subject,
        "onsetDateTime": since.date().isoformat(),
        "recordedDate": (since + timedelta(days=1)).isoformat(timespec="seconds"),
    }
    risk = {
        "resourceType": "RiskAssessment",
        "id": str(ids.uuid8_timeless("named-risk", str(number))),
        "status": "final",
        "subject": subject,
        "prediction": [{"probabilityDecimal": Decimal(100 - turn % 100) / 100}],
    }
    return condition, risk


def _registers() -> Sequence[Json]:
    chance = random.Random(1)
    locations = [
        {
            "resourceType": "Location",
            "id": f"noi-{commune}-{number}",
            "name": f"Trạm y tế {number}",
            "position": {
                "latitude": Decimal(chance.randrange(218_000, 230_000)) / 10_000,
                "longitude": Decimal(chance.randrange(1_025_000, 1_043_000)) / 10_000,
            },
        }
        for commune in people.communes()
        for number in range(_PLACES_OF_A_COMMUNE)
    ]
    staff = [
        {"resourceType": "Practitioner", "id": f"bs-{number}", "name": [{"text": f"Lò Văn {number}"}]}
        for number in range(_STAFF)
    ]
    included = [
        {"system": ICD10, "concept": [{"code": code} for code, _ in (*_DIAGNOSES[:2], _RARE)]},
    ]
    chronic = {
        "resourceType": "ValueSet",
        "id": "benh-man-tinh",
        "url": "https://hoaban.example/fhir/ValueSet/benh-man-tinh",
        "status": "active",
        "compose": {"include": included},
    }
    return [*locations, *staff, chronic]
