"""Random searches as random roles over a small store, beside a plain filter over everything that was written.

The filter knows nothing of keys, tables or SQL: it looks at the resources as they were sent, and at what the province's
rules say each role may see. ``run`` compares as many pairs as it is asked to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any

from hoaban.foundation.places import api as places
from hoaban.kernel.actor import Actor, Purpose, Scope
from hoaban.kernel.vietnamese import fold
from hoaban.record import api as record
from hoaban.record.engine import placement
from hoaban.record.shapes import Entry, Json
from tests import cast

FACILITIES = (cast.PROVINCIAL, cast.PHONG_THO)
COMMUNES = (cast.DAO_SAN, "03562")
ICD10 = {"I10": 0, "J18": 0, "B20": 1, "F20": 16}
"""Codes of diagnoses and the label each earns for the whole of its visit."""
LOINC = ("718-7", "4548-4", "8867-4")
WORDS = ("An", "Páo", "Mẩy", "Lò", "Giàng", "Đèo")


@dataclass(slots=True)
class Village:
    """Everything that was written, with what the rules look at."""

    resources: dict[tuple[str, str], Json] = field(default_factory=dict)
    owner: dict[tuple[str, str], str] = field(default_factory=dict)
    labels: dict[tuple[str, str], int] = field(default_factory=dict)
    reached_from: dict[str, set[str]] = field(default_factory=dict)

    def add(self, resource: Json, patient: str = "", label: int = 0) -> None:
        key = resource["resourceType"], resource["id"]
        self.resources[key] = resource
        self.owner[key] = patient
        self.labels[key] = label

    def of(self, kind: str) -> list[Json]:
        return [one for (name, _), one in self.resources.items() if name == kind]


def village(chance: Random) -> Village:
    """A few facilities and people, their visits, diagnoses and results."""
    made = Village()
    made.add({"resourceType": "Organization", "id": "so", "name": "Sở Y tế"})
    houses = [str(places.organization_id(code)) for code in FACILITIES]
    for number, house in enumerate(houses):
        made.add(
            {
                "resourceType": "Organization",
                "id": house,
                "name": f"Bệnh viện {WORDS[number]}",
                "partOf": ref("Organization", "so"),
            }
        )
    for number in range(4):
        made.add(
            {
                "resourceType": "Practitioner",
                "id": f"bs-{number}",
                "name": [{"text": f"Lò Văn {WORDS[number]}"}],
            }
        )
    for number in range(16):
        _person(chance, made, f"bn-{number}", houses)
    visits = [key[1] for key in made.resources if key[0] == "Encounter"]
    for number in range(30):
        visit = ("Encounter", chance.choice(visits))
        code = chance.choice(list(ICD10))
        diagnosis = coded("http://hl7.org/fhir/sid/icd-10", code)
        _about(
            made, visit, {"resourceType": "Condition", "id": f"cd-{number}", "code": diagnosis}, ICD10[code]
        )
    for number in range(60):
        _result(chance, made, ("Encounter", chance.choice(visits)), number)
    _spread(made)
    return made


def ref(kind: str, name: str) -> Json:
    return {"reference": f"{kind}/{name}"}


def coded(system: str, code: str) -> Json:
    return {"coding": [{"system": system, "code": code}]}


def _person(chance: Random, made: Village, name: str, houses: list[str]) -> None:
    commune = chance.choice(COMMUNES)
    person = {
        "resourceType": "Patient", "id": name, "gender": chance.choice(["male", "female"]),
        "name": [{"text": f"{chance.choice(WORDS)} {chance.choice(WORDS)}"}], "birthDate": str(chance.randrange(1950, 2020)),
        "address": cast.patient(places.commune_id(commune), commune=commune)["address"],
    }  # fmt: skip
    if chance.random() < 0.6:
        person["managingOrganization"] = ref("Organization", chance.choice(houses))
    if chance.random() < 0.5:
        person["generalPractitioner"] = [
            ref("Practitioner", f"bs-{chance.randrange(5)}")
        ]  # bs-4 is not there
    made.add(person, name)
    made.reached_from[name] = {f"commune {commune}"}
    last = ""
    for number in range(chance.randrange(3)):
        code = chance.choice(FACILITIES)
        visit = {
            "resourceType": "Encounter", "id": f"{name}-{number}", "status": chance.choice(["finished", "planned"]),
            "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "AMB"},
            "subject": ref("Patient", name), "serviceProvider": ref("Organization", str(places.organization_id(code))),
            "period": {"start": f"202{chance.randrange(4, 7)}-0{chance.randrange(1, 9)}-11"},
        }  # fmt: skip
        if last:
            visit["partOf"] = ref("Encounter", last)
        last = visit["id"]
        made.add(visit, name)
        made.reached_from[name].add(f"facility {code}")


def _about(made: Village, visit: tuple[str, str], resource: Json, label: int = 0) -> None:
    person = made.owner[visit]
    made.add({**resource, "subject": ref("Patient", person), "encounter": ref(*visit)}, person, label)


def _result(chance: Random, made: Village, visit: tuple[str, str], number: int) -> None:
    result: Json = {
        "resourceType": "Observation", "id": f"kq-{number}", "status": chance.choice(["final", "preliminary"]),
        "code": coded("http://loinc.org", chance.choice(LOINC)),
    }  # fmt: skip
    if chance.random() < 0.7:
        result["effectiveDateTime"] = f"202{chance.randrange(4, 7)}-{chance.randrange(1, 13):02d}-05"
    if chance.random() < 0.4:
        result["performer"] = [ref("Practitioner", f"bs-{chance.randrange(4)}")]
    if number and chance.random() < 0.3:
        result["hasMember"] = [ref("Observation", f"kq-{chance.randrange(number)}")]
    _about(made, visit, result)


def _spread(made: Village) -> None:
    """Labels go to everything of the same visit."""
    whole: dict[str, int] = {}
    for key, one in made.resources.items():
        visit = (
            one["id"]
            if key[0] == "Encounter"
            else one.get("encounter", {}).get("reference", "").rpartition("/")[2]
        )
        whole[visit] = whole.get(visit, 0) | made.labels[key]
    for key, one in made.resources.items():
        visit = (
            one["id"]
            if key[0] == "Encounter"
            else one.get("encounter", {}).get("reference", "").rpartition("/")[2]
        )
        if visit:
            made.labels[key] = whole[visit]


def write(made: Village) -> None:
    """Put everything into the record by its door."""
    door = record.open(cast.integration(), purpose=Purpose.TREATMENT)
    door.transact([Entry("PUT", kind, name, one) for (kind, name), one in made.resources.items()])


# --- who may see what -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Role:
    """An actor, and in plain words what it may see: everything, from which place, which person; without these labels."""

    actor: Actor
    everything: bool = False
    place: str = ""
    person: str = ""
    hidden: int = 63

    def sees(self, made: Village, key: tuple[str, str]) -> bool:
        if made.labels[key] & self.hidden:
            return False
        person = made.owner[key]
        if self.everything or not person:
            return True
        return person == self.person or self.place in made.reached_from[person]


def roles() -> list[Role]:
    """One of every kind."""
    own = str(placement.uid_of("Patient", "bn-3")[0])
    return [
        Role(cast.integration(), everything=True, hidden=0),
        Role(cast.staff("all", ("record.read:TREAT", cast.ALL)), everything=True),
        *(Role(cast.doctor(code), place=f"facility {code}") for code in FACILITIES),
        Role(cast.doctor(cast.PROVINCIAL, "hiv"), place=f"facility {cast.PROVINCIAL}", hidden=63 - 1),
        Role(cast.doctor(cast.PROVINCIAL, *cast.LABELS), place=f"facility {cast.PROVINCIAL}", hidden=0),
        *(Role(cast.station_nurse(code), place=f"commune {code}") for code in COMMUNES),
        Role(cast.staff("self", ("record.read:TREAT", Scope("self", own))), person="bn-3"),
    ]


# --- the plain filter -----------------------------------------------------------------------------------------------

Values = Callable[[Json], list[Any]]


def _at(*path: str) -> Values:
    def read(resource: Json) -> list[Any]:
        found: list[Any] = [resource]
        for step in path:
            inner = [each[step] for each in found if step in each]
            found = [one for each in inner for one in (each if isinstance(each, list) else [each])]
        return found

    return read


TOKENS: dict[tuple[str, str], Values] = {
    ("Patient", "gender"): _at("gender"),
    ("Encounter", "status"): _at("status"),
    ("Condition", "code"): _at("code", "coding", "code"),
    ("Observation", "code"): _at("code", "coding", "code"),
    ("Observation", "status"): _at("status"),
}
STRINGS: dict[tuple[str, str], Values] = {
    ("Patient", "name"): _at("name", "text"),
    ("Practitioner", "name"): _at("name", "text"),
    ("Organization", "name"): _at("name"),
}
YEARS: dict[tuple[str, str], Values] = {
    ("Patient", "birthdate"): _at("birthDate"),
    ("Observation", "date"): _at("effectiveDateTime"),
}
LINKS: dict[tuple[str, str], tuple[str, Values]] = {
    ("Organization", "partof"): ("Organization", _at("partOf", "reference")),
    ("Patient", "organization"): ("Organization", _at("managingOrganization", "reference")),
    ("Patient", "general-practitioner"): ("Practitioner", _at("generalPractitioner", "reference")),
    ("Encounter", "patient"): ("Patient", _at("subject", "reference")),
    ("Encounter", "part-of"): ("Encounter", _at("partOf", "reference")),
    ("Encounter", "service-provider"): ("Organization", _at("serviceProvider", "reference")),
    ("Condition", "subject"): ("Patient", _at("subject", "reference")),
    ("Condition", "encounter"): ("Encounter", _at("encounter", "reference")),
    ("Observation", "patient"): ("Patient", _at("subject", "reference")),
    ("Observation", "encounter"): ("Encounter", _at("encounter", "reference")),
    ("Observation", "performer"): ("Practitioner", _at("performer", "reference")),
    ("Observation", "has-member"): ("Observation", _at("hasMember", "reference")),
}
KINDS = ("Organization", "Practitioner", "Patient", "Encounter", "Condition", "Observation")


@dataclass(frozen=True, slots=True)
class Ask:
    """One parameter as it is written, and what it means for a resource among those that are seen."""

    name: str
    value: str
    holds: Callable[[Json, dict[str, Json]], bool]


def ask(chance: Random, kind: str, hops: int) -> Ask:
    """A random parameter of a type."""
    way = chance.random()
    forward = [code for name, code in LINKS if name == kind]
    backward = [key for key, (target, _) in LINKS.items() if target == kind]
    if hops and forward and way < 0.4:
        return _chained(chance, kind, chance.choice(forward), hops)
    if hops and backward and way < 0.7:
        return _reversed(chance, chance.choice(backward), hops)
    return _plain(chance, kind)


def _chained(chance: Random, kind: str, code: str, hops: int) -> Ask:
    target, values = LINKS[kind, code]
    inner = ask(chance, target, hops - 1)
    typed = (
        chance.choice(["", f":{target}"]) if (kind, code) != ("Observation", "performer") else f":{target}"
    )
    if code in ("subject", "general-practitioner"):
        typed = f":{target}"

    def holds(resource: Json, seen: dict[str, Json]) -> bool:
        return any(each in seen and inner.holds(seen[each], seen) for each in values(resource))

    return Ask(f"{code}{typed}.{inner.name}", inner.value, holds)


def _reversed(chance: Random, key: tuple[str, str], hops: int) -> Ask:
    kind, code = key
    values = LINKS[key][1]
    inner = ask(chance, kind, hops - 1)

    def holds(resource: Json, seen: dict[str, Json]) -> bool:
        here = f"{resource['resourceType']}/{resource['id']}"
        of_kind = (one for one in seen.values() if one["resourceType"] == kind)
        return any(here in values(one) and inner.holds(one, seen) for one in of_kind)

    return Ask(f"_has:{kind}:{code}:{inner.name}", inner.value, holds)


def _plain(chance: Random, kind: str) -> Ask:
    known = [key for table in (TOKENS, STRINGS, YEARS, LINKS) for key in table if key[0] == kind]
    key = chance.choice(known)
    values = LINKS[key][1] if key in LINKS else {**TOKENS, **STRINGS, **YEARS}[key]
    if chance.random() < 0.15:
        missing = chance.random() < 0.5
        return Ask(f"{key[1]}:missing", str(missing).lower(), lambda one, seen: (not values(one)) is missing)
    if key in LINKS:
        wanted = f"{LINKS[key][0]}/{chance.choice(['bn-1', 'bn-2', 'bs-1', 'so', 'bn-1-0', 'kq-3'])}"
        return Ask(key[1], wanted, lambda one, seen: wanted in values(one))
    if key in TOKENS:
        return _token(chance, key[1], values)
    if key in YEARS:
        return _year(chance, key[1], values)
    word = chance.choice(WORDS)
    if chance.random() < 0.3:
        part = word[1:]
        return Ask(
            f"{key[1]}:contains",
            part,
            lambda one, seen: any(fold(part) in fold(each) for each in values(one)),
        )
    return Ask(
        key[1],
        word,
        lambda one, seen: any(w.startswith(fold(word)) for each in values(one) for w in fold(each).split()),
    )


def _token(chance: Random, code: str, values: Values) -> Ask:
    wanted = chance.sample(
        [*ICD10, *LOINC, "male", "female", "final", "finished"], k=chance.choice([1, 2, 4])
    )
    opposite = chance.random() < 0.2
    return Ask(
        f"{code}:not" if opposite else code,
        ",".join(wanted),
        lambda one, seen: (not set(values(one)).isdisjoint(wanted)) is not opposite,
    )


def _year(chance: Random, code: str, values: Values) -> Ask:
    year = chance.choice(["1970", "1990", "2010", "2024", "2025"])
    prefix = chance.choice(["", "gt", "lt", "ge", "le"])
    compare: dict[str, Callable[[str], bool]] = {
        "": lambda each: each == year, "gt": lambda each: each > year, "lt": lambda each: each < year,
        "ge": lambda each: each >= year, "le": lambda each: each <= year,
    }  # fmt: skip
    return Ask(code, prefix + year, lambda one, seen: any(compare[prefix](each[:4]) for each in values(one)))


def _along(
    chance: Random, kind: str
) -> tuple[list[tuple[str, str]], Callable[[set[str], dict[str, Json]], set[str]]]:
    """Random includes, and which resources they bring along for a page."""
    keys = chance.sample(list(LINKS), k=chance.choice([0, 0, 1, 2]))
    asked = [(chance.random() < 0.5, chance.random() < 0.4, key) for key in keys]
    params = [
        (("_revinclude" if back else "_include") + (":iterate" if again else ""), f"{key[0]}:{key[1]}")
        for back, again, key in asked
    ]

    def follow(page: set[str], seen: dict[str, Json]) -> set[str]:
        found, newest, first = set(page), set(page), True
        while newest:
            more: set[str] = set()
            for back, again, key in asked:
                if first or again:
                    more |= _step(key, newest, seen, back=back)
            newest, first = more - found, False
            found |= newest
        return found - page

    return params, follow


def _step(key: tuple[str, str], page: set[str], seen: dict[str, Json], *, back: bool) -> set[str]:
    target, values = LINKS[key]
    sources = {name: one for name, one in seen.items() if one["resourceType"] == key[0]}
    if back:
        return {name for name, one in sources.items() if not page.isdisjoint(values(one))}
    return {
        each
        for name in page
        if name in sources
        for each in values(sources[name])
        if each in seen and each.startswith(target)
    }


def compared(made: Village, chance: Random, choices: list[Role]) -> str:
    """One pair: empty if they agree, else what was asked and what differed."""
    role, kind = chance.choice(choices), chance.choice(KINDS)
    seen = {f"{key[0]}/{key[1]}": one for key, one in made.resources.items() if role.sees(made, key)}
    asks = [ask(chance, kind, 3) for _ in range(chance.choice([1, 1, 2]))]
    along, follow = _along(chance, kind)
    params = [*((each.name, each.value) for each in asks), *along]
    wanted = {
        name
        for name, one in seen.items()
        if one["resourceType"] == kind and all(each.holds(one, seen) for each in asks)
    }
    found, included = set[str](), set[str]()
    for page in _pages(role, kind, params, chance.choice([5, 1000, 1000])):
        found |= {f"{one.type}/{one.id}" for one in page.entries}
        brought = {f"{one.type}/{one.id}" for one in page.included}
        if brought != follow({f"{one.type}/{one.id}" for one in page.entries}, seen):
            return f"{role.actor.id} {kind} {params}: other resources came along"
        included |= brought
        if page.total != len(wanted):
            return f"{role.actor.id} {kind} {params}: total {page.total}, not {len(wanted)}"
    return "" if found == wanted else f"{role.actor.id} {kind} {params}: found {found ^ wanted} otherwise"


def _pages(role: Role, kind: str, params: list[tuple[str, str]], count: int) -> Iterator[record.Page]:
    door = record.open(role.actor, purpose=Purpose.TREATMENT)
    given = [*params, ("_count", str(count)), ("_total", "accurate")]
    page = door.search(kind, given)
    yield page
    while page.next:
        page = door.search(kind, [*given, ("_page", page.next)])
        yield page


def run(pairs: int, *, seed: int) -> list[str]:
    """Write a village and compare that many random searches; returns the mismatches."""
    chance = Random(seed)  # noqa: S311
    made = village(chance)
    write(made)
    choices = roles()
    return [said for _ in range(pairs) if (said := compared(made, chance, choices))]
