"""Who looks, in plain words: what each role may see of the village."""

from __future__ import annotations

from dataclasses import dataclass, field

from hoaban.kernel.actor import Actor, Purpose, Scope
from hoaban.record.engine import placement
from hoaban.record.shapes import Json
from hoaban.record.tests.differential import entrusting
from hoaban.record.tests.differential.village import (
    COMMUNES,
    DOCTOR,
    FACILITIES,
    OWN_DOCTOR,
    Key,
    Village,
)
from hoaban.record.tests.differential.wards import DEPARTMENTS
from tests import cast


@dataclass(frozen=True, slots=True)
class Role:
    """An actor, and in plain words what it may see: everything, from which places, which people; without these labels."""

    actor: Actor
    everything: bool = False
    places: tuple[str, ...] = ()
    person: str = ""
    hidden: int = 63
    child: str = ""
    """Another person."""
    purpose: Purpose = Purpose.TREATMENT

    def sees(self, made: Village, key: Key) -> bool:
        if made.labels[key] & self.hidden:
            return False
        person = made.owner[key]
        if self.everything or not person:
            return True
        if person in {self.person, self.child}:
            return True
        refused = made.refused_by(person)
        return any(self._sees_from(place, made, key, refused) for place in self.places)

    def _sees_from(self, place: str, made: Village, key: Key, refused: set[str]) -> bool:
        if not made.places_of(made.owner[key]).intersection(self.places):
            return False
        is_open = _with_its_facility(place).isdisjoint(refused)
        is_open = is_open and ("everybody" not in refused or place.startswith("commune "))
        return (is_open and place in made.places_of(made.owner[key])) or made.is_own(key, place, refused)


def roles() -> list[Role]:
    """One of every kind."""
    own = str(placement.uid_of("Patient", "bn-3")[0])
    return [
        Role(cast.integration(), everything=True, hidden=0),
        Role(cast.staff("all", ("record.read:TREAT", cast.ALL)), everything=True),
        *(Role(cast.doctor(code), places=(f"facility {code}",)) for code in FACILITIES),
        Role(cast.doctor(cast.PROVINCIAL, "hiv"), places=(f"facility {cast.PROVINCIAL}",), hidden=63 - 1),
        Role(cast.doctor(cast.PROVINCIAL, *cast.LABELS), places=(f"facility {cast.PROVINCIAL}",), hidden=0),
        *(Role(cast.station_nurse(code), places=(f"commune {code}",)) for code in COMMUNES),
        Role(
            _working("both", *(("facility", code) for code in FACILITIES)),
            places=tuple(f"facility {one}" for one in FACILITIES),
        ),
        Role(
            _working("on call", ("facility", cast.PHONG_THO), ("commune", cast.DAO_SAN), ("self", own)),
            places=(f"facility {cast.PHONG_THO}", f"commune {cast.DAO_SAN}"),
            person="bn-3",
        ),
        Role(cast.staff("self", ("record.read:TREAT", Scope("self", own))), person="bn-3"),
        _in_many_places(),
        *_in_emergency(own),
        *_in_departments(),
        *_entrusted(),
        *_own_doctors(),
        *_on_duty(),
        *_citizens(own),
    ]


def _with_its_facility(place: str) -> set[str]:
    """Who refuses a facility refuses its departments, and whoever was entrusted with them there."""
    kind, _, code = place.partition(" ")
    house = {"department": code.partition(".")[0], "entrusted": code.partition("/")[0]}.get(kind)
    return {place, f"facility {house}"} if house else {place}


def _working(name: str, *scopes: tuple[str, str]) -> Actor:
    return cast.staff(name, *(("record.read:TREAT", Scope(*scope)) for scope in scopes))


def _in_many_places() -> Role:
    """More places than are asked about one by one; most of them know nobody."""
    codes = (*FACILITIES, "12991", "12992", "12993", "12994")
    known = tuple(f"facility {code}" for code in FACILITIES)
    return Role(_working("many places", *(("facility", code) for code in codes)), places=known)


def _in_departments() -> list[Role]:
    """At one department, at several, at one beside another place, and at one whose facility is held as well."""
    places = tuple(f"department {code}" for code in DEPARTMENTS)
    here, there = (("department", DEPARTMENTS[place]) for place in (0, 2))
    return [
        *(Role(_working(f"in {code}", ("department", code)), places=(f"department {code}",)) for code in DEPARTMENTS),
        Role(_working("both departments", here, there), places=(places[0], places[2])),
        Role(_working("every department", *(("department", code) for code in DEPARTMENTS), ("department", "12991.K01")),
             places=places),
        Role(_working("department and commune", here, ("commune", cast.DAO_SAN)),
             places=(places[0], f"commune {cast.DAO_SAN}")),
        Role(_working("department on duty", here, ("duty", cast.PROVINCIAL)),
             places=(places[0], f"present {cast.PROVINCIAL}")),
        Role(_working("department of the own facility", here, ("facility", cast.PROVINCIAL)),
             places=(f"facility {cast.PROVINCIAL}",)),
    ]  # fmt: skip


