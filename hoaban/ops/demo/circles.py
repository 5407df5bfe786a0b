"""Households, relations, stations and own doctors of the demo: through the services behind the screens.

Those of the story, and of the communes whose station somebody of the demo signs in for; a few people are left without a
doctor, so that the list of who has none has something to show. Doing it again changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from random import Random
from uuid import UUID

from hoaban.foundation.accounts.api import PersonSought
from hoaban.foundation.workforce import api as workforce
from hoaban.kernel import clock
from hoaban.kernel.actor import Actor
from hoaban.kernel.errors import Conflict, Invalid
from hoaban.ops.demo.accounts import read_accounts
from hoaban.ops.demo.facilities import demo_facilities
from hoaban.ops.demo.households import MAN
from hoaban.ops.demo.shapes import Person
from hoaban.ops.demo.story import DAO_SAN, PHONG_THO, father, mother, pao, teacher
from hoaban.shared.people import api as people

_DOCTORLESS = 7
"""One person in so many has no doctor yet."""


def settle_story(*, actor: Actor, now: datetime) -> None:
    """Mỷ, Chứ and Páo under one roof; the teacher with a doctor of his own."""
    mine, hers = _Keeper(actor, now), known_as(mother())
    if hers is not None:
        his = known_as(father()) or people.register(actor=actor, details=_details(father()), now=now)
        child = _by_name(actor, pao())
        mine.house(father(), his, [(hers, "spouse"), *([(child, "child")] if child else [])])
        if child:
            mine.relate(child, hers, "mother", pao().born_on)
            mine.relate(child, his, "father", pao().born_on)
        for one in (hers, his, *([child] if child else [])):
            mine.look_after(one, DAO_SAN, "gd.tyt")
    if inh := known_as(teacher()):
        mine.look_after(inh, PHONG_THO, "bs.giadinh")


def settle_households(group: Iterable[Sequence[Person]], *, actor: Actor, until: date, now: datetime) -> None:
    """The households of the communes whose station has somebody of the demo, as far as the register knows their people."""
    stations = {one.commune_code: one.code for one in demo_facilities() if one.kind == "commune_station"}
    kept = {one.scope.code for one in read_accounts() if one.scope.kind == "commune"}
    mine = _Keeper(actor, now)
    for household in group:
        alive = [one for one in household if one.commune in kept and one.is_alive_on(until)]
        known = {one.index: found for one in alive if (found := known_as(one)) is not None}
        if not known:
            continue
        here = [one for one in alive if one.index in known]
        head = next(
            (one for one in here if one.head), max(here, key=lambda one: (one.age_on(until), one.index))
        )
        mine.house(
            head, known[head.index], [(known[one.index], _to(head, one)) for one in here if one is not head]
        )
        for one in here:
            if one.mother in known:
                mine.relate(known[one.index], known[one.mother], "mother", None)
            if one.father in known:
                mine.relate(known[one.index], known[one.father], "father", None)
            doctor = "" if one.index % _DOCTORLESS == 0 else _doctor_of(stations[one.commune])
            mine.look_after(known[one.index], stations[one.commune], number=doctor)


class _Keeper:
    """Says each thing once; what stands already is left as it is."""

    def __init__(self, actor: Actor, now: datetime) -> None:
        self._actor, self._now = actor, now
        self._since = clock.vietnam_day(now) - timedelta(days=300)

    def house(self, head: Person, human: UUID, others: list[tuple[UUID, str]]) -> None:
        """A household, unless its head lives in one."""
        if people.household_of(human) is not None:
            return
        household = people.found_household(
            actor=self._actor, head=human, commune_code=head.commune, address=head.village,
            since=self._from(human), now=self._now,
        )  # fmt: skip
        for other, relation in others:
            self._join(household, other, relation)

    def _join(self, household: UUID, human: UUID, relation: str) -> None:
        since = self._from(human)
        self._once(
            lambda: people.join_household(
                actor=self._actor, household=household, person=human, relation=relation, since=since,
                now=self._now,
            )
        )  # fmt: skip

    def relate(self, human: UUID, other: UUID, kind: str, since: date | None) -> None:
        """Who is whose mother or father."""
        self._once(
            lambda: people.relate(
                actor=self._actor, person=human, other=other, kind=kind, since=since, now=self._now
            )
        )

    def look_after(self, human: UUID, station: str, username: str = "", *, number: str = "") -> None:
        """Station and doctor."""
        since = self._from(human)
        found = {one.username: one.staff_number for one in read_accounts()}.get(username, number)
        self._once(
            lambda: people.register_at(
                actor=self._actor, person=human, facility_code=station, since=since, now=self._now
            )
        )
        if found:
            self._once(
                lambda: people.choose_doctor(
                    actor=self._actor, person=human, facility_code=station, number=found, since=since,
                    now=self._now,
                )
            )  # fmt: skip

    def _from(self, human: UUID) -> date:
        """The day from which things are said of somebody: not before their birth."""
        birth = people.describe([human])[human].birth
        return max(self._since, date.fromisoformat(birth)) if len(birth) == 10 else self._since

    def _once(self, act: Callable[[], object]) -> None:
        """What is so already, or cannot be (a stepmother younger than the child), stays unsaid."""
        try:
            act()
        except (Conflict, Invalid):
            return


def known_as(person: Person) -> UUID | None:
    """Whom the register knows by the personal number."""
    sex = "male" if person.sex == MAN else "female"
    birth = None if person.only_year else person.born_on
    sought = PersonSought(person.personal_number, person.name, birth, sex)
    return people.person_of_number(sought) if person.personal_number else None


def _details(person: Person) -> people.Details:
    number = person.personal_number
    papers = (people.Paper("national_id", number, verified=True),) if number else ()
    return people.Details(
        name=person.name, sex="male" if person.sex == MAN else "female", birth=person.born_on.isoformat(),
        commune_code=person.commune, address=person.village, phone=person.phone, circumstance="known",
        method="QR_CCCD", papers=papers,
    )  # fmt: skip


def _by_name(actor: Actor, person: Person) -> UUID | None:
    found = people.find(actor=actor, text=f"{person.name} {person.born_on.year}").people
    return next((one.id for one in found if one.birth == person.born_on.isoformat()), None)


def _doctor_of(station: str) -> str:
    """The doctor of a station, the same for the same station."""
    doctors = workforce.list_doctors(station, clock.vietnam_day(clock.now()))
    return Random(station).choice(doctors).number if doctors else ""  # noqa: S311


def _to(head: Person, one: Person) -> str:
    """How somebody stands to the head: invented households are couples with children and grandparents."""
    if head.index in (one.father, one.mother):
        return "child"
    if one.index in (head.father, head.mother):
        return "parent"
    return "spouse" if one.sex != head.sex else "other"
