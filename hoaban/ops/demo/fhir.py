"""What commune stations post to the FHIR door: the resident, their allergies and immunisations, as a transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

from hoaban.foundation.places import api as places
from hoaban.kernel import ids
from hoaban.ops.demo import catalogue
from hoaban.ops.demo.catalogue import Dose
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


_KEPT = 0.93
"""Share of the doses due that a child gets; of a series, none after one that was missed."""
_BIRTH_DOSE = 0.76
"""Only who is born in a facility gets the dose of the first day."""


def stations(named: Sequence[tuple[str, str]]) -> Json:
    """A transaction with the stations (code, name) themselves, which all that they post refers to."""
    entries = []
    for code, name in named:
        resource: Json = {
            "resourceType": "Organization",
            "id": str(places.organization_id(code)),
            "identifier": [{"system": f"{_OURS}sid/facility-code", "value": code}],
            "active": True,
            "name": name,
        }
        url = f"Organization/{resource['id']}"
        entries.append({"resource": resource, "request": {"method": "PUT", "url": url}})
    return {"resourceType": "Bundle", "type": "transaction", "entry": entries}


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
        **({"identifier": numbers} if (numbers := _numbers(person)) else {}),
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


def _numbers(person: Person) -> list[Json]:
    """What the station may have seen: the personal number, the card; neither of many a small child."""
    told = [
        ("national_id", person.personal_number),
        ("insurance_number", person.card.full_number if person.card else ""),
    ]
    return [{"system": _SID + kind, "value": value} for kind, value in told if value]


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
    given: dict[str, date] = {}
    found = []
    for place, dose in enumerate(catalogue.schedule()):
        day = _given_on(person, dose, given.get(dose.vaccine), rng)
        given.pop(dose.vaccine, None)
        if day is not None and day <= until:
            given[dose.vaccine] = day
            found.append(_immunisation(person, station, dose, place, day))
    return found


def _given_on(person: Person, dose: Dose, before: date | None, rng: Random) -> date | None:
    """The day of a dose; ``None`` when it was missed, or the one before it was."""
    late, chance = rng.randint(0, 20), rng.random()
    if not dose.days:
        return person.born_on if chance < _BIRTH_DOSE else None
    if chance > _KEPT or (dose.number > 1 and before is None):
        return None
    due = person.born_on + timedelta(days=dose.days + late)
    return max(due, before + timedelta(days=dose.gap)) if before is not None else due


def _immunisation(person: Person, station: str, dose: Dose, place: int, day: date) -> Json:
    code = {"system": f"{_OURS}CodeSystem/vaccine", "code": dose.vaccine, "display": dose.name}
    return {
        "resourceType": "Immunization",
        "id": str(ids.uuid8_timeless("demo-dose", str(person.index), str(place))),
        "status": "completed",
        "vaccineCode": {"coding": [code], "text": dose.name},
        "patient": {"reference": f"Patient/{_patient_id(person)}"},
        "occurrenceDateTime": day.isoformat(),
        "lotNumber": f"DEMO-{day:%y%m}",
        "performer": [{"actor": {"reference": f"Organization/{places.organization_id(station)}"}}],
        "protocolApplied": [{"doseNumberPositiveInt": dose.number}],
    }
