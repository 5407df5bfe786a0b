"""Terms that a law gives: so many hours, working hours, days or working days, and the day or instant on which they end.

The day of the event is not counted; a term in days ends with its last day, or with the next working day when that one
is off (Civil Code 2015, art. 147 and 148). Days off and exchanged Saturdays are rows of ``data/days_off.csv``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cache

from hoaban.kernel import tables
from hoaban.kernel.clock import VIETNAM, vietnam_day
from hoaban.kernel.effective import Period, in_force

_PACKAGE = "hoaban.kernel"
_DAY = timedelta(days=1)
_COUNTED = frozenset("OS")
_SATURDAY = 5


class Unit(StrEnum):
    """What a term is counted in."""

    HOURS = "hours"
    WORKING_HOURS = "working_hours"
    DAYS = "days"
    WORKING_DAYS = "working_days"


@dataclass(frozen=True, slots=True)
class Term:
    """``3 working_days``."""

    amount: int
    unit: Unit


@dataclass(frozen=True, slots=True)
class DayOff:
    """A row of the calendar: a day off on a weekday, or a Saturday that is worked in exchange."""

    day: date
    is_off: bool
    name_vi: str
    name_en: str
    legal_basis: str
    certainty: str


@dataclass(frozen=True, slots=True)
class _Hours:
    opens: time
    closes: time
    period: Period


@cache
def days_off() -> tuple[DayOff, ...]:
    """Every row of the calendar, the merely expected ones (certainty G) included."""
    return tuple(
        DayOff(
            date.fromisoformat(row["day"]), row["kind"] == "off", row["name_vi"], row["name_en"],
            row["legal_basis"], row["certainty"],
        )
        for row in tables.read_table(_PACKAGE, "days_off.csv")
    )  # fmt: skip


@cache
def _exceptions() -> dict[date, bool]:
    return {one.day: one.is_off for one in days_off() if one.certainty in _COUNTED}


@cache
def _office_hours() -> tuple[_Hours, ...]:
    rows = tables.read_table(_PACKAGE, "office_hours.csv")
    return tuple(
        _Hours(time.fromisoformat(row["opens"]), time.fromisoformat(row["closes"]), tables.period_of(row))
        for row in rows
    )


def is_announced(year: int) -> bool:
    """Whether the year's days off at the lunar New Year are known; before that, terms of its spring may end too early."""
    return any(
        one.day.year == year and one.certainty in _COUNTED and "Nguyên đán" in one.name_vi
        for one in days_off()
    )


def is_working_day(day: date) -> bool:
    """Whether offices work on a day."""
    off = _exceptions().get(day)
    return day.weekday() < _SATURDAY if off is None else not off


def add_working_days(day: date, count: int) -> date:
    """The ``count``-th working day after a day; the next working day at the earliest, for a count of 1."""
    while count > 0:
        day += _DAY
        count -= is_working_day(day)
    return day


def working_days_between(first: date, last: date) -> int:
    """How many working days lie after ``first``, up to and including ``last``; negative when ``last`` is earlier."""
    if last < first:
        return -working_days_between(last, first)
    return sum(is_working_day(first + _DAY * step) for step in range(1, (last - first).days + 1))


def due_on(start: date, term: Term) -> date:
    """The last day of a term in days or working days that begins with an event on ``start``.

    :raises ValueError: the term is in hours, which end at an instant (:func:`due_at`).
    """
    if term.unit is Unit.WORKING_DAYS:
        return add_working_days(start, term.amount)
    if term.unit is Unit.DAYS:
        last = start + _DAY * term.amount
        return last if is_working_day(last) else add_working_days(last, 1)
    raise ValueError("a term in hours ends at an instant")


def due_at(start: datetime, term: Term) -> datetime:
    """The instant by which a term that begins at ``start`` (aware) has ended; of days: the midnight after the last."""
    if term.unit is Unit.HOURS:
        return start + timedelta(hours=term.amount)
    if term.unit is Unit.WORKING_HOURS:
        return _after_working_hours(start.astimezone(VIETNAM), timedelta(hours=term.amount))
    return datetime.combine(due_on(vietnam_day(start), term) + _DAY, time(), VIETNAM)


def _after_working_hours(start: datetime, left: timedelta) -> datetime:
    for opens, closes in _open_from(start):
        begins = max(opens, start)
        if closes - begins >= left:
            return begins + left
        left -= max(closes - begins, timedelta())
    raise AssertionError("offices open again")


def _open_from(start: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The parts of working days that end after an instant, one after the other."""
    day = start.date()
    while True:
        if is_working_day(day):
            for part in in_force(_office_hours(), day):
                opens = datetime.combine(day, part.opens, VIETNAM)
                closes = datetime.combine(day, part.closes, VIETNAM)
                if closes > start:
                    yield opens, closes
        day += _DAY
