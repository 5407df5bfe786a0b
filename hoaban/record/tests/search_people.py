"""An invented population for the search tests, made by chance from a seed, and its way into the tables."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import psycopg
from django.db import connection

from hoaban.record.engine import links, structure
from hoaban.record.engine.placement import place, uid_of
from hoaban.record.engine.search import index, stretches

Json = dict[str, Any]

FAMILIES = ["Nguyễn", "Lò", "Vàng", "Giàng", "Đèo", "Tẩn", "Lý", "Phàn", "Sùng", "Hoàng"]
MIDDLES = ["Văn", "Thị", "A", "Thị Thanh", "Minh", "Seo"]
GIVEN = ["An", "Khăm", "Hoa", "Páo", "Mẩy", "Bình", "Sử", "Chư", "Lan", "Ánh"]
COMMUNES = ["Bản Bo", "Tà Lèng", "Sìn Hồ", "Mường Tè", "Phong Thổ", "Tam Đường"]
CODES = [f"{1000 + number}-{number % 10}" for number in range(40)]
LOINC = "http://loinc.org"
OWN = "https://hoaban.example/fhir/CodeSystem/ma-dich-vu"
NATIONAL = "http://fhir.ehealth.gov.vn/core/sid/national_id"
CARD = "http://fhir.ehealth.gov.vn/core/sid/insurance_number"
CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"
START = datetime(2024, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class Population:
    """Everything that was made: resources by type in the order of their rows, and where each belongs."""

    resources: dict[str, list[Json]] = field(default_factory=dict)
    labels: dict[str, int] = field(default_factory=dict)
    updated: dict[str, datetime] = field(default_factory=dict)
    persons: dict[str, UUID] = field(default_factory=dict)

    def add(self, resource: Json, *, patient: str | None, labels: int = 0) -> None:
        """Keep a resource that is about ``patient`` (``Patient/id``)."""
        here = f"{resource['resourceType']}/{resource['id']}"
        self.resources.setdefault(resource["resourceType"], []).append(resource)
        self.labels[here] = labels
        self.updated[here] = START + timedelta(milliseconds=977 * 977 * len(self.labels) % 60_000_000_000)
        if patient:
            self.persons[here] = uid_of("Patient", patient.removeprefix("Patient/"))[0]


def people(seed: int, *, patients: int, observations: int) -> Population:
    """``patients`` people with two encounters each and ``observations`` results spread over them unevenly."""
    chance = random.Random(seed)  # noqa: S311
    made = Population()
    names = [_patient(chance, made, number) for number in range(patients)]
    visits = [_encounter(chance, made, chance.choice(names), number) for number in range(2 * patients)]
    for number in range(observations):
        _observation(chance, made, visits[int(len(visits) * chance.random() ** 2)], number)
    for number in range(patients):
        _condition(chance, made, chance.choice(names), number)
    return made


def load(made: Population) -> None:
    """Put everything into the record's tables, as the store would."""
    connection.ensure_connection()
    raw: psycopg.Connection[Any] = connection.connection
    rows: list[tuple[Any, ...]] = []
    tables = ("record_string", "record_date", "record_reference", "record_range")
    sides: dict[str, list[tuple[Any, ...]]] = {table: [] for table in tables}
    rid = 0
    chance = random.Random(0)  # noqa: S311
    for name, resources in made.resources.items():
        kind = structure.type_number(name)
        for resource in resources:
            rid += 1
            here = f"{name}/{resource['id']}"
            found = index.extract(resource)
            uid, given = uid_of(name, resource["id"])
            keys = "{" + ",".join(map(str, [*found.keys, *stretches.key_of(kind, rid)])) + "}"
            labels = made.labels[here]
            dossier = place(resource, uid).dossier
            held = links.of(found, found.patient, dossier)
            rows.append(
                (kind, rid, uid, given, 1, made.updated[here], False, found.patient, made.persons.get(here), dossier,
                 labels, labels, found.main_lo, found.main_hi, 1, keys, 0, chance.randbytes(300),
                 held.patient_by, held.dossier_by)
            )  # fmt: skip
            sides["record_string"] += [(kind, *row, rid) for row in found.strings]
            sides["record_date"] += [(kind, *row, rid) for row in found.dates]
            sides["record_reference"] += [(kind, *row, rid) for row in held.beside]
            sides["record_range"] += [
                (kind, number, key, *stretch, rid) for number, key, stretch in found.ranges
            ]
    columns = (
        "type, rid, uid, given_id, version, updated_at, deleted, patient, person, dossier, labels, own_labels,"
        " main_lo, main_hi, index_version, keys, dictionary, body, patient_by, dossier_by"
    )
    _copy(raw, f"record_resource ({columns})", rows)
    _copy(raw, "record_string (type, param, value, exact, rid)", sides["record_string"])
    _copy(raw, "record_date (type, param, lo, hi, rid)", sides["record_date"])
    _copy(raw, "record_reference (type, param, target_type, target, rid)", sides["record_reference"])
    measured = "type, param, key, lo, hi, unit, canonical_unit, canonical_lo, canonical_hi, rid"
    _copy(raw, f"record_range ({measured})", sides["record_range"])
    with connection.cursor() as cursor:
        cursor.execute("select gin_clean_pending_list('record_resource_keys')")
        for table in ("record_resource", *sides):
            cursor.execute(f"analyze {table}")


