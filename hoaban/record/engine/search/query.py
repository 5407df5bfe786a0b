"""A search as understood: plain values, ready to be made into SQL."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from uuid import UUID

from hoaban.kernel.errors import Busy, Invalid
from hoaban.record.engine.search.criteria import Column, Criterion
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


class Order(Enum):
    """In which order rows come to whoever asks for none: as they stand, or person by person for who may see the people of some
    places only; of whom who may see nearly everybody is better off with the first. A page goes on in the order it began in."""

    OF_ROWS = 0
    OF_PEOPLE = 1
    OF_ROWS_OR_PEOPLE = 2


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