def _entrusted() -> list[Role]:
    """Entrusted with one person each, with everybody, beside another place, on duty; in an emergency it opens nothing."""
    codes = [entrusting.code_of(house, f"bn-{number}") for house in entrusting.HOUSES for number in range(16)]
    places = tuple(f"entrusted {code}" for code in codes)
    here, there = ("entrusted", codes[3]), ("entrusted", codes[19])
    alone = (codes[3], codes[5], codes[19])
    opened = ("record.read:BTG", Scope("person", codes[3].partition("/")[2]))
    mistaken = ("record.read:BTG", Scope("entrusted", codes[5]))
    return [
        *(Role(_working(f"with {one}", ("entrusted", one)), places=(f"entrusted {one}",)) for one in alone),
        Role(_working("with both", here, there), places=(places[3], places[19])),
        Role(_working("with everybody", *(("entrusted", one) for one in codes)), places=places),
        Role(_working("with one, at work", here, ("facility", cast.PHONG_THO)),
             places=(places[3], f"facility {cast.PHONG_THO}")),
        Role(_working("with one, of the commune", there, ("commune", cast.DAO_SAN)),
             places=(places[19], f"commune {cast.DAO_SAN}")),
        Role(cast.staff("mistaken", opened, mistaken), person="bn-3", purpose=Purpose.BREAK_GLASS),
    ]  # fmt: skip


def _own_doctors() -> list[Role]:
    """Whom people chose as their own doctor: those people, beside those of the facility; and in no emergency."""
    chosen = ("practitioner", f"{cast.PHONG_THO}/{DOCTOR}")
    stranger = ("practitioner", f"{cast.PROVINCIAL}/{DOCTOR}")
    home = ("facility", cast.PROVINCIAL)
    return [
        Role(_working("own doctor", chosen), places=(OWN_DOCTOR,)),
        Role(_working("own doctor at work", chosen, home), places=(OWN_DOCTOR, f"facility {cast.PROVINCIAL}")),
        Role(_working("the same number elsewhere", stranger)),
    ]  # fmt: skip


def _on_duty() -> list[Role]:
    """On duty at a facility: whoever is there now, beside those of the own place."""
    duty, home = ("duty", cast.PROVINCIAL), ("facility", cast.PHONG_THO)
    known = f"present {cast.PROVINCIAL}"
    return [
        Role(_working("on duty", duty), places=(known,)),
        Role(
            _working("on duty at home", ("duty", cast.PHONG_THO), home), places=(f"facility {cast.PHONG_THO}",)
        ),
        Role(_working("on duty elsewhere", duty, home), places=(known, f"facility {cast.PHONG_THO}")),
        Role(_working("on duty at the station", ("duty", cast.PHONG_THO), ("commune", cast.DAO_SAN)),
             places=(f"present {cast.PHONG_THO}", f"commune {cast.DAO_SAN}")),
    ]  # fmt: skip


def _citizens(person: str) -> list[Role]:
    """A citizen, and a child they stand for: sensitive facts where the right holds for all who are asked about."""
    asks, treats = "record.read:PATRQT", "record.read:TREAT"
    own, child = Scope("self", person), Scope("dependant", str(placement.uid_of("Patient", "bn-5")[0]))
    hiv, mental = "label.hiv", "label.mental"
    request = Purpose.PATIENT_REQUEST
    return [
        Role(cast.staff("citizen", (asks, own), (hiv, own)), person="bn-3", hidden=63 - 1, purpose=request),
        Role(
            cast.staff("parent", (asks, own), (asks, child), (hiv, own), (mental, own), (mental, child)),
            person="bn-3", child="bn-5", hidden=63 - 16, purpose=request,
        ),
        Role(cast.staff("a right to nobody", (treats, own), (hiv, child)), person="bn-3"),
    ]  # fmt: skip


def _in_emergency(person: str) -> list[Role]:
    """Who broke the glass of one person: that person and nobody else, under its own purpose; labels as ever."""
    opened = ("record.read:BTG", Scope("person", person))
    home = ("record.read:TREAT", Scope("facility", cast.PHONG_THO))
    on_duty = ("record.read:TREAT", Scope("duty", cast.PROVINCIAL))
    mistaken = ("record.read:BTG", cast.ALL)
    broken = Purpose.BREAK_GLASS
    return [
        Role(cast.staff("emergency", opened), person="bn-3", purpose=broken),
        Role(cast.staff("elsewhere", opened, home), person="bn-3", purpose=broken),
        Role(cast.staff("at home", opened, home), places=(f"facility {cast.PHONG_THO}",)),
        Role(cast.staff("on duty", opened, on_duty), person="bn-3", purpose=broken),
        Role(cast.staff("mistaken", opened, mistaken), person="bn-3", purpose=broken),
        Role(
            cast.staff("hiv", opened, ("label.hiv", cast.ALL)), person="bn-3", hidden=63 - 1, purpose=broken
        ),
    ]


@dataclass(slots=True)
class Sight:
    """What one role sees of the village: current resources by name (``Type/id``), and when each was written."""

    role: Role
    made: Village
    by_name: dict[str, Json] = field(default_factory=dict)
    updated: dict[str, float] = field(default_factory=dict)
    by_kind: dict[str, list[str]] = field(default_factory=dict)
    by_address: dict[str, list[str]] = field(default_factory=dict)
    """Canonical address, with its version and without, to the definitions that have it."""

    def __post_init__(self) -> None:
        for key, one in self.made.resources.items():
            if not self.role.sees(self.made, key):
                continue
            name = "/".join(key)
            self.by_name[name] = one
            self.updated[name] = self.made.versions[key][-1].at.timestamp()
            self.by_kind.setdefault(key[0], []).append(name)
            if "url" in one:
                for address in {one["url"], f"{one['url']}|{one.get('version', '')}".rstrip("|")}:
                    self.by_address.setdefault(address, []).append(name)