def _copy(raw: psycopg.Connection[Any], into: str, rows: list[tuple[Any, ...]]) -> None:
    with psycopg.Cursor(raw).copy(f"copy {into} from stdin") as copy:  # type: ignore[arg-type]
        for row in rows:
            copy.write_row(row)


def _id(chance: random.Random) -> str:
    return str(UUID(int=chance.getrandbits(128), version=4))


def _day(chance: random.Random) -> str:
    return (START + timedelta(days=chance.randrange(900))).strftime("%Y-%m-%d")


def _moment(chance: random.Random) -> str:
    at = START + timedelta(seconds=chance.randrange(900 * 86400))
    return at.strftime("%Y-%m-%dT%H:%M:%S") + chance.choice(["+07:00", "Z", ".250+07:00"])


def _patient(chance: random.Random, made: Population, number: int) -> str:
    own = f"bn-{number}" if number % 7 == 0 else _id(chance)
    family, middle, given = chance.choice(FAMILIES), chance.choice(MIDDLES), chance.choice(GIVEN)
    birth = f"{chance.randrange(1930, 2024)}-{chance.randrange(1, 13):02d}-{chance.randrange(1, 28):02d}"
    patient: Json = {
        "resourceType": "Patient",
        "id": own,
        "identifier": [{"system": NATIONAL, "value": f"099{number:09d}"}],
        "name": [{"text": f"{family} {middle} {given}", "family": family, "given": [*middle.split(), given]}],
        "gender": chance.choice(["male", "female", "other"]),
        "birthDate": birth[: chance.choice([4, 7, 10, 10])],
        "address": [{"text": f"Bản {chance.choice(GIVEN)}, xã {chance.choice(COMMUNES)}, tỉnh Lai Châu"}],
    }
    if number % 3:
        patient["identifier"].append({"system": CARD, "value": f"DN40000{number:08d}"})
    if number % 4 == 0:
        patient["telecom"] = [{"system": "phone", "value": f"+84 9{number:08d}"}]
        patient["active"] = number % 8 == 0
    if number % 11 == 0:
        patient["deceasedDateTime"] = _day(chance)
    made.add(patient, patient=f"Patient/{own}")
    return f"Patient/{own}"


def _encounter(chance: random.Random, made: Population, patient: str, number: int) -> tuple[str, str]:
    own = _id(chance)
    period: Json = {"start": _moment(chance)}
    if number % 9:
        start = datetime.fromisoformat(period["start"])
        period["end"] = (start + timedelta(hours=chance.choice([1, 5, 200, 3000]))).isoformat()
    encounter: Json = {
        "resourceType": "Encounter",
        "id": own,
        "status": chance.choice(["finished", "in-progress"]),
        "class": {
            "system": "http://terminology.hl7.org/CodeSystem/v3-ActCode",
            "code": chance.choice(["AMB", "IMP"]),
        },
        "subject": {"reference": patient},
        "period": period,
    }
    made.add(encounter, patient=patient, labels=chance.choice([0, 0, 0, 1]))
    return f"Encounter/{own}", patient


def _observation(chance: random.Random, made: Population, visit: tuple[str, str], number: int) -> None:
    encounter, patient = visit
    code = CODES[int(len(CODES) * chance.random() ** 3)]
    observation: Json = {
        "resourceType": "Observation",
        "id": _id(chance),
        "status": "final" if number % 10 else "preliminary",
        "category": [
            {"coding": [{"system": CATEGORY, "code": chance.choice(["laboratory", "vital-signs"])}]}
        ],
        "code": {"coding": [{"system": LOINC, "code": code}, {"system": OWN, "code": f"23.{code}"}]},
        "subject": {"reference": patient},
        "encounter": {"reference": encounter},
        "performer": [{"reference": f"Practitioner/bs-{number % 97}"}],
    }
    when = number % 12
    if when == 0:
        observation["effectivePeriod"] = {"start": _day(chance)}
    elif when == 1:
        observation["effectivePeriod"] = {"end": _day(chance)}
    elif when == 2:
        observation["effectiveDateTime"] = _day(chance)[: chance.choice([4, 7])]
    elif when != 3:
        observation["effectiveDateTime"] = chance.choice([_day, _moment])(chance)
    if number % 5 == 0:
        observation["valueString"] = f"{chance.choice(GIVEN)} tính {chance.choice(COMMUNES)}"
    elif number % 5 == 1:
        observation["valueCodeableConcept"] = {
            "coding": [{"system": OWN, "code": chance.choice(["duong", "am"])}]
        }
    elif number % 5 == 2:
        observation["valueDateTime"] = _day(chance)
    elif number % 5 == 3:
        observation["valueQuantity"] = {
            "value": Decimal(number % 700) / 10,
            "system": "http://unitsofmeasure.org",
            "code": ["mmol/L", "mm[Hg]", "kg"][number % 3],
        }
    made.add(observation, patient=patient, labels=1 if number % 13 == 0 else 0)


def _condition(chance: random.Random, made: Population, patient: str, number: int) -> None:
    condition: Json = {
        "resourceType": "Condition",
        "id": _id(chance),
        "code": {
            "coding": [
                {"system": "http://hl7.org/fhir/sid/icd-10", "code": chance.choice(["I10", "E11.9", "J18"])}
            ]
        },
        "subject": {"reference": patient},
    }
    if number % 3:
        condition["onsetDateTime"] = _day(chance)
    if number % 2:
        condition["recordedDate"] = _moment(chance)
    made.add(condition, patient=patient)
