"""Dates and periods as stretches of seconds, and what the prefixes of R4 say of two of them; worked out by hand."""

from __future__ import annotations

import calendar
import re
from fractions import Fraction
from typing import Any

Stretch = tuple[Fraction, Fraction]
"""From a second of the era on until before another."""
EVER = Fraction(10**12)
_VIETNAM = 7 * 3600
_SHAPE = re.compile(
    r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?(?:T(\d\d):(\d\d)(?::(\d\d)(\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?"
)


def stretch(value: Any) -> Stretch:
    """The stretch of a date of any precision (of Viet Nam where it has no zone), or of a Period."""
    if isinstance(value, dict):
        start = stretch(value["start"])[0] if "start" in value else -EVER
        end = stretch(value["end"])[1] if "end" in value else EVER
        return start, max(start, end)
    found = _SHAPE.fullmatch(value)
    assert found, value
    year, month, day, hour, minute, second, fraction, zone = found.groups()
    start = _second(int(year), int(month or 1), int(day or 1)) - _VIETNAM
    if hour is None:
        return start, _second(*_next(year, month, day)) - _VIETNAM
    start += _VIETNAM - _offset(zone) + int(hour) * 3600 + int(minute) * 60 + int(second or 0)
    start += Fraction(f"0{fraction}") if fraction else 0
    wide = (
        Fraction(60)
        if second is None
        else Fraction(1, 10 ** (len(fraction) - 1))
        if fraction
        else Fraction(1)
    )
    return start, start + wide


def _second(year: int, month: int, day: int) -> Fraction:
    return Fraction(calendar.timegm((year, month, day, 0, 0, 0)))


def _next(year: str, month: str | None, day: str | None) -> tuple[int, int, int]:
    if day:
        return int(year), int(month or 1), int(day) + 1  # timegm takes the 32nd for the 1st
    if month:
        return (int(year) + int(month) // 12, int(month) % 12 + 1, 1)
    return int(year) + 1, 1, 1


def _offset(zone: str | None) -> int:
    if zone is None:
        return _VIETNAM
    if zone == "Z":
        return 0
    return (1 if zone[0] == "+" else -1) * (int(zone[1:3]) * 3600 + int(zone[4:6]) * 60)


def fits(prefix: str, held: Stretch, asked: Stretch, now: float) -> bool:
    """Whether a stored stretch is what a prefix asks for."""
    (lo, hi), (start, end) = held, asked
    inside = start <= lo and hi <= end
    match prefix:
        case "" | "eq":
            return inside
        case "ne":
            return not inside
        case "gt":
            return hi > end
        case "ge":
            return hi > end or inside
        case "lt":
            return lo < start
        case "le":
            return lo < start or inside
        case "sa":
            return lo >= end
        case "eb":
            return hi <= start
    assert prefix == "ap"
    slack = max(abs(Fraction(now) - start) / 10, Fraction(86400))
    return lo < end + slack and hi > start - slack
