"""Households: who lives together, how old they are, who is whose child."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from hoaban.kernel import tables
from hoaban.ops.demo.names import Names
from hoaban.ops.demo.villages import PACKAGE, Community
from hoaban.ops.demo.weighted import Weighted

MAN, WOMAN = "1", "2"
_YEAR = 365.2425


@dataclass(slots=True)
class Member:
    """Somebody of a household before numbers are given. Parents are places in the household's list."""

    name: str
    sex: str
    group: str
    born_on: date
    only_year: bool
    father: int | None = None
    mother: int | None = None
    died_on: date | None = None


@dataclass(frozen=True, slots=True)
class _Habits:
    children: float
    first_birth: float


class Households:
    """Makes one household after another; the same random source gives the same household."""

    def __init__(self) -> None:
        self._names = Names()
        self._habits = {
            row["code"]: _Habits(float(row["children"]), float(row["first_birth"]))
            for row in tables.read_table(PACKAGE, "peoples.csv")
        }
        self._ages = Weighted(
            ((int(row["from"]), int(row["to"])), float(row["weight"]))
            for row in tables.read_table(PACKAGE, "ages.csv")
        )
        self._mortality = [
            (int(row["to"]), float(row["men"]), float(row["women"]))
            for row in tables.read_table(PACKAGE, "mortality.csv")
        ]

    def build(self, rng: Random, place: Community, until: date, years: int) -> list[Member]:
        """The people of one household on the day ``until``, and those who died in the ``years`` before it."""
        group = place.groups.take(rng)
        low, high = self._ages.take(rng)
        woman_age = low + rng.random() * (high + 1 - low)
        man_age = max(18.0, woman_age - 2, woman_age + rng.gauss(2.0, 3.0))
        members: list[Member] = []
        family = self._names.family(rng, group)
        father = mother = None
        alone = rng.random()
        widowed = 0.05 if woman_age < 50 else 0.12 if woman_age < 65 else 0.4
        if alone >= widowed / 2:
            father = self._add(rng, members, group, MAN, until, man_age, family)
        if alone < 1 - widowed / 2:
            her_group = group if rng.random() < 0.93 else place.groups.take(rng)
            mother = self._add(
                rng, members, her_group, WOMAN, until, woman_age, self._other(rng, her_group, family)
            )
        self._add_children(rng, members, group, family, until, woman_age, (father, mother))
        if woman_age < 48 and father is not None and rng.random() < 0.26:
            self._add_grandparents(rng, members, group, family, until, man_age, father)
        for member in members:
            self._let_die(rng, member, members, until, years)
        return members

    def _add(
        self,
        rng: Random,
        members: list[Member],
        group: str,
        sex: str,
        until: date,
        age: float,
        family: str,
    ) -> int:
        born_on = until - timedelta(days=int(age * _YEAR))
        only_year = False
        if group != "01":
            # the older, the fewer papers; clerks then wrote the first of January
            if born_on.year < 1975 and rng.random() < 0.25:
                born_on, only_year = date(born_on.year, 1, 1), True
            elif born_on.year < 1995 and rng.random() < 0.10:
                born_on = date(born_on.year, 1, 1)
        name = self._names.full(rng, group, sex, family)
        while any(other.name == name for other in members):
            name = self._names.full(rng, group, sex, family)
        members.append(Member(name, sex, group, born_on, only_year))
        return len(members) - 1

    def _other(self, rng: Random, group: str, family: str) -> str:
        """A family name for somebody who marries in: never that of the house (strict among the Mông)."""
        while (other := self._names.family(rng, group)) == family:
            pass
        return other

    def _add_children(
        self,
        rng: Random,
        members: list[Member],
        group: str,
        family: str,
        until: date,
        woman_age: float,
        parents: tuple[int | None, int | None],
    ) -> None:
        habits = self._habits[group]
        more_then = min(2.0, max(0.0, (woman_age - 38) * 0.08))  # families were larger a generation ago
        count = max(0, round(rng.gauss(habits.children + more_then, 0.9)))
        birth_age = max(16.0, rng.gauss(habits.first_birth, 2.2))
        for _ in range(count):
            age = woman_age - birth_age
            if age < 0 or birth_age > 45:
                return
            if age < 18 or rng.random() < max(0.04, 0.85 - (age - 18) * 0.08):
                sex = MAN if rng.random() < 0.517 else WOMAN
                child = self._add(rng, members, group, sex, until, age, family)
                members[child].father, members[child].mother = parents
            birth_age += max(1.0, rng.gauss(3.2, 1.2))

    def _add_grandparents(
        self,
        rng: Random,
        members: list[Member],
        group: str,
        family: str,
        until: date,
        man_age: float,
        father: int,
    ) -> None:
        age = min(96.0, man_age + max(17.0, rng.gauss(25, 4)))
        if rng.random() < 0.60:
            members[father].father = self._add(rng, members, group, MAN, until, age + 1.5, family)
        if rng.random() < 0.80:
            members[father].mother = self._add(
                rng, members, group, WOMAN, until, age, self._other(rng, group, family)
            )

    def _let_die(self, rng: Random, member: Member, members: list[Member], until: date, years: int) -> None:
        place = next(place for place, other in enumerate(members) if other is member)
        born = [other.born_on for other in members if place in (other.father, other.mother)]
        for back in range(years, 0, -1):
            start = until - timedelta(days=int(back * _YEAR))
            day = start + timedelta(days=rng.randrange(365))
            age = (day - member.born_on).days / _YEAR
            if age >= 0 and rng.random() < self._risk(member.sex, age) and all(one <= day for one in born):
                member.died_on = day
                return

    def _risk(self, sex: str, age: float) -> float:
        for to, men, women in self._mortality:
            if age < to + 1:
                return men if sex == MAN else women
        return 1.0
