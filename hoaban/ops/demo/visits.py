"""When and where the people of the demo come, and for what. Deterministic for a seed; household by household."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cache
from random import Random

from hoaban.foundation.places import api as places
from hoaban.kernel.clock import VIETNAM
from hoaban.ops.demo import catalogue, endings
from hoaban.ops.demo.catalogue import Condition
from hoaban.ops.demo.facilities import demo_facilities
from hoaban.ops.demo.shapes import Person

HOSPITAL = "12981"
OUTBREAK_COMMUNE = "03571"
MEASLES = "measles"
_OUTBREAK_SHARE = 0.05
_KEPT = 0.85
"""Share of their appointments that chronic patients keep."""
_BUSY = 1.75
"""Brings the year of the data file to about two visits a person, as the province counts them."""
_ILL_NEWBORNS = 0.12
_ANTENATAL = (-182, -112, -56, -21)
"""Days before the birth."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One finished visit. ``start`` and ``end`` in Vietnamese time; ``ordinal`` counts the visits for a condition."""

    person: Person
    condition: Condition
    facility: str
    start: datetime
    end: datetime
    admitted: bool = False
    referred_to: str = ""
    referred_from: str = ""
    ordinal: int = 0
    died: bool = False
    taken_home: bool = False
    """The family took the dying person home."""
    baby: Person | None = None
    birth_order: int = 1
    """Which child of the mother is born."""
    parents: tuple[str, str] = ("", "")
    """Names of father and mother, of a small child."""

    @property
    def is_long_term(self) -> bool:
        """A chronic patient who takes drugs home until the next appointment."""
        return self.condition.course == "chronic" and not self.admitted and not self.referred_to


def visits(household: Sequence[Person], *, seed: int, first: date, last: date) -> Iterator[Visit]:
    """All visits of a household that lie wholly between two days (both included)."""
    by_index = {person.index: person for person in household}
    for person in household:
        rng = Random(f"visits:{seed}:{person.index}")  # noqa: S311 (nothing secret)
        parents = _parents(person, by_index)
        for one in _of_person(person, rng, first, last):
            if first <= one.start.date() and one.end.date() <= last and person.is_alive_on(one.start.date()):
                yield replace(one, parents=parents) if person.age_on(one.start.date()) < 7 else one
        mother = by_index.get(person.mother) if person.mother is not None else None
        if mother and first <= person.born_on <= last:
            older = sum(one.mother == mother.index and one.born_on < person.born_on for one in household)
            for one in _birth(mother, person, rng, first, last):
                yield replace(one, birth_order=older + 1, parents=parents)


def _parents(person: Person, household: Mapping[int, Person]) -> tuple[str, str]:
    found = [household.get(one) if one is not None else None for one in (person.father, person.mother)]
    return (found[0].name if found[0] else "", found[1].name if found[1] else "")


def _of_person(person: Person, rng: Random, first: date, last: date) -> Iterator[Visit]:
    years = (last - first).days / 365.25
    band = _band(person.age_on(first + (last - first) / 2))
    for condition in catalogue.conditions().values():
        if condition.sex and condition.sex != person.sex:
            continue
        if condition.course == "acute":
            for _ in range(_poisson(rng, _BUSY * condition.rates[band] / 1000 * years)):
                yield from _episode(person, condition, _day(rng, condition, first, last), rng)
        elif condition.course == "chronic" and rng.random() < condition.rates[band] / 1000:
            yield from _course(person, condition, rng, first, last)
    if (
        person.commune == OUTBREAK_COMMUNE
        and 1 <= person.age_on(last) <= 9
        and rng.random() < _OUTBREAK_SHARE
    ):
        yield from _episode(person, measles(), last - timedelta(days=rng.randint(3, 20)), rng)
    if person.died_on and first < person.died_on <= last and rng.random() < 0.35:
        yield _last_stay(person, rng)


