"""An invented population of the province: streaming, and the same for the same seed.

Every household is drawn from a random source of its own, so the first people of a large population are the
people of a small one. Communes get people in proportion to their population at every moment.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from random import Random

from hoaban.kernel.errors import Invalid
from hoaban.ops.demo import cards, identity
from hoaban.ops.demo.households import MAN, Households, Member
from hoaban.ops.demo.shapes import Person
from hoaban.ops.demo.villages import Community, load_communities

_PRIME = 1_000_003


def people(*, count: int, seed: int, until: date, years: int = 2) -> Iterator[Person]:
    """``count`` people of the day ``until``, with the births and deaths of the ``years`` before it.

    :raises Invalid: more people than there are fictitious numbers (999,000), or fewer than none.
    """
    for household in households(count=count, seed=seed, until=until, years=years):
        yield from household


def households(*, count: int, seed: int, until: date, years: int = 2) -> Iterator[tuple[Person, ...]]:
    """The same people, household by household; the last household may be cut to fit ``count``."""
    if not 0 <= count <= identity.MOST_PEOPLE:
        raise Invalid(
            f"Số người phải từ 0 đến {identity.MOST_PEOPLE:,}.".replace(",", "."),
            f"The number of people must lie between 0 and {identity.MOST_PEOPLE:,}.",
            place="people",
        )
    builder = Households()
    turn = _Turn(load_communities())
    done = number = 0
    while done < count:
        place = turn.next()
        rng = Random(seed * _PRIME + number)  # noqa: S311 - invented people, no secret
        members = builder.build(rng, place, until, years)
        found = tuple(_persons(rng, members, place, number, done, seed, until, years))[: count - done]
        turn.settle(len(found))
        yield found
        done += len(found)
        number += 1


class _Turn:
    """Gives each household to the commune that lags most behind its share."""

    def __init__(self, places: Sequence[Community]) -> None:
        self._places = places
        total = sum(place.people for place in places)
        self._shares = [place.people / total for place in places]
        self._owed = list(self._shares)
        self._last = 0

    def next(self) -> Community:
        self._last = self._owed.index(max(self._owed))
        return self._places[self._last]

    def settle(self, people: int) -> None:
        self._owed = [owed + people * share for owed, share in zip(self._owed, self._shares, strict=True)]
        self._owed[self._last] -= people


def _persons(
    rng: Random,
    members: list[Member],
    place: Community,
    number: int,
    first: int,
    seed: int,
    until: date,
    years: int,
) -> Iterator[Person]:
    in_town = rng.random() < place.town
    home = rng.choice(place.streets if in_town else place.villages)
    standing = cards.standing_of(rng, place, in_town)
    has_phone = rng.random() < (0.95 if in_town else 0.72)
    shared = identity.phone(first, seed=seed) if has_phone else ""
    head = next((at for at, member in enumerate(members) if member.sex == MAN), 0)
    for at, member in enumerate(members):
        index = first + at
        work = cards.work_of(rng, member, until, in_town)
        personal = _personal_number(rng, member, index, seed, until, in_town)
        yield Person(
            index=index,
            household=number,
            name=member.name,
            sex=member.sex,
            born_on=member.born_on,
            only_year=member.only_year,
            people=member.group,
            commune=place.code,
            commune_before=home.commune_before,
            village=home.name,
            personal_number=personal,
            card=cards.card_of(
                rng,
                member,
                cards.Holder(index, work, personal, standing),
                place,
                seed=seed,
                until=until,
                years=years,
            ),
            phone=shared,
            work=work,
            head=at == head,
            father=None if member.father is None else first + member.father,
            mother=None if member.mother is None else first + member.mother,
            died_on=member.died_on,
        )


def _personal_number(rng: Random, member: Member, index: int, seed: int, until: date, in_town: bool) -> str:
    age_days = (until - member.born_on).days
    share = 0.25 if age_days < 60 else 0.85 if age_days < 6 * 365 else 0.96
    if not in_town:
        share -= 0.05
    if rng.random() >= share:
        return ""
    return identity.personal_number(index, seed=seed, sex=member.sex, born_on=member.born_on)
