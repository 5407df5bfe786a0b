"""What one visit contributes to the figures, and how a period is made of months and days. Plain values only."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)
SMALL = 5
"""Numbers below this are not told to those who may not see single cases, unless the installation says another."""

EVERY = "*"
"""In a cell's facility or commune: all of them together, so that no figure sums over more cells than it shows."""


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit as figures count it. Amounts in VND."""

    day: date
    facility_code: str
    commune_code: str
    sensitive: bool
    admitted: bool
    referred: bool
    icd10: str
    total: Decimal
    fund: Decimal
    copayment: Decimal
    self_paid: Decimal


CellKey = tuple[str, date, str, str, bool]
Sums = tuple[int, int, int, Decimal, Decimal, Decimal, Decimal]
"""visits, admissions, referrals, total, fund, co-payment, self-paid"""


def contributions(visits: Iterable[Visit], sign: int) -> dict[CellKey, Sums]:
    """What the visits add (``sign`` 1) to each cell, or take away (-1)."""
    cells: dict[CellKey, Sums] = {}
    for one in visits:
        part: Sums = (sign, sign * one.admitted, sign * one.referred, sign * one.total, sign * one.fund,
                      sign * one.copayment, sign * one.self_paid)  # fmt: skip
        for grain, start in grains(one.day):
            for facility, commune in _places(one):
                key = (grain, start, facility, commune, one.sensitive)
                cells[key] = plus(cells.get(key), part)
    return cells


def diagnosis_contributions(
    visits: Iterable[Visit], sign: int
) -> dict[tuple[str, date, str, str, bool, str], int]:
    """The same for main diagnoses, by three-character category."""
    cells: dict[tuple[str, date, str, str, bool, str], int] = {}
    for one in visits:
        if not one.icd10:
            continue
        for grain, start in grains(one.day):
            for facility, commune in _places(one):
                key = (grain, start, facility, commune, one.sensitive, one.icd10[:3])
                cells[key] = cells.get(key, 0) + sign
    return cells


def _places(one: Visit) -> tuple[tuple[str, str], ...]:
    return tuple(
        (facility, commune)
        for facility in (one.facility_code, EVERY)
        for commune in (one.commune_code, EVERY)
    )


def grains(day: date) -> tuple[tuple[str, date], tuple[str, date]]:
    """The day's own cell and its month's."""
    return ("d", day), ("m", day.replace(day=1))


def spans(first: date, last: date) -> tuple[list[date], list[tuple[date, date]]]:
    """A period as whole months (their first days) and the ranges of days left over at its ends."""
    months: list[date] = []
    days: list[tuple[date, date]] = []
    at = first
    while at <= last:
        after = (at.replace(day=28) + timedelta(days=4)).replace(day=1)
        end = after - timedelta(days=1)
        if at.day == 1 and end <= last:
            months.append(at)
        else:
            days.append((at, min(end, last)))
        at = after
    return months, days


def hidden(counts: Mapping[Key, int], *, adds_up: bool, limit: int = SMALL) -> frozenset[Key]:
    """What is not told exactly to who may not see single cases: every part below ``limit``.

    Where the parts add up to a sum that is shown, others go too until the hidden ones differ: first those that are the
    smallest of the shown, then the empty ones. The rule treats equal parts alike, so whoever knows it and the sum
    can still exchange any two hidden parts: none of them follows.
    """
    small = {key for key, count in counts.items() if 0 < count < limit}
    if not adds_up or not small:
        return frozenset(small)
    least = min((count for count in counts.values() if count >= limit), default=0)
    for more in (least, 0):
        if _differ(counts, small):
            break
        small |= {key for key, count in counts.items() if count == more}
    return frozenset(small)


def tells(counts: Mapping[Key, int], kept: Iterable[Key]) -> bool:
    """Whether a sum gives away what was kept of its parts: they are all alike, so it is not to be told either."""
    return len({counts[key] for key in kept}) == 1


def untold(counts: Mapping[Key, int], *, limit: int = SMALL) -> frozenset[Key]:
    """What is not told of the parts of a sum that is: as :func:`hidden`, and together never few, as what is left of the sum
    (and of the costs beside it) is what belongs to the hidden."""
    kept = hidden(counts, adds_up=True, limit=limit)
    if kept and sum(counts[key] for key in kept) < limit:
        least = min((count for count in counts.values() if count >= limit), default=0)
        kept |= {key for key, count in counts.items() if count == least > 0}
    return kept


def whole_months(first: date, last: date, today: date) -> tuple[date, date]:
    """The months that a period touches; the running one until today."""
    end = month_end(last)
    return first.replace(day=1), min(end, today) if last.replace(day=1) <= today <= end else end


def months_of(first: date, last: date) -> list[date]:
    """The first days of the months that a period touches."""
    months, at = [], first.replace(day=1)
    while at <= last:
        months.append(at)
        at = month_end(at) + timedelta(days=1)
    return months


def months_before(first: date, last: date) -> tuple[date, date]:
    """As many months just before those that a period touches."""
    end = first.replace(day=1) - timedelta(days=1)
    at = end
    for _ in range(len(months_of(first, last)) - 1):
        at = at.replace(day=1) - timedelta(days=1)
    return at.replace(day=1), end


def month_end(day: date) -> date:
    """The last day of a month."""
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def _differ(counts: Mapping[Key, int], keys: Iterable[Key]) -> bool:
    return len({counts[key] for key in keys}) > 1


def plus(old: Sums | None, part: Sums) -> Sums:
    """The sums of two parts."""
    if old is None:
        return part
    return (old[0] + part[0], old[1] + part[1], old[2] + part[2], old[3] + part[3], old[4] + part[4],
            old[5] + part[5], old[6] + part[6])  # fmt: skip
