"""Decide which human being each Patient is about, and keep the register. Many at a time, in a few statements."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection

from hoaban.foundation.places import api as places
from hoaban.kernel import ids, vietnamese
from hoaban.record import api as record
from hoaban.record.shapes import Entry, Json
from hoaban.shared.people import fhir
from hoaban.shared.people.models import Doubt, KnownNumber, PatientLink
from hoaban.shared.people.rules import Background, Description, Verdict, compare, say
from hoaban.shared.people.services.describing import Sources
from hoaban.shared.people.services.persons import person_entries

_NUMBERS = """
select n.kind, n.value, n.patient, n.human from people_known_number n
join unnest(%s::varchar[], %s::varchar[]) as k(kind, value) on n.kind = k.kind and n.value = k.value
"""
_ALIKE = """
select h.id from people_human h
join unnest(%s::varchar[], %s::varchar[], %s::varchar[]) as k(name_sort, birth, commune)
on h.name_sort = k.name_sort and h.birth = k.birth and h.commune_code = k.commune
"""

_Likeness = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Told:
    """What is said of a Patient by who knows it: whose it is (None: nobody's in the register), who looked alike, as whose word
    (``PatientLink.rule``)."""

    human: UUID | None
    alike: frozenset[UUID] = frozenset()
    rule: str = "registrar"


def place(
    *, patients: Mapping[UUID, Json], now: datetime, told: Mapping[UUID, Told] | None = None
) -> list[Entry]:
    """Find or make the person of each Patient; returns the Persons to be written along, none for what stands already.

    ``told``: of Patients whose person no rule shall choose. Who looks the same to the rules is then a doubt.
    Must run in the transaction that writes the Patients: the returned entries belong into the same call of the door.
    """
    described = {uid: _described(patient, now) for uid, patient in patients.items()}
    digests = {uid: _digest(one) for uid, one in described.items()}
    links = _links_of(patients)
    news = {
        uid: one for uid, one in described.items() if uid not in links or links[uid].digest != digests[uid]
    }
    if not news:
        return []
    _lock(news.values())
    meant = [one.human for one in (told or {}).values() if one.human]
    register = _Register(news, [*meant, *(link.human for link in links.values())])
    for uid, description in news.items():
        link = links.get(uid)
        if link is None:
            human, rule = register.choose(uid, description, now, (told or {}).get(uid))
            links[uid] = _link(uid, patients[uid], human, rule, now)
        links[uid].digest, links[uid].said, links[uid].said_at = digests[uid], say(description), now
        register.doubt_others(links[uid].human, description)
        register.learn(links[uid], description)
    register.save()
    _save_links([links[uid] for uid in news])
    _save_numbers(news, links)
    return person_entries({links[uid].human for uid in news})


class _Register:
    """The people who may be meant, as far as a group of Patients needs them; written back at the end."""

    def __init__(self, news: Mapping[UUID, Description], linked: list[UUID]) -> None:
        self._by_number: dict[tuple[str, str], set[UUID]] = {}
        numbers = sorted({number for one in news.values() for number in one.numbers})
        with connection.cursor() as cursor:
            cursor.execute(_NUMBERS, [[kind for kind, _ in numbers], [value for _, value in numbers]])
            for kind, value, _, human in cursor.fetchall():
                self._by_number.setdefault((kind, value), set()).add(human)
            likenesses = [likeness for one in news.values() if (likeness := _likeness(one))]
            cursor.execute(_ALIKE, [[one[place] for one in likenesses] for place in range(3)])
            alike = [row[0] for row in cursor.fetchall()]
        self._sources = Sources(
            {*news, *linked, *alike, *(human for humans in self._by_number.values() for human in humans)}
        )
        self._humans = self._sources.known()
        self._by_likeness: dict[_Likeness, set[UUID]] = {}
        for human, one in self._humans.items():
            self._file(human, one)
        self._changed: set[UUID] = set()
        self._doubts: list[Doubt] = []

    def choose(
        self, patient: UUID, described: Description, now: datetime, told: Told | None
    ) -> tuple[UUID, str]:
        """The person whose number agrees and whom nothing contradicts, else a new one.

        A new person takes the id of their first Patient: under it the record has filed them from the first moment, so
        that nothing need be moved, and what the trail says of that moment is said of the same person.
        """
        if told is None:
            for human, known in self._candidates(described):
                if compare(described, known) is Verdict.SAME:
                    return human, "number"
        elif told.human is not None:
            return told.human, told.rule
        new = ids.uuid7(now) if patient in self._humans else patient
        for human in sorted(told.alike if told else ()):
            self._doubt(new, human, "registrar")
        return new, "first" if told is None else told.rule

    def doubt_others(self, human: UUID, described: Description) -> None:
        """Whoever else this may be about is listed, never joined."""
        for other, known in self._candidates(described):
            if other != human and compare(described, known) is not Verdict.DIFFERENT:
                shared = not known.numbers.isdisjoint(described.numbers)
                self._doubt(human, other, "number" if shared else "likeness")

    def _doubt(self, one: UUID, other: UUID, reason: str) -> None:
        self._doubts.append(Doubt(one=min(one, other), other=max(one, other), reason=reason))

    def learn(self, link: PatientLink, described: Description) -> None:
        """What the latest source says, over what was known."""
        human = link.human
        self._sources.add(link, described)
        self._humans[human] = self._sources.description(human)
        self._file(human, self._humans[human])
        for number in described.numbers:
            self._by_number.setdefault(number, set()).add(human)
        self._changed.add(human)

    def _file(self, human: UUID, known: Description) -> None:
        """So that those who are like them find them."""
        if likeness := _likeness(known):
            self._by_likeness.setdefault(likeness, set()).add(human)

    def save(self) -> None:
        """Write back who was learnt about."""
        self._sources.write(self._changed)
        Doubt.objects.bulk_create(self._doubts, ignore_conflicts=True)

    def _candidates(self, described: Description) -> list[tuple[UUID, Description]]:
        by_number = {human for number in described.numbers for human in self._by_number.get(number, ())}
        if likeness := _likeness(described):
            by_number |= self._by_likeness.get(likeness, set())
        return [(human, self._humans[human]) for human in sorted(by_number) if human in self._humans]


def _link(uid: UUID, patient: Json, human: UUID, rule: str, now: datetime) -> PatientLink:
    source = fhir.read_source(patient)
    return PatientLink(
        patient=uid, fhir_id=patient["id"], human=human, rule=rule, linked_at=now,
        source=record.uid_of("Organization", source) if source else None,
    )  # fmt: skip


def _links_of(patients: Collection[UUID]) -> dict[UUID, PatientLink]:
    """Held until the end, so that nobody moves them to another person meanwhile."""
    held = PatientLink.objects.select_for_update().filter(patient__in=list(patients)).order_by("patient")
    return {link.patient: link for link in held}


def _likeness(one: Description) -> _Likeness | None:
    """Name, birth and commune, where all three are known: who shares them may be the same."""
    if len(one.birth) == 10 and one.name and one.commune_code:
        return vietnamese.name_sort_key(one.name), one.birth, one.commune_code
    return None


def _described(patient: Json, now: datetime) -> Description:
    said = fhir.read_patient(patient)
    try:
        day = date.fromisoformat(said.commune_since)
    except ValueError:
        day = now.date()
    commune = (places.today_of(said.commune_code, day) or said.commune_code)[:5] if said.commune_code else ""
    return Description(
        said.name,
        said.sex,
        said.birth,
        commune,
        said.numbers,
        said.deceased,
        said.phones,
        Background(*said.background),
    )


def _digest(one: Description) -> str:
    """So that the same facts again cost nothing."""
    facts = (
        one.name,
        one.sex,
        one.birth,
        one.commune_code,
        sorted(one.numbers),
        one.deceased,
        sorted(one.phones),
    )
    return hashlib.sha256(repr(facts).encode()).hexdigest()


def _save_links(links: list[PatientLink]) -> None:
    PatientLink.objects.bulk_create(
        links, update_conflicts=True, unique_fields=["patient"], update_fields=["digest", "said", "said_at"]
    )


def _save_numbers(news: Mapping[UUID, Description], links: Mapping[UUID, PatientLink]) -> None:
    KnownNumber.objects.filter(patient__in=list(news)).delete()
    KnownNumber.objects.bulk_create(
        KnownNumber(kind=kind, value=value[:40], patient=uid, human=links[uid].human)
        for uid, one in news.items()
        for kind, value in sorted(one.numbers)
    )


def _lock(described: Iterable[Description]) -> None:
    """Two sources that bring the same number at the same moment take turns."""
    lock_numbers({number for one in described for number in one.numbers})


def lock_numbers(numbers: Collection[tuple[str, str]]) -> None:
    """Until the end of the transaction nobody else places a Patient, or joins people, with one of these numbers."""
    names = {f"{kind}:{value}" for kind, value in numbers}
    keys = sorted(
        int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True) for name in names
    )
    if keys:
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(k) from unnest(%s::bigint[]) as k", [keys])
