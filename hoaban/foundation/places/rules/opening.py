"""Opening hours as people write them, one line for some weekdays: ``2-6: 07:30-11:30, 13:30-17:00`` and ``CN: 08:00-11:00``.

Weekdays are 2 (Monday) to 7 (Saturday) and CN (Sunday), as Vietnamese calendars have them; ``T2`` and ``Thứ 2`` are read too.
"""

from __future__ import annotations

import re
from collections import defaultdict

Hours = tuple[tuple[int, int, int], ...]
_DAYS = {"2": 1, "3": 2, "4": 3, "5": 4, "6": 5, "7": 6, "cn": 7}
_NAMES = {number: name.upper() for name, number in _DAYS.items()}
_SPAN = re.compile(r"(\d{1,2})[:h](\d{2})\s*-\s*(\d{1,2})[:h](\d{2})\Z")


class NotHours(ValueError):
    """A line that is no opening hours."""


def read_hours(text: str) -> Hours:
    """The hours of some lines (or parts between semicolons).

    :raises NotHours: naming the part that cannot be read.
    """
    found: list[tuple[int, int, int]] = []
    for part in re.split(r"[\n;]", text):
        line = part.strip()
        if not line:
            continue
        days, colon, spans = line.partition(":")
        if not colon:
            raise NotHours(line)
        for weekday in _weekdays(days, line):
            found += [(weekday, *_span(span.strip(), line)) for span in spans.split(",")]
    return tuple(sorted(found))


def shown_hours(hours: Hours) -> str:
    """The same hours as lines; weekdays with equal hours in a row stand together."""
    by_day: dict[int, list[str]] = defaultdict(list)
    for weekday, opens, closes in sorted(hours):
        by_day[weekday].append(f"{_clock(opens)}-{_clock(closes)}")
    lines: list[tuple[int, int, str]] = []
    for weekday in sorted(by_day):
        spans = ", ".join(by_day[weekday])
        if lines and lines[-1][1] == weekday - 1 and lines[-1][2] == spans:
            lines[-1] = (lines[-1][0], weekday, spans)
        else:
            lines.append((weekday, weekday, spans))
    return "\n".join(
        f"{_NAMES[first]}{'' if first == last else '-' + _NAMES[last]}: {spans}"
        for first, last, spans in lines
    )


def _weekdays(text: str, line: str) -> range:
    bare = re.sub(r"thứ|t(?=\d)|\s", "", text.casefold())
    first, _, last = bare.partition("-")
    if first not in _DAYS or (last and last not in _DAYS):
        raise NotHours(line)
    return range(_DAYS[first], _DAYS[last or first] + 1)


def _span(text: str, line: str) -> tuple[int, int]:
    found = _SPAN.match(text)
    if not found:
        raise NotHours(line)
    opens, closes = (int(found[n]) * 60 + int(found[n + 1]) for n in (1, 3))
    if not 0 <= opens < closes <= 1440:
        raise NotHours(line)
    return opens, closes


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
