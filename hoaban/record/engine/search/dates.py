"""FHIR dates as half-open ranges of instants in UTC: ``2024`` is the whole year, an instant is as wide as it is precise.

A date without a zone is a day in Viet Nam. Open ends are ``PAST`` and ``FUTURE``: finite, so that Python and PostgreSQL
order, store and return them alike; every other instant lies strictly between.
Rules for matching: FHIR R4, search, 3.1.1.4.5 date.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from hoaban.kernel.clock import VIETNAM

PAST = datetime(1, 1, 2, tzinfo=UTC)
FUTURE = datetime(9999, 12, 30, tzinfo=UTC)
Range = tuple[datetime, datetime]
_SECOND = timedelta(seconds=1)

_SHAPE = re.compile(
    r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(Z|[+-]\d\d:\d\d)?)?)?)?",
    re.ASCII,
)


class NotADate(ValueError):
    """The text is no date, dateTime or instant."""


@lru_cache(maxsize=1 << 14)
def parse(text: str) -> Range:
    """The range of a date, dateTime or instant. :raises NotADate: if it is none."""
    match = _SHAPE.fullmatch(text)
    if match is None:
        raise NotADate
    try:
        return _day(match) if match[4] is None else _instant(text, match)
    except ValueError:
        raise NotADate from None


def of_period(period: dict[str, Any]) -> Range | None:
    """The range of a Period; None if it has neither end or cannot be read."""
    start, end = period.get("start"), period.get("end")
    if start is None and end is None:
        return None
    first = (PAST, PAST) if start is None else of_text(start)
    last = (FUTURE, FUTURE) if end is None else of_text(end)
    if first is None or last is None:
        return None
    return first[0], max(first[0], last[1])


def of_timing(timing: dict[str, Any]) -> Range | None:
    """From the first to the last event or bound of a Timing; None if it names no date."""
    ranges = [found for found in map(of_text, timing.get("event", ())) if found]
    bounds = timing.get("repeat", {}).get("boundsPeriod")
    if isinstance(bounds, dict) and (found := of_period(bounds)):
        ranges.append(found)
    if not ranges:
        return None
    return min(lo for lo, _ in ranges), max(hi for _, hi in ranges)


def of_text(text: Any) -> Range | None:
    """The range of a date as it stands in a resource; None if it cannot be read."""
    try:
        if (
            len(text) > 19 and text[19] in "Z+-" and text[17] < "6"
        ):  # to the second, the commonest: straight to it
            lo = _utc(datetime.fromisoformat(text))
            return lo, lo + _SECOND
        return parse(text)
    except (ValueError, TypeError, IndexError):
        return None


def _day(match: re.Match[str]) -> Range:
    year, month, day = match[1], match[2], match[3]
    start = datetime(int(year), int(month or 1), int(day or 1), tzinfo=VIETNAM)
    if start.year == 9999:
        return _utc(start), FUTURE
    if day:
        end = start + timedelta(days=1)  # on the clock of Viet Nam, so that it is midnight again
    elif month and start.month < 12:
        end = start.replace(month=start.month + 1)
    else:
        end = start.replace(year=start.year + 1, month=1)
    return _utc(start), _utc(end)


def _instant(text: str, match: re.Match[str]) -> Range:
    second, fraction, zone = match[6], match[7], match[8]
    leap = second == "60"
    plain = text.replace(":60", ":59", 1) if leap else text
    if fraction and len(fraction) > 6:
        plain = plain.replace("." + fraction, "." + fraction[:6], 1)
    start = datetime.fromisoformat(plain)
    if zone is None:
        start = start.replace(tzinfo=VIETNAM)
    if second is None:
        width = timedelta(minutes=1)
    elif fraction:
        width = timedelta(microseconds=10 ** (6 - min(len(fraction), 6)))
    else:
        width = timedelta(seconds=1)
    lo = _utc(start)
    return lo, min(lo + width, FUTURE)


def _utc(at: datetime) -> datetime:
    if at.year <= 1 or at.year >= 9999:
        return PAST + timedelta(days=1) if at.year <= 1 else FUTURE - timedelta(days=1)
    return at.astimezone(UTC)
