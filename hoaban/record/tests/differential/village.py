"""A few facilities and people, their visits, diagnoses, results and questionnaires, made by chance; and their way in."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random

from django.db import connection

from hoaban.foundation.places import api as places
from hoaban.foundation.workforce import api as workforce
from hoaban.kernel.actor import Purpose
from hoaban.record import api as record
from hoaban.record.shapes import Entry, Json
from hoaban.record.tests.differential import consents, entrusting, wards
from hoaban.record.tests.differential.stays import HERE, STAYS, Stay, period, planned, today
from tests import cast

FACILITIES = (cast.PROVINCIAL, cast.PHONG_THO)
COMMUNES = (cast.DAO_SAN, "03562")
DOCTOR = "000001/LCH-GPHN"
OWN_DOCTOR = "their own doctor"
REFUSES = "bn-7"
"""Is at a facility now, and has refused it by name."""
ICD10 = {"I10": 0, "J18": 0, "B20": 1, "F20": 16}
"""Codes of diagnoses and the label each earns for the whole of its visit."""
LOINC = ("718-7", "4548-4", "8867-4")
WORDS = ("An", "Páo", "Mẩy", "Lò", "Giàng", "Đèo")
CARD = "urn:card"
SURVEYS = "http://hoaban.example/survey"
UCUM = "http://unitsofmeasure.org"
MOMENTS = (
    "2024", "2024-05", "2025-05", "2024-05-03", "2025-11-30", "2026-01-01", "2024-05-03T07:00:00+07:00",
    "2024-05-03T00:00:00Z", "2024-05-02T20:00:00-05:00", "2025-05-03T23:59:59.250+07:00", "2025-12-31T17:00:00Z",
)  # fmt: skip
"""Dates of every precision, some of which are the same instant in other words."""
BEGAN = datetime(2026, 3, 1, 1, 0, tzinfo=UTC)
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Version:
    """One version: when it was written, and what (None: a deletion)."""

    number: int
    at: datetime
    resource: Json | None


@dataclass(slots=True)
class Village:
    """Everything that was written, with what the rules look at."""

    resources: dict[Key, Json] = field(default_factory=dict)
    owner: dict[Key, str] = field(default_factory=dict)
    labels: dict[Key, int] = field(default_factory=dict)
    reached_from: dict[str, set[str]] = field(default_factory=dict)
    lives_in: dict[str, str] = field(default_factory=dict)
    """The commune that each Patient names."""
    same: dict[str, str] = field(default_factory=dict)
    """Patients who are one human being with another."""
    versions: dict[Key, list[Version]] = field(default_factory=dict)
    visit: dict[Key, str] = field(default_factory=dict)
    """Of what was written under a visit, which."""
    visited: dict[str, tuple[str, frozenset[str]]] = field(default_factory=dict)
    """Of each visit, the Patient and the places that know them by it: the facility, its departments, whoever is on duty there."""

    def add(self, resource: Json, patient: str = "", label: int = 0) -> None:
        key = resource["resourceType"], resource["id"]
        self.resources[key] = resource
        self.owner[key] = patient
        self.labels[key] = label
        self.visit[key] = _visit_of(key, resource)

    def places_of(self, patient: str) -> set[str]:
        """From where the human being can be reached, by all of its Patients."""
        other = self.same.get(patient, patient)
        return self.reached_from[patient] | self.reached_from[other]

    def refused_by(self, patient: str) -> set[str]:
        """The places that the human being refuses today; ``everybody``: those known by a visit."""
        names = {patient, self.same.get(patient, patient)}
        return set[str]().union(
            *(
                consents.refused(one)
                for key, one in self.resources.items()
                if key[0] == "Consent" and self.owner[key] in names
            )
        )

    def is_own(self, key: Key, place: str, refused: set[str]) -> bool:
        """Whether a fact was written under a visit at the place (of a refused commune: at its station), or is a Patient of it."""
        here = {place, consents.STATION[place]} if place in refused & consents.STATION.keys() else {place}
        if key[0] == "Patient":
            known = {one for patient, at in self.visited.values() if patient == key[1] for one in at}
            return not here.isdisjoint(known) or place == self.lives_in[key[1]]
        return not here.isdisjoint(self.visited.get(self.visit[key], ("", frozenset[str]()))[1])


def village(chance: Random) -> Village:
    """Everybody and everything, not yet written."""
    made = Village()
    _registers(chance, made)
    for number in range(16):
        _person(chance, made, f"bn-{number}")
    visits = [key for key in made.resources if key[0] == "Encounter"]
    for number in range(30):
        _diagnosis(chance, made, chance.choice(visits), number)
    for number in range(60):
        _result(chance, made, chance.choice(visits), number)
    for number in range(15):
        _answers(chance, made, chance.choice(visits), number)
    _spread(made)
    for number in range(16):
        for one in consents.draw(chance, f"bn-{number}"):
            made.add(one, f"bn-{number}")
    _visit(made, REFUSES, 9, cast.PROVINCIAL, HERE, {})
    made.add(consents.refusing(REFUSES, cast.PROVINCIAL), REFUSES)
    made.same = {"bn-1": "bn-2", "bn-2": "bn-1"}
    return made


def ref(kind: str, name: str) -> Json:
    return {"reference": f"{kind}/{name}"}


def coded(system: str, code: str, text: str = "") -> Json:
    found: Json = {"coding": [{"system": system, "code": code}]}
    return {**found, "text": text} if text else found


def houses() -> list[str]:
    """The ids of the facilities."""
    return [str(places.organization_id(code)) for code in FACILITIES]


def _registers(chance: Random, made: Village) -> None:
    made.add({"resourceType": "Organization", "id": "so", "name": "Sở Y tế"})
    for number, house in enumerate(houses()):
        name = f"Bệnh viện {WORDS[number]}"
        made.add(
            {"resourceType": "Organization", "id": house, "name": name, "partOf": ref("Organization", "so")}
        )
    for number in range(4):
        name = [{"text": f"Lò Văn {WORDS[number]}"}]
        made.add({"resourceType": "Practitioner", "id": f"bs-{number}", "name": name})
    for number in range(4):
        asked: Json = {
            "resourceType": "Questionnaire",
            "id": f"ph-{number}",
            "status": "active",
            "title": WORDS[number],
        }
        asked["url"] = f"{SURVEYS}/{number // 2}"
        if number:
            asked["version"] = str(number)
        made.add(asked)


def _person(chance: Random, made: Village, name: str) -> None:
    commune = chance.choice(COMMUNES)
    born = f"{chance.randrange(1950, 2020)}-0{chance.randrange(1, 10)}-1{chance.randrange(10)}"
    person: Json = {
        "resourceType": "Patient", "id": name, "gender": chance.choice(["male", "female"]),
        "identifier": [{"system": CARD, "value": str(chance.randrange(8))}],
        "name": [{"text": f"{chance.choice(WORDS)} {chance.choice(WORDS)}"}],
        "address": cast.patient(places.commune_id(commune), commune=commune)["address"],
    }  # fmt: skip
    if chance.random() < 0.9:
        person["birthDate"] = born[: chance.choice([4, 7, 10])]
    if chance.random() < 0.6:
        person["managingOrganization"] = ref("Organization", chance.choice(houses()))
    if chance.random() < 0.5:  # bs-4 is not there
        person["generalPractitioner"] = [ref("Practitioner", f"bs-{chance.randrange(5)}")]
    made.add(person, name)
    made.lives_in[name] = f"commune {commune}"
    made.reached_from[name] = {f"commune {commune}"}
    for number in range(chance.randrange(3)):
        code = chance.choice(FACILITIES)
        _visit(made, name, number, code, chance.choice(STAYS), {**planned(chance), **wards.draw(chance)})
    for number in range(chance.randrange(3)):
        _referral(chance, made, name, number)
    for number in range(chance.randrange(3)):
        _carer(chance, made, name, number)
    for team, known in entrusting.draw(chance, name):
        made.add(team, name)
        made.reached_from[name] |= known


def _visit(made: Village, name: str, number: int, code: str, stay: Stay, otherwise: Json) -> None:
    """A visit, a part of the one before; of somebody who is there now, who was, or who never came."""
    visit = {
        "resourceType": "Encounter", "id": f"{name}-{number}",
        "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "AMB"},
        "subject": ref("Patient", name), "serviceProvider": ref("Organization", str(places.organization_id(code))),
        **otherwise, **stay.says(),
    }  # fmt: skip
    if f"{name}-{number - 1}" in made.visited:
        visit["partOf"] = ref("Encounter", f"{name}-{number - 1}")
    made.add(visit, name)
    known = {f"facility {code}"} | wards.within(visit, code)
    made.reached_from[name] |= known | ({f"present {code}"} if stay.is_there else set())
    made.visited[visit["id"]] = name, frozenset(known | ({f"present {code}"} if stay.is_open else set()))


def _referral(chance: Random, made: Village, name: str, number: int) -> None:
    """On its way somewhere; most let in for some days from the day on which they were written."""
    code, age = chance.choice(FACILITIES), chance.choice([-2, 0, 1, 13, 14, 15, 40])
    status, kind = (
        chance.choice(["active", "active", "revoked"]),
        chance.choice(["referral", "referral", "follow-up"]),
    )
    written = (today() - timedelta(days=age)).isoformat() + chance.choice(["", "T23:30:00+07:00"])
    one = {
        "resourceType": "ServiceRequest", "id": f"{name}-chuyen-{number}", "status": status, "intent": "order",
        "category": [coded("https://hoaban.example/fhir/CodeSystem/request-kind", kind)], "subject": ref("Patient", name),
        "performer": [ref("Organization", str(places.organization_id(code)))],
    }  # fmt: skip
    if chance.random() < 0.9:
        one["authoredOn"] = written
        if status == "active" and kind == "referral" and 0 <= age <= 14:
            made.reached_from[name].add(f"facility {code}")
    made.add(one, name)


def _carer(chance: Random, made: Village, name: str, number: int) -> None:
    """A station or a doctor, for a time that holds today or does not."""
    begun, ends = chance.choice(
        [(-1, None), (-1, 30), (0, None), (0, 0), (300, None), (300, -5), (300, 0), (300, 30)]
    )
    status = chance.choice(["active", "active", "entered-in-error"])
    role = chance.choice(["own-doctor", "registered-station", "registered-station", "anything-else"])
    commune, code = chance.choice(COMMUNES), chance.choice(FACILITIES)
    days = {"start": (today() - timedelta(days=begun)).isoformat()}
    if ends is not None:
        days["end"] = (today() + timedelta(days=ends)).isoformat()
    member = ref("Practitioner", str(workforce.practitioner_id(cast.PHONG_THO, DOCTOR)))
    participant: Json = {
        "role": [coded("https://hoaban.example/fhir/CodeSystem/care-role", role)], "member": member, "period": days,
    }  # fmt: skip
    if role != "own-doctor":
        participant["member"] = ref("Organization", str(places.organization_id(code)))
        participant["extension"] = cast.patient(places.commune_id(commune), commune=commune)["address"][0][
            "extension"
        ]
    made.add(
        {
            "resourceType": "CareTeam", "id": f"{name}-cham-soc-{number}", "status": status,
            "subject": ref("Patient", name), "participant": [participant],
        },
        name,
    )  # fmt: skip
    if status == "active" and begun >= 0 and (ends is None or ends >= 0):
        known = {"own-doctor": [OWN_DOCTOR], "registered-station": [f"facility {code}", f"commune {commune}"]}
        made.reached_from[name].update(known.get(role, ()))


def _diagnosis(chance: Random, made: Village, visit: Key, number: int) -> None:
    code = chance.choice(list(ICD10))
    one: Json = {"resourceType": "Condition", "id": f"cd-{number}"}
    one["code"] = coded("http://hl7.org/fhir/sid/icd-10", code, chance.choice(["", "Đau đầu", "Đau ngực"]))
    if chance.random() < 0.5:
        one["onsetDateTime"] = chance.choice(MOMENTS)
    elif chance.random() < 0.3:
        one["onsetPeriod"] = period(chance)
    if chance.random() < 0.6:
        one["recordedDate"] = chance.choice(MOMENTS)
    if chance.random() < 0.3:
        one["asserter"] = ref("Practitioner", f"bs-{chance.randrange(4)}")
    _about(made, visit, one, ICD10[code])


def _result(chance: Random, made: Village, visit: Key, number: int) -> None:
    one: Json = {
        "resourceType": "Observation", "id": f"kq-{number}", "status": chance.choice(["final", "preliminary"]),
        "code": coded("http://loinc.org", chance.choice(LOINC)),
    }  # fmt: skip
    way = chance.random()
    if way < 0.6:
        one["effectiveDateTime"] = chance.choice(MOMENTS)
    elif way < 0.8:
        one["effectivePeriod"] = period(chance)
    if chance.random() < 0.7:
        one["valueQuantity"] = amount(chance)
    if chance.random() < 0.4:
        one["performer"] = [ref("Practitioner", f"bs-{chance.randrange(4)}")]
    if number and chance.random() < 0.3:
        one["hasMember"] = [ref("Observation", f"kq-{chance.randrange(number)}")]
    _about(made, visit, one)


def amount(chance: Random) -> Json:
    """A Quantity: with a unit of mass, of something else, or only in words; perhaps below or above a number."""
    found: Json = {
        "value": chance.choice([Decimal(5), Decimal("5.4"), Decimal("0.005"), Decimal(5000), Decimal("5.40")])
    }
    unit = chance.choice(["g", "mg", "kg", "mmol/L", "words", ""])
    if unit == "words":
        found["unit"] = "viên"
    elif unit:
        found |= {"system": UCUM, "code": unit, "unit": unit}
    if chance.random() < 0.2:
        found["comparator"] = chance.choice(["<", "<=", ">", ">="])
    return found


def _answers(chance: Random, made: Village, visit: Key, number: int) -> None:
    survey = chance.randrange(3)  # the third is not there
    version = chance.choice(["", "", "|1", "|2", "|9"])
    one: Json = {"resourceType": "QuestionnaireResponse", "id": f"tl-{number}", "status": "completed"}
    one["questionnaire"] = f"{SURVEYS}/{survey}{version}"
    if chance.random() < 0.5:
        one["authored"] = chance.choice([each for each in MOMENTS if "T" in each or len(each) == 10])
    _about(made, visit, one)


def _about(made: Village, visit: Key, resource: Json, label: int = 0) -> None:
    person = made.owner[visit]
    made.add({**resource, "subject": ref("Patient", person), "encounter": ref(*visit)}, person, label)


def _visit_of(key: Key, resource: Json) -> str:
    return (
        key[1]
        if key[0] == "Encounter"
        else resource.get("encounter", {}).get("reference", "").rpartition("/")[2]
    )


def _spread(made: Village) -> None:
    """Labels go to everything of the same visit."""
    whole: dict[str, int] = {}
    for key, one in made.resources.items():
        whole[_visit_of(key, one)] = whole.get(_visit_of(key, one), 0) | made.labels[key]
    for key, one in made.resources.items():
        if _visit_of(key, one):
            made.labels[key] = whole[_visit_of(key, one)]


def write(made: Village, chance: Random) -> None:
    """Put everything into the record by its door, at several hours; change some of it, and withdraw some results."""
    waiting = list(made.resources.items())
    for hour in range(3):
        share = len(waiting) // 3 + 1
        _transact(made, hour, dict(waiting[hour * share : (hour + 1) * share]))
    links = [{"target": ref("Patient", name)} for name in made.same]
    _door(4).transact(
        [Entry("PUT", "Person", "mot-nguoi", {"resourceType": "Person", "id": "mot-nguoi", "link": links})]
    )
    results = [(key, one) for key, one in made.resources.items() if key[0] == "Observation"]
    for hour in range(5, 8):
        changed = {
            key: {**one, "status": f"{chance.choice(['final', 'amended'])}"}
            for key, one in chance.sample(results, 8)
        }
        _transact(made, hour, changed)
    said = {key: one for key, one in made.resources.items() if key[0] == "Consent" and chance.random() < 0.3}
    _transact(made, 8, {key: {**one, "status": "inactive"} for key, one in said.items()})
    gone = chance.sample([key for key, _ in results], 5)
    _door(9).transact([Entry("DELETE", *key) for key in gone])
    for key in gone:
        made.versions[key].append(Version(len(made.versions[key]) + 1, _at(9), None))
        del made.resources[key]
    with connection.cursor() as cursor:  # the database does so by itself once a transaction has ended
        cursor.execute(
            "analyze record_resource, record_reference, record_string, record_date, record_range, record_reach,"
            " record_refusal"
        )


def _transact(made: Village, hour: int, resources: dict[Key, Json]) -> None:
    entries = [Entry("PUT", *key, resource) for key, resource in resources.items()]
    for done in _door(hour).transact(entries):
        key = done.type, done.id
        made.resources[key] = resources[key]
        if done.outcome != "unchanged":
            made.versions.setdefault(key, []).append(Version(done.version, _at(hour), resources[key]))


def _door(hour: int) -> record.Door:
    return record.open(cast.integration(), purpose=Purpose.TREATMENT, now=_at(hour))


def _at(hour: int) -> datetime:
    return BEGAN + timedelta(hours=hour)
