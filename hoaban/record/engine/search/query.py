"""A search as understood: plain values, ready to be made into SQL."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from uuid import UUID

from hoaban.kernel.errors import Invalid
from hoaban.record.engine.validate import Issue


class SearchRefused(Invalid):
    """The search has parameters that are unknown, unsupported or ill-formed. ``issues`` names every one of them."""

    def __init__(self, issues: tuple[Issue, ...]) -> None:
        super().__init__(
            " ".join(issue.message_vi for issue in issues),
            " ".join(issue.message_en for issue in issues),
            place=", ".join(dict.fromkeys(issue.path for issue in issues)),
        )
        self.issues = issues


class Column(Enum):
    """Where the instants of a date criterion or a sort key stand."""

    MAIN = "main"
    UPDATED = "updated"
    ROWS = "rows"
    UID = "uid"
    STRINGS = "strings"


@dataclass(frozen=True, slots=True)
class Keys:
    """The resource has any (negated: none) of these keys."""

    any_of: tuple[int, ...]
    negated: bool = False


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


@dataclass(frozen=True, slots=True)
class Uids:
    """The resource is one of these."""

    any_of: tuple[UUID, ...]


Criterion = Keys | Dates | MainDate | Strings | Uids


@dataclass(frozen=True, slots=True)
class SortKey:
    """``number`` is the parameter where the values stand in rows."""

    column: Column
    number: int = 0
    descending: bool = False


Position = tuple[datetime | str | UUID | int, ...]


@dataclass(frozen=True, slots=True)
class Query:
    """One search over one type. ``patient``: the one Patient that a criterion narrows it to.

    ``after``: the sort values and row number of the last entry of the page before. ``digest`` names the search without
    its page and without revealing what was asked.
    """

    resource_type: str
    criteria: tuple[Criterion, ...]
    sort: tuple[SortKey, ...]
    descending: bool
    count: int
    total: bool
    patient: UUID | None
    digest: bytes
    after: Position | None = None
