"""A search as understood: plain values, ready to be made into SQL."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import NamedTuple
from uuid import UUID

from hoaban.kernel.errors import Busy, Invalid
from hoaban.record.engine.search.ranges import Asked
from hoaban.record.engine.validate import Issue


class SearchRefused(Invalid):
    """The search has parameters that are unknown, unsupported or ill-formed. ``issues`` names every one of them."""

    def __init__(self, issues: tuple[Issue, ...]) -> None:
        super().__init__(**_words(issues))
        self.issues = issues


class NotIndexedYet(Busy):
    """The search is well formed, but parameters that ``issues`` names would miss what is still to be indexed again."""

    retry_after = 60

    def __init__(self, issues: tuple[Issue, ...]) -> None:
        super().__init__(**_words(issues))
        self.issues = issues


def _words(issues: tuple[Issue, ...]) -> dict[str, str]:
    return {
        "message_vi": " ".join(issue.message_vi for issue in issues),
        "message_en": " ".join(issue.message_en for issue in issues),
        "place": ", ".join(dict.fromkeys(issue.path for issue in issues)),
    }


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


class Order(Enum):
    """In which order rows come to whoever asks for none: as they stand, or person by person for who may see the people of some
    places only; of whom who may see nearly everybody is better off with the first. A page goes on in the order it began in."""

    OF_ROWS = 0
    OF_PEOPLE = 1
    OF_ROWS_OR_PEOPLE = 2


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


@dataclass(frozen=True, slots=True)
class SortKey:
    """``number`` is the parameter where the values stand in rows; ``target``: only references to this type count.

    ``code``: the parameter whose values only the resource tells.
    """

    column: Column
    number: int = 0
    descending: bool = False
    target: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Include:
    """What comes along with a page: what ``source`` resources point to, or (``reverse``) those that point to the page.

    ``source`` may be any type (""), ``numbers`` any parameter (empty), ``target`` any type (""). ``iterate``: also from
    what was included. ``name``: the parameter as it was written. ``by_address``: along canonical addresses.
    """

    name: str
    reverse: bool
    iterate: bool
    source: str
    numbers: tuple[int, ...]
    target: str
    by_address: bool = False


class Summary(Enum):
    """How much of each resource is shown."""

    TRUE = "true"
    TEXT = "text"
    DATA = "data"
    COUNT = "count"
    FALSE = "false"


Position = tuple[datetime | str | UUID | int | float, ...]


class Contained(Enum):
    """Whether resources of their own are searched, those that others contain, or both."""

    FALSE = "false"
    TRUE = "true"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Query:
    """One search over one type or several (none: all). ``patient``: the one Patient that a criterion narrows it to.

    ``contained``: what is searched; ``as_contained``: what is contained is shown itself, not its container.
    ``after``: the sort values and row number of the last entry of the page before. ``digest`` names the search without
    its page and without revealing what was asked. ``total``: the count is wanted; ``estimated``: a rough one will do.
    ``ignored``: what a lenient search leaves aside, said; ``left_aside``: those parameters.
    """

    resource_types: tuple[str, ...]
    criteria: tuple[Criterion, ...]
    sort: tuple[SortKey, ...]
    descending: bool
    count: int
    total: bool
    patient: UUID | None
    digest: bytes
    after: Position | None = None
    estimated: bool = False
    includes: tuple[Include, ...] = ()
    summary: Summary = Summary.FALSE
    elements: tuple[str, ...] = ()
    contained: Contained = Contained.FALSE
    as_contained: bool = False
    ignored: tuple[Issue, ...] = ()
    left_aside: tuple[tuple[str, str], ...] = ()
