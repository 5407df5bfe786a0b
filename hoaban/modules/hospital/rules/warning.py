"""Early-warning scores: NEWS2 from 16 years on, the measured parts of the Bedside PEWS below; the normal range at an age."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache

from hoaban.kernel import tables
from hoaban.modules.hospital.rules.signs import Signs

_HOSPITAL = "hoaban.modules.hospital"
_NEEDED = {
    "NEWS2": ("breathing", "saturation", "oxygen", "systolic", "pulse", "consciousness", "temperature"),
    "PEWS": ("breathing", "saturation", "oxygen", "systolic", "pulse"),
}


@dataclass(frozen=True, slots=True)
class Warning:
    """A score: ``band`` is low, watch, medium or high with words what to do; ``lacking``: signs that were not measured."""

    score: str
    points: int
    band: str
    vi: str
    en: str
    lacking: tuple[str, ...]

    @property
    def is_urgent(self) -> bool:
        return self.band == "high"


@dataclass(frozen=True, slots=True)
class _Rule:
    score: str
    since: int
    below: int
    sign: str
    low: Decimal | None
    high: Decimal | None
    points: int

    def holds(self, value: Decimal) -> bool:
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)


@cache
def _rules() -> tuple[_Rule, ...]:
    return tuple(
        _Rule(
            row["score"], int(row["from"]), int(row["below"] or 10_000), row["sign"],
            Decimal(row["low"]) if row["low"] else None, Decimal(row["high"]) if row["high"] else None, int(row["points"]),
        )
        for row in tables.read_table(_HOSPITAL, "warning_scores.csv")
    )  # fmt: skip


@cache
def _usual() -> tuple[dict[str, str], ...]:
    return tuple(tables.read_table(_HOSPITAL, "normal_ranges.csv"))


@cache
def bands() -> tuple[dict[str, str], ...]:
    """What to do at which sum, as the table says it."""
    return tuple(tables.read_table(_HOSPITAL, "warning_bands.csv"))


def months_old(birth: str, on: date) -> int | None:
    """Full months from a birth date (of a year or month alone: as if born in its middle); None when it is not known."""
    parts = [int(part) for part in birth.split("-") if part.isdecimal()]
    if not parts or len(parts) > 3:
        return None
    year, month, day = (
        (*parts, 7, 1) if len(parts) == 1 else (*parts, 15) if len(parts) == 2 else tuple(parts)
    )
    return max(0, (on.year - year) * 12 + on.month - month - (on.day < day))


def score_of(of: Signs, months: int | None) -> Warning | None:
    """The score for somebody of an age in months (unknown: as an adult). None when no sign of it was measured."""
    age = 10_000 - 1 if months is None else months
    name = "PEWS" if age < 192 else "NEWS2"
    points: dict[str, int] = {}
    for sign in _NEEDED[name]:
        value = of.number(sign)
        if value is None:
            continue
        points[sign] = _points(name, age, sign, value)
    if not set(points) - {"oxygen"}:
        return None
    total, most = sum(points.values()), max(points.values())
    rows = [
        row
        for row in bands()
        if row["score"] == name
        and (total >= int(row["from"]) or (row["single"] and most >= int(row["single"])))
    ]
    band = max(rows, key=lambda row: int(row["from"]))
    lacking = tuple(sign for sign in _NEEDED[name] if sign not in points)
    if name == "PEWS" and of.consciousness in ("P", "U"):
        band = next(row for row in bands() if row["score"] == name and row["band"] == "high")
    return Warning(name, total, band["band"], band["vi"], band["en"], lacking)


def normal_range(sign: str, months: int | None) -> tuple[Decimal | None, Decimal | None] | None:
    """What is usual of a sign at an age: as ``normal_ranges.csv`` says, else what gives no points; None where nothing says it."""
    age = 10_000 - 1 if months is None else months
    for row in _usual():
        if row["sign"] == sign and int(row["from"]) <= age < int(row["below"] or 10_000):
            return Decimal(row["low"]), Decimal(row["high"])
    found = [one for one in _rules() if one.sign == sign and one.since <= age < one.below and one.points == 0]
    return (found[0].low, found[0].high) if found else None


def is_unusual(sign: str, value: Decimal, months: int | None) -> bool:
    """Whether a value lies outside of the normal range at an age."""
    limits = normal_range(sign, months)
    if limits is None:
        return False
    low, high = limits
    return (low is not None and value < low) or (high is not None and value > high)


def _points(score: str, age: int, sign: str, value: Decimal) -> int:
    """A value between two steps (temperature 36,05) counts as the next lower step that it reaches."""
    rules = [
        one for one in _rules() if one.score == score and one.sign == sign and one.since <= age < one.below
    ]
    for one in rules:
        if one.holds(value):
            return one.points
    below = [one for one in rules if one.high is not None and one.high < value]
    return max(below, key=lambda one: one.high or Decimal(0)).points if below else 0
