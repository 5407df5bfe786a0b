"""What components are given: frozen dataclasses of ready text. Views (or queries) make them before rendering.

All texts are final: formatted, translated, masked. A component never looks anything up.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby


@dataclass(frozen=True, slots=True)
class Badge:
    """A small label. ``kind``: neutral, info, success, warning, danger, plum. Colour never says it alone."""

    text: str
    kind: str = "neutral"
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Crumb:
    """One step of the way back; the last one has no ``url``."""

    label: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Tab:
    """One view of the same subject. Tabs are links: each has an address of its own. ``lang``: of a label that is a name."""

    label: str
    url: str
    current: bool = False
    count: int | None = None
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """``kind``: text, number (right, tabular), date or code (long words may break).

    ``sort``: sent as ``?sort=`` (empty: unsortable).
    """

    label: str
    kind: str = "text"
    sort: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """``note`` stands small below; ``head``: the row's header, and the title of its card at 360 px."""

    text: str
    url: str = ""
    note: str = ""
    badge: Badge | None = None
    head: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells in the order of ``columns``. ``caption`` names the table to everybody."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    empty: str = ""
    """What stands there when there are no rows; without it "Chưa ghi nhận"."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A key and its value, such as "Mã BHYT": "•••• 0101". ``note`` stands small under the value."""

    label: str
    value: str
    url: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Banner:
    """Who this page is about. ``allergies`` None: not recorded; a tuple: what is recorded, gravest first;
    empty: somebody asked, and none is known."""

    name: str
    sex: str
    birth: str
    age: str
    commune: str
    numbers: tuple[Pair, ...] = ()
    allergies: tuple[str, ...] | None = None
    allergies_url: str = ""
    url: str = ""
    badges: tuple[Badge, ...] = ()
    deceased: str = ""
    """Ready text such as "Tử vong 02/03/2026"; empty when not known to be dead."""
    beside: tuple[str, ...] = ()
    """Others in the house who may be taken for this person: ready text, each with what tells them apart."""
    tells_allergies: bool = True
    """False for who opens no record: nothing is said of allergies, instead of that none are recorded."""


@dataclass(frozen=True, slots=True)
class Event:
    """One entry of a timeline. ``kind`` is an icon name: visit, bed, laboratory, medicine, vaccine..."""

    year: str
    day: str
    title: str
    kind: str = "visit"
    kind_label: str = ""
    time: str = ""
    url: str = ""
    facility: str = ""
    summary: str = ""
    details: tuple[Pair, ...] = ()
    badges: tuple[Badge, ...] = ()
    source: str = ""
    source_url: str = ""


@dataclass(frozen=True, slots=True)
class EventDay:
    """The events of one day."""

    day: str
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class EventYear:
    """The days of one year."""

    year: str
    days: tuple[EventDay, ...]


def timeline(events: Iterable[Event]) -> tuple[EventYear, ...]:
    """Group events by year and day, keeping the order given (newest first is the caller's work)."""
    return tuple(
        EventYear(
            year, tuple(EventDay(one, tuple(of_day)) for one, of_day in groupby(of_year, lambda e: e.day))
        )
        for year, of_year in groupby(events, lambda e: e.year)
    )


@dataclass(frozen=True, slots=True)
class Tile:
    """One figure: label, the number as text, its change, and the list behind it. ``trend``: up, down or same;
    ``good``: whether that change is welcome (None: neither)."""

    label: str
    value: str
    unit: str = ""
    change: str = ""
    trend: str = ""
    good: bool | None = None
    note: str = ""
    url: str = ""
    points: Sequence[float] = ()
    """Values for a small line under the number; it is decoration, the number says it."""


@dataclass(frozen=True, slots=True)
class Step:
    """How far a job is. ``url`` answers with the same fragment until ``finished``."""

    label: str
    done: int
    total: int
    url: str = ""
    finished: bool = False
    failed: bool = False
    note: str = ""

    @property
    def share(self) -> int:
        """Whole percent, never 100 before the end."""
        if self.finished:
            return 100
        return min(99, self.done * 100 // self.total) if self.total > 0 else 0