def _episode(person: Person, condition: Condition, day: date, rng: Random) -> Iterator[Visit]:
    """One illness: a visit, or a referral upward and the stay that follows."""
    facility = _facility(person, condition, rng)
    if facility != HOSPITAL and rng.random() < condition.refer:
        start = _moment(day, rng)
        leaving = start + timedelta(minutes=rng.randint(35, 80))
        yield Visit(person, condition, facility, start, leaving, referred_to=HOSPITAL)
        arrival = leaving + timedelta(minutes=rng.randint(60, 170))
        yield _stay(person, condition, HOSPITAL, arrival, rng, referred_from=facility)
        return
    start = _moment(day, rng)
    if facility not in _stations() and rng.random() < condition.admit:
        yield _stay(person, condition, facility, start, rng)
    else:
        yield Visit(person, condition, facility, start, start + timedelta(minutes=rng.randint(50, 170)))


def _course(person: Person, condition: Condition, rng: Random, first: date, last: date) -> Iterator[Visit]:
    facility = _facility(person, condition, rng)
    at = first + timedelta(days=rng.randint(0, condition.every))
    ordinal = rng.randint(0, 8)
    while at <= last:
        if rng.random() < _KEPT:
            ordinal += 1
            if facility not in _stations() and rng.random() < condition.admit:
                yield replace(_stay(person, condition, facility, _moment(at, rng), rng), ordinal=ordinal)
            else:
                yield _long_term(person, condition, facility, at, rng, ordinal, last)
        at += timedelta(days=max(20, condition.every + rng.randint(-4, 5)))


def _long_term(
    person: Person, condition: Condition, facility: str, day: date, rng: Random, ordinal: int, last: date
) -> Visit:
    start = _moment(day, rng)
    covered = start.date() + timedelta(days=max(condition.days, 1) - 1)
    if condition.days > 1 and covered <= last:
        end = datetime.combine(covered, time(23, 59), VIETNAM)
    else:
        end = start + timedelta(minutes=rng.randint(50, 150))
    return Visit(person, condition, facility, start, end, ordinal=ordinal)


def _stay(
    person: Person,
    condition: Condition,
    facility: str,
    start: datetime,
    rng: Random,
    *,
    referred_from: str = "",
) -> Visit:
    nights = max(1, round(rng.gauss(condition.stay, condition.stay / 4)))
    end = datetime.combine(
        start.date() + timedelta(days=nights), time(rng.randint(8, 10), rng.randint(0, 59)), VIETNAM
    )
    return Visit(person, condition, facility, start, end, admitted=True, referred_from=referred_from)


def _last_stay(person: Person, rng: Random) -> Visit:
    """A stay that ends with death, there or soon after at home."""
    assert person.died_on is not None  # noqa: S101
    cause = endings.cause_at(person.age_on(person.died_on), rng)
    begun = max(person.born_on, person.died_on - timedelta(days=rng.randint(1, 6)))
    start = min(_moment(begun, rng), datetime.combine(person.died_on, time(9, 0), VIETNAM))
    end = datetime.combine(person.died_on, time(rng.randint(11, 22), rng.randint(0, 59)), VIETNAM)
    home = rng.random() < cause.home
    facility = HOSPITAL if rng.random() < cause.condition.where[2] / 100 else _upper(person)
    return Visit(person, cause.condition, facility, start, end, admitted=True, died=not home, taken_home=home)


def _birth(mother: Person, baby: Person, rng: Random, first: date, last: date) -> Iterator[Visit]:
    pregnancy = catalogue.conditions()["pregnancy"]
    for ordinal, before in enumerate(_ANTENATAL, start=1):
        day = baby.born_on + timedelta(days=before + rng.randint(-6, 6))
        if first <= day <= last and rng.random() < 0.8:
            start = _moment(day, rng)
            facility = _facility(mother, pregnancy, rng)
            yield Visit(mother, pregnancy, facility, start, start + timedelta(minutes=70), ordinal=ordinal)
    if rng.random() < 0.78:  # the others are born at home
        start = datetime.combine(baby.born_on, time(rng.randint(0, 20), rng.randint(0, 59)), VIETNAM)
        surgical = rng.random() < 0.24
        nights = 5 if surgical else 2
        end = datetime.combine(start.date() + timedelta(days=nights), time(9, rng.randint(0, 59)), VIETNAM)
        facility = HOSPITAL if surgical else _upper(mother)
        if end.date() <= last:
            yield Visit(mother, delivery(surgical=surgical), facility, start, end, admitted=True, baby=baby)
            yield from _newborn_stay(baby, facility, start, rng, last)


