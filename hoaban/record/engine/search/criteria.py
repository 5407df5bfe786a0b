"""What a search may ask of a resource: one plain value for each criterion, whatever the parameter that it came from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import NamedTuple
from uuid import UUID

from hoaban.record.engine.search.ranges import Asked


class Column(Enum):
    """Where the values of a date criterion or a sort key stand."""

    MAIN = "main"
    SHARED = "shared"
    """The main date, where it is that of the parameter whose marker (``number``) is among the keys."""
    UPDATED = "updated"
    ROWS = "rows"
    UID = "uid"
    PERSON = "person"
    STRINGS = "strings"
    TARGETS = "targets"
    TYPE = "type"
    RANGES = "ranges"
    TOLD = "told"
    """In the resource alone."""


class Link(NamedTuple):
    """A reference as it is kept: from resources of a type, by a parameter, to one of a type. All but ``target`` numbers."""

    type: int
    number: int
    target_type: int
    target: UUID


@dataclass(frozen=True, slots=True)
class Keys:
    """The resource has any (negated: none) of these keys, or one of these links; both name the type they hold for.

    ``patient``: they say that it is about this Patient alone.
    """

    any_of: tuple[int, ...]
    negated: bool = False
    patient: UUID | None = field(default=None, compare=False)
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class DateRange:
    """One value of a date parameter: its prefix and the instants it covers, from ``lo`` until before ``hi``."""

    prefix: str
    lo: datetime
    hi: datetime


@dataclass(frozen=True, slots=True)
class Dates:
    """Any of these ranges fits. ``narrow``: values are days or instants, never long periods (at most a year)."""

    column: Column
    number: int
    ranges: tuple[DateRange, ...]
    narrow: bool = False


@dataclass(frozen=True, slots=True)
class MainDate:
    """The resource has (or has not) a main date."""

    present: bool


@dataclass(frozen=True, slots=True)
class Strings:
    """A row of one of these parameters begins with any of these folded texts."""

    numbers: tuple[int, ...]
    beginnings: tuple[str, ...]


class Where(Enum):
    """Where in a whole text a part of it is looked for."""

    ANYWHERE = "anywhere"
    START = "start"
    END = "end"
    WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class Containing:
    """A whole text of one of these parameters holds any of these folded parts."""

    numbers: tuple[int, ...]
    parts: tuple[str, ...]
    where: Where


@dataclass(frozen=True, slots=True)
class Ranges:
    """A range of one of these parameters, under one of these keys (0: a plain value), fits one of ``any_of``.

    Each holds one number for the whole range, or two: for its first and for its last end.
    """

    numbers: tuple[int, ...]
    keys: tuple[int, ...]
    any_of: tuple[tuple[Asked, ...], ...]


@dataclass(frozen=True, slots=True)
class Near:
    """A place of this parameter lies within so many kilometres of a point (degrees)."""

    number: int
    latitude: float
    longitude: float
    kilometres: float


@dataclass(frozen=True, slots=True)
class Uids:
    """The resource is one of these."""

    any_of: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class OfType:
    """The resource is of this type: for criteria that hold for one of several types searched together."""

    kind: str


@dataclass(frozen=True, slots=True)
class Linked:
    """By one of these parameters the resource points to one of type ``kind`` that fits all of ``criteria``.

    ``by_address``: by its canonical address.
    """

    numbers: tuple[int, ...]
    kind: str
    criteria: tuple[Criterion, ...]
    by_address: bool = False


@dataclass(frozen=True, slots=True)
class Referred:
    """By one of these parameters a resource of type ``kind`` that fits all of ``criteria`` points to this one.

    ``by_address``: by its canonical address.
    """

    kind: str
    numbers: tuple[int, ...]
    criteria: tuple[Criterion, ...]
    by_address: bool = False


@dataclass(frozen=True, slots=True)
class Every:
    """All of these hold."""

    criteria: tuple[Criterion, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """One of these holds; none does where there are none."""

    criteria: tuple[Criterion, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """This does not hold."""

    criterion: Criterion


Criterion = (
    Keys
    | Dates
    | MainDate
    | Strings
    | Containing
    | Ranges
    | Near
    | Uids
    | OfType
    | Linked
    | Referred
    | Every
    | Either
    | Not
)


def flat(criteria: Iterable[Criterion]) -> tuple[Criterion, ...]:
    """The same criteria with those that only join others opened."""
    found: list[Criterion] = []
    for each in criteria:
        if isinstance(each, Every):
            found += flat(each.criteria)
        else:
            found.append(each)
    return tuple(found)


def steps(criterion: Criterion) -> int:
    """How many steps over references a criterion takes, on all its ways together."""
    match criterion:
        case Linked(criteria=criteria) | Referred(criteria=criteria):
            return 1 + sum(map(steps, criteria))
        case Every(criteria) | Either(criteria):
            return sum(map(steps, criteria))
        case Not(inner):
            return steps(inner)
    return 0


def either(criteria: Iterable[Criterion]) -> Criterion:
    """That one of these holds; keys of several become one list of keys, which one look into the index answers."""
    every = tuple(criteria)
    plain = [each for each in every if isinstance(each, Keys) and not each.negated]
    if len(plain) < 2:
        return every[0] if len(every) == 1 else Either(every)
    joined = Keys(
        tuple(dict.fromkeys(number for each in plain for number in each.any_of)),
        links=tuple(dict.fromkeys(link for each in plain for link in each.links)),
    )
    rest = tuple(each for each in every if each not in plain)
    return Either((joined, *rest)) if rest else joined
