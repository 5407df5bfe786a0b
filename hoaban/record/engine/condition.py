"""A piece of SQL with its arguments, to be ANDed into a statement over ``record_resource r``.

Where one statement looks at resources behind others (chains), each look has an ``r`` of its own, so that the same
condition holds for every one of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from hoaban.record.engine import consent
from hoaban.record.engine.relations import HOLDS

FEW_PLACES = 4
"""Where somebody works, and by name those whose own doctor they are."""
_REACHED = (
    "exists (select 1 from record_reach h where h.person = r.person and h.place {place}"
    f" and {HOLDS} and {{narrowed}}{{fence}})"
)
_ONE_BY_ONE = " offset 0"
"""Keeps the planner from reading everybody who is reached, to join them, where only few rows are to be looked at."""


@dataclass(frozen=True, slots=True)
class Reach:
    """Who may be seen on a day: people by name, or known at some places as far as they did not refuse; minus ``labels``, a
    condition of its own.

    ``communes``: those of the places where people live. ``general``: types that speak about nobody.
    """

    labels: str
    label_args: tuple[Any, ...]
    persons: tuple[UUID, ...]
    places: tuple[UUID, ...]
    communes: tuple[UUID, ...]
    general: frozenset[int]
    on: date

    def of_people(self, *, one_by_one: bool) -> tuple[str, list[Any]]:
        """The condition for rows of types that speak about people. ``one_by_one``: for few rows."""
        ways, args = [], [*self.label_args]
        if self.persons:
            ways.append("r.person = any(%s::uuid[])")
            args.append(list(self.persons))
        if self.places:
            place, values = at(self.places)
            narrowed, more = self.narrowed(by="h")
            fence = _ONE_BY_ONE if one_by_one else ""
            ways.append(_REACHED.format(place=place, narrowed=narrowed, fence=fence))
            args += [*values, self.on, self.on, *more]
        return f"{self.labels} and ({' or '.join(ways) or 'false'})", args

    def narrowed(self, *, by: str) -> tuple[str, list[Any]]:
        """What refusals leave of whom the places reach; see :func:`hoaban.record.engine.consent.narrowed`."""
        return consent.narrowed(self.places, self.communes, self.on, by=by)


@dataclass(frozen=True, slots=True)
class Condition:
    """``sql`` speaks of the current row as ``r``; ``args`` fill its placeholders in order.

    ``reach``: what it rests on where not everybody may be seen.
    """

    sql: str
    args: tuple[Any, ...] = ()
    reach: Reach | None = None

    def over(
        self, kinds: Sequence[int], *, one_by_one: bool = False, reached: bool = False
    ) -> tuple[str, list[Any]]:
        """The condition for rows of these types (none: all), in brackets, as simple as it can be for them.

        ``reached``: rows come from those about people who are known at the places.
        """
        if self.reach and reached:
            narrowed, args = self.reach.narrowed(by="r")
            return f"({self.reach.labels} and {narrowed})", [*self.reach.label_args, *args]
        if self.reach and kinds and self.reach.general.isdisjoint(kinds):
            sql, args = self.reach.of_people(one_by_one=one_by_one)
            return f"({sql})", args
        return f"({self.sql})", list(self.args)

    def walks_people(self, kinds: Sequence[int]) -> bool:
        """Whether resources of these types can be read person by person: those known at a place."""
        reach = self.reach
        return bool(
            reach and reach.places and not reach.persons and kinds and reach.general.isdisjoint(kinds)
        )


EVERYTHING = Condition("true")
"""Nothing is left out."""


def at(places: Sequence[UUID]) -> tuple[str, list[Any]]:
    """Equality with one of these places, with its arguments. Few are spelled one by one, for the plan of such a statement
    is kept, while one over an array is made anew each time, in the hope of a better one for its length."""
    if len(places) == 1:
        return "= %s", [places[0]]
    if len(places) <= FEW_PLACES:
        return f"in ({', '.join(['%s'] * len(places))})", list(places)
    return "= any(%s::uuid[])", [list(places)]


def known_at(places: Sequence[UUID], on: date, *, column: str) -> tuple[str, list[Any]]:
    """SQL, with its arguments, that is true where ``column`` holds a person whom one of the places reaches that day."""
    place, values = at(places)
    known = f"exists (select 1 from record_reach h where h.person = {column} and h.place {place} and {HOLDS})"
    return known, [*values, on, on]


def about(keys: Sequence[tuple[int, UUID]]) -> Condition:
    """Exactly the resources of these types and ids, at least one.

    One is asked for by plain equality, so that the statement's plan is kept; see :func:`at`.
    """
    if len(keys) == 1:
        return Condition("r.type = %s and r.uid = %s", keys[0])
    return Condition(
        "(r.type, r.uid) in (select * from unnest(%s::smallint[], %s::uuid[]))",
        ([key[0] for key in keys], [key[1] for key in keys]),
    )
