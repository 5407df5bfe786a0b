"""Patients with a visit and laboratory values, all invented, for the benches of the record."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from hoaban.foundation.places import api as places
from hoaban.kernel import ids
from hoaban.kernel.actor import Purpose
from hoaban.record import api as record
from hoaban.record.shapes import Entry, Json
from tests import cast

OBSERVATIONS = 8
CODES = (("2345-7", "Glucose", "mmol/L"), ("718-7", "Hemoglobin", "g/L"), ("2160-0", "Creatinine", "umol/L"),
         ("8480-6", "Huyết áp tâm thu", "mm[Hg]"))  # fmt: skip
_SURNAMES = ("Lò", "Giàng", "Vàng", "Nguyễn", "Lý", "Tao", "Phàn", "Sùng", "Chang", "Đèo")
_MIDDLES = ("Văn", "Thị", "A", "Mí", "Seo", "Láo", "Ngọc", "Thanh")
_GIVEN = ("Inh", "My", "Páo", "Hoa", "Dua", "Sài", "Lan", "Minh", "Chư", "Sử", "Mai", "Pà", "Xuân", "Tủa")
_CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"
_UCUM = "http://unitsofmeasure.org"
_START = datetime(2024, 1, 1, tzinfo=UTC)


def patient_id(number: int) -> UUID:
    """The id of the n-th patient."""
    return ids.uuid8_timeless("bench-patient", str(number))


def personal_number(number: int) -> str:
    """A number of the right shape in a range that no province uses."""
    return f"099{number % 1000:03d}{number:06d}"[:12]


def patient(number: int) -> Json:
    """About 750 bytes, as a hospital sends it."""
    rng = random.Random(number)
    family, middle, given = rng.choice(_SURNAMES), rng.choice(_MIDDLES), rng.choice(_GIVEN)
    resource = cast.patient(patient_id(number), f"{family} {middle} {given}", cast.DAO_SAN)
    return {
        **resource,
        "identifier": [
            {"system": "http://fhir.ehealth.gov.vn/core/sid/national_id", "value": personal_number(number)},
            {
                "system": "http://fhir.ehealth.gov.vn/core/sid/insurance_number",
                "value": f"DN412{number:010d}",
            },
        ],
        "name": [
            {
                "use": "official",
                "text": f"{family} {middle} {given}",
                "family": family,
                "given": [middle, given],
            }
        ],
        "telecom": [{"system": "phone", "value": f"0100{number:06d}", "use": "mobile"}],
        "gender": rng.choice(("male", "female")),
        "birthDate": f"{rng.randint(1930, 2025)}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}",
    }


def observation(number: int, place: int, visit: UUID) -> Json:
    """One laboratory value."""
    rng = random.Random(number * 100 + place)
    code, name, unit = CODES[place % len(CODES)]
    at = _START + timedelta(days=rng.randint(0, 1000), minutes=rng.randint(0, 1400))
    return {
        "resourceType": "Observation",
        "id": str(ids.uuid8(at, "bench-observation", str(number), str(place))),
        "status": "final",
        "category": [
            {
                "coding": [
                    {
                        "system": "http://terminology.hl7.org/CodeSystem/observation-category",
                        "code": "laboratory",
                    }
                ]
            }
        ],
        "code": {"coding": [{"system": "http://loinc.org", "code": code, "display": name}], "text": name},
        "subject": {"reference": f"Patient/{patient_id(number)}"},
        "encounter": {"reference": f"Encounter/{visit}"},
        "effectiveDateTime": at.isoformat(timespec="seconds"),
        "performer": [{"reference": f"Organization/{places.organization_id(cast.PROVINCIAL)}"}],
        "valueQuantity": {
            "value": Decimal(rng.randint(30, 2000)) / 10,
            "unit": unit,
            "system": "http://unitsofmeasure.org",
            "code": unit,
        },
        "referenceRange": [
            {"low": {"value": Decimal("3.9"), "unit": unit}, "high": {"value": Decimal("6.4"), "unit": unit}}
        ],
    }


def entries(number: int) -> list[Entry]:
    """The n-th patient with a visit and values, to be put under their ids."""
    visit = ids.uuid8_timeless("bench-visit", str(number))
    resources = [patient(number), cast.encounter(visit, patient_id(number))]
    resources += [observation(number, place, visit) for place in range(OBSERVATIONS)]
    return [Entry("PUT", one["resourceType"], one["id"], one) for one in resources]


def bundle(number: int, size: int) -> Json:
    """A transaction of ``size`` new resources about one new patient, which name each other by urn:uuid."""
    visit = ids.uuid8_timeless("bench-visit", str(number))
    resources = [patient(number), cast.encounter(visit, patient_id(number))]
    resources += [observation(number, place, visit) for place in range(size - 2)]
    names = {f"{one['resourceType']}/{one['id']}": f"urn:uuid:{one['id']}" for one in resources}
    return {
        "resourceType": "Bundle",
        "type": "transaction",
        "entry": [
            {
                "fullUrl": names[f"{one['resourceType']}/{one['id']}"],
                "resource": _renamed({key: value for key, value in one.items() if key != "id"}, names),
                "request": {"method": "POST", "url": one["resourceType"]},
            }
            for one in resources
        ],
    }


def _renamed(value: Any, names: Mapping[str, str]) -> Any:
    """The same with every literal reference that ``names`` knows under its other name."""
    if isinstance(value, dict):
        return {key: _renamed(inner, names) for key, inner in value.items()}
    if isinstance(value, list):
        return [_renamed(inner, names) for inner in value]
    return names.get(value, value) if isinstance(value, str) else value


def hospital() -> Entry:
    """The hospital that every visit and value names."""
    uid = str(places.organization_id(cast.PROVINCIAL))
    name = "Bệnh viện Đa khoa tỉnh"
    return Entry("PUT", "Organization", uid, {"resourceType": "Organization", "id": uid, "name": name})


def load(numbers: Iterator[int] | range, *, together: int = 20) -> int:
    """Write patients through the door, some in one transaction; returns how many resources."""
    door = record.open(cast.integration(), purpose=Purpose.TREATMENT)
    door.transact([hospital()])
    group: list[Entry] = []
    count = 0
    for number in numbers:
        group += entries(number)
        if len(group) >= together * (OBSERVATIONS + 2):
            count += len(door.transact(group))
            group = []
    return count + (len(door.transact(group)) if group else 0)