def _newborn_stay(baby: Person, facility: str, born_at: datetime, rng: Random, last: date) -> Iterator[Visit]:
    """Some newborns stay on their own account, with a file of their own."""
    chance = rng.random()
    if chance > _ILL_NEWBORNS or (baby.died_on and (baby.died_on - baby.born_on).days < 20):
        return
    kind = "newborn_lungs" if chance < _ILL_NEWBORNS / 3 else "jaundice"
    start = born_at + timedelta(hours=2 if kind == "newborn_lungs" else 30)
    stay = _stay(baby, catalogue.conditions()[kind], facility, start, rng)
    if stay.end.date() <= last:
        yield stay


@cache
def measles() -> Condition:
    """Measles, which only an outbreak brings."""
    like = catalogue.conditions()["chickenpox"]
    return replace(
        like, key=MEASLES, icd10="B05.9", name="Sởi không biến chứng", reason="Sốt, phát ban, ho, đỏ mắt",
        where=(60, 38, 2), services=("cbc",), drugs=("paracetamol_child", "vitaminA"), admit=0.2, stay=5, refer=0.02,
    )  # fmt: skip


@cache
def delivery(*, surgical: bool) -> Condition:
    """A birth, by operation or not."""
    like = catalogue.conditions()["pregnancy"]
    if surgical:
        return replace(
            like, key="caesarean", icd10="O82.0", name="Đẻ bằng mổ lấy thai theo chỉ định", reason="Đau bụng, chuyển dạ",
            services=("cbc", "us_fetal", "caesarean", "bed"), drugs=("ceftriaxone", "oxytocin", "saline"), days=4, stay=5,
        )  # fmt: skip
    return replace(
        like, key="delivery", icd10="O80.0", name="Đẻ thường ngôi chỏm", reason="Đau bụng, chuyển dạ",
        services=("cbc", "delivery", "bed"), drugs=("oxytocin", "iron"), days=2, stay=2,
    )  # fmt: skip


def _facility(person: Person, condition: Condition, rng: Random) -> str:
    place = rng.choices(("station", "centre", "hospital"), condition.where)[0]
    if place == "station":
        return _stations_by_commune()[person.commune]
    return _upper(person) if place == "centre" else HOSPITAL


def _upper(person: Person) -> str:
    """The health centre above the person's commune station."""
    station = _stations_by_commune()[person.commune]
    return next(one.parent_code for one in demo_facilities_by_code().values() if one.code == station)


@cache
def demo_facilities_by_code() -> dict[str, places.Facility]:
    """The facilities of the demo."""
    return {one.code: one for one in demo_facilities()}


@cache
def _stations_by_commune() -> dict[str, str]:
    return {one.commune_code: one.code for one in demo_facilities() if one.kind == "commune_station"}


@cache
def _stations() -> frozenset[str]:
    return frozenset(_stations_by_commune().values())


def is_station(facility: str) -> bool:
    """Whether a facility is a commune station."""
    return facility in _stations()


def _band(age: int) -> int:
    return next((band for band, above in enumerate((6, 16, 40, 60)) if age < above), 4)


def _day(rng: Random, condition: Condition, first: date, last: date) -> date:
    """A day within the period, more often in the condition's season."""
    span = (last - first).days
    while True:
        day = first + timedelta(days=rng.randint(0, span))
        if not condition.peak:
            return day
        height = 1 + condition.swing * math.cos(
            2 * math.pi * (day.timetuple().tm_yday / 365 - (condition.peak - 0.5) / 12)
        )
        if rng.random() * (1 + condition.swing) <= height:
            return day


def _moment(day: date, rng: Random) -> datetime:
    """A time of arrival: mornings mostly; Sundays move to Monday for who can wait."""
    if day.weekday() == 6 and rng.random() < 0.8:
        day += timedelta(days=1)
    hour = rng.choices((7, 8, 9, 10, 13, 14, 15), (22, 26, 20, 12, 9, 7, 4))[0]
    return datetime.combine(day, time(hour, rng.randint(0, 59)), VIETNAM)


def _poisson(rng: Random, mean: float) -> int:
    limit, count, product = math.exp(-mean), 0, rng.random()
    while product > limit:
        count += 1
        product *= rng.random()
    return count
