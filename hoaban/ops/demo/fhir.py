"""What commune stations post to the FHIR door: the resident, their allergies and immunisations, as a transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from hoaban.foundation.places import api as places
from hoaban.kernel import ids
from hoaban.ops.demo.shapes import Person
from hoaban.record.shapes import Json

_SID = "http://fhir.ehealth.gov.vn/core/sid/"
_OURS = "https://hoaban.example/fhir/"
_ALLERGIES = (
    ("Penicilin", "Nổi mề đay", "medication"),
    ("Cephalosporin", "Phát ban", "medication"),
    ("Tôm, cua", "Ngứa, phù môi", "food"),
    ("Phấn hoa", "Hắt hơi, chảy mũi", "environment"),
)


@dataclass(frozen=True, slots=True)
class Dose:
    """One dose of the expanded programme: given ``days`` after birth."""

    vaccine: str
    name: str
    number: int
    days: int


SCHEDULE = (
    Dose("HepB0", "Viêm gan B sơ sinh", 1, 0),
    Dose("BCG", "Lao (BCG)", 1, 12),
    Dose("DPT-VGB-Hib", "Bạch hầu - ho gà - uốn ván - viêm gan B - Hib", 1, 62),
    Dose("OPV", "Bại liệt uống", 1, 62),
    Dose("DPT-VGB-Hib", "Bạch hầu - ho gà - uốn ván - viêm gan B - Hib", 2, 94),
    Dose("OPV", "Bại liệt uống", 2, 94),
    Dose("DPT-VGB-Hib", "Bạch hầu - ho gà - uốn ván - viêm gan B - Hib", 3, 125),
    Dose("OPV", "Bại liệt uống", 3, 125),
    Dose("Sởi", "Sởi đơn", 1, 276),
    Dose("MR", "Sởi - rubella", 1, 551),
)


def bundle(people: Sequence[tuple[Person, str]], *, seed: int, until: date) -> Json:
    """A transaction with what the stations know of these people (person, station code)."""
    entries = []
    for person, station in people:
        for resource in _resources(person, station, seed, until):
            url = f"{resource['resourceType']}/{resource['id']}"
            entries.append({"resource": resource, "request": {"method": "PUT", "url": url}})
    return {"resourceType": "Bundle", "type": "transaction", "entry": entries}


def _resources(person: Person, station: str, seed: int, until: date) -> list[Json]:
    rng = Random(f"bundle:{seed}:{person.index}")  # noqa: S311 (nothing secret)
    allergies = [_allergy(person, rng, until)] if rng.random() < 0.03 else []
    doses = _immunisations(person, station, rng, until)
    return [_patient(person, station), *allergies, *doses] if allergies or doses else []


def _patient_id(person: Person) -> str:
    return str(ids.uuid8_timeless("demo-resident", str(person.index)))


def _patient(person: Person, station: str) -> Json:
    commune = {"system": f"{_OURS}CodeSystem/commune", "code": person.commune, "version": "2025-07-01"}
    return {
        "resourceType": "Patient",
        "id": _patient_id(person),
        "identifier": [{"system": f"{_SID}national_id", "value": person.personal_number}],
        "name": [{"text": person.name}],
        "gender": "male" if person.sex == "1" else "female",
        "birthDate": f"{person.born_on:%Y}" if person.only_year else person.born_on.isoformat(),
        "address": [
            {
                "extension": [{"url": f"{_OURS}StructureDefinition/commune", "valueCoding": commune}],
                "text": person.village,
            }
        ],
        "managingOrganization": {"reference": f"Organization/{places.organization_id(station)}"},
    }


def _allergy(person: Person, rng: Random, until: date) -> Json:
    substance, sign, category = rng.choice(_ALLERGIES)
    terminology = "http://terminology.hl7.org/CodeSystem/"
    return {
        "resourceType": "AllergyIntolerance",
        "id": str(ids.uuid8_timeless("demo-allergy", str(person.index))),
        "clinicalStatus": {
            "coding": [{"system": f"{terminology}allergyintolerance-clinical", "code": "active"}]
        },
        "verificationStatus": {
            "coding": [{"system": f"{terminology}allergyintolerance-verification", "code": "confirmed"}]
        },
        "category": [category],
        "code": {"text": substance},
        "patient": {"reference": f"Patient/{_patient_id(person)}"},
        "recordedDate": (until - timedelta(days=rng.randint(30, 900))).isoformat(),
        "reaction": [{"manifestation": [{"text": sign}]}],
    }


def _immunisations(person: Person, station: str, rng: Random, until: date) -> list[Json]:
    if person.age_on(until) >= 6:
        return []
    given = []
    for place, dose in enumerate(SCHEDULE):
        day = person.born_on + timedelta(days=dose.days + (rng.randint(0, 20) if dose.days else 0))
        if day > until or rng.random() > 0.9:
            continue
        given.append(
            {
                "resourceType": "Immunization",
                "id": str(ids.uuid8_timeless("demo-dose", str(person.index), str(place))),
                "status": "completed",
                "vaccineCode": {
                    "coding": [
                        {"system": f"{_OURS}CodeSystem/vaccine", "code": dose.vaccine, "display": dose.name}
                    ],
                    "text": dose.name,
                },
                "patient": {"reference": f"Patient/{_patient_id(person)}"},
                "occurrenceDateTime": day.isoformat(),
                "lotNumber": f"DEMO-{day:%y%m}",
                "performer": [{"actor": {"reference": f"Organization/{places.organization_id(station)}"}}],
                "protocolApplied": [{"doseNumberPositiveInt": dose.number}],
            }
        )
    return given
