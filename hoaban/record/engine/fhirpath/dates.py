"""Date, DateTime and Time of FHIRPath: values as precise as they were written, compared only as far as they go.

A value is a span: ``2014`` is any instant of that year, a DateTime without a zone any instant within the zones of
the earth. Two values compare when their spans do not overlap or when they are written alike; otherwise nothing
is known and the result is None (FHIRPath 2.0.0, 6.1 and 6.2).
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from hoaban.record.engine.fhirpath import errors

DATE, DATETIME, TIME = "Date", "DateTime", "Time"

_DATE = r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?"
_TIME = r"(\d{2})(?::(\d{2})(?::(\d{2}(?:\.\d{1,9})?))?)?"
_FORMS = {
    DATE: re.compile(_DATE, re.ASCII),
    DATETIME: re.compile(rf"{_DATE}(?:T(?:{_TIME}(Z|[+-]\d{{2}}:\d{{2}})?)?)?", re.ASCII),
    TIME: re.compile(_TIME, re.ASCII),
}
_DIGITS = (4, 6, 8, 10, 12, 14)
_FARTHEST_EAST, _FARTHEST_WEST = 14 * 60, -12 * 60
_DAY = 86400


@dataclass(frozen=True, slots=True)
class Temporal:
    """``kind`` is Date, DateTime or Time; ``parts`` the written ones, year (Time: hour) first, seconds as Decimal.

    ``offset`` is the zone in minutes east of UTC, None where none was written.
    """

    kind: str
    parts: tuple[int | Decimal, ...]
    offset: int | None = None

    def __str__(self) -> str:
        if self.kind == TIME:
            return _clock(self.parts)
        day = "-".join(
            f"{part:0{2 if i else 4}d}" for i, part in enumerate(self.parts[:3]) if isinstance(part, int)
        )
        if len(self.parts) <= 3:
            return day
        return f"{day}T{_clock(self.parts[3:])}{_zone(self.offset)}"


def _clock(parts: tuple[int | Decimal, ...]) -> str:
    return ":".join(str(part) if part >= 10 else f"0{part}" for part in parts)


def _zone(offset: int | None) -> str:
    if offset is None:
        return ""
    if offset == 0:
        return "Z"
    hours, minutes = divmod(abs(offset), 60)
    return f"{'-' if offset < 0 else '+'}{hours:02d}:{minutes:02d}"


@lru_cache(maxsize=4096)
def parse(kind: str, text: str) -> Temporal | None:
    """The value that ``text`` writes, None if it writes none (``2014-02-30``)."""
    match = _FORMS[kind].fullmatch(text)
    if match is None:
        return None
    groups = match.groups()
    offset = None
    if kind == DATETIME:
        offset = _offset(groups[-1])
        groups = groups[:-1]
    clock_at = 0 if kind == TIME else 3
    parts: list[int | Decimal] = []
    for index, group in enumerate(groups):
        if group is None:
            break
        parts.append(Decimal(group) if index == clock_at + 2 else int(group))
    value = Temporal(kind, tuple(parts), offset)
    return value if _exists(value) else None


def _offset(zone: str | None) -> int | None:
    if zone is None:
        return None
    if zone == "Z":
        return 0
    minutes = int(zone[1:3]) * 60 + int(zone[4:6])
    return -minutes if zone[0] == "-" else minutes


def _exists(value: Temporal) -> bool:
    day, clock = ((), value.parts) if value.kind == TIME else (value.parts[:3], value.parts[3:])
    limits = (23, 59, 60)
    if any(part > limit for part, limit in zip(clock, limits, strict=False)):
        return False
    if value.offset is not None and abs(value.offset) > _FARTHEST_EAST:
        return False
    try:
        datetime.date(*(int(each) for each in (*day, 1, 1)[:3])) if day else None
    except ValueError:
        return False
    return True


def compare(left: Temporal, right: Temporal) -> int | None:
    """-1, 0 or 1; None where the precision does not tell. Both are Times, or neither is."""
    if left.offset == right.offset:
        shared = min(len(left.parts), len(right.parts))
        one, other = left.parts[:shared], right.parts[:shared]
        if one != other:
            return -1 if one < other else 1
        return 0 if len(left.parts) == len(right.parts) else None
    (low, high), (other_low, other_high) = _span(left), _span(right)
    if high < other_low:
        return -1
    if low > other_high:
        return 1
    known = left.offset is not None and right.offset is not None
    return 0 if known and len(left.parts) == len(right.parts) and low == other_low else None


def _span(value: Temporal) -> tuple[Decimal, Decimal]:
    """The first and last second, UTC, at which the value can lie."""
    parts = [int(part) for part in value.parts[:5]]
    first = datetime.date(*(*parts[:3], 1, 1)[:3])
    last = datetime.date(*_last_day(parts))
    low = Decimal(first.toordinal() * _DAY + _seconds(parts[3:], (0, 0)))
    high = Decimal(last.toordinal() * _DAY + _seconds(parts[3:], (23, 59)))
    seconds = value.parts[5] if len(value.parts) > 5 else None
    low += seconds if seconds is not None else 0
    high += seconds if seconds is not None else Decimal("59.999999999")
    east = value.offset if value.offset is not None else _FARTHEST_EAST
    west = value.offset if value.offset is not None else _FARTHEST_WEST
    return low - east * 60, high - west * 60


def _seconds(clock: list[int], missing: tuple[int, int]) -> int:
    hour, minute = (*clock, *missing[len(clock) :])
    return hour * 3600 + minute * 60


def _last_day(parts: list[int]) -> tuple[int, int, int]:
    year, month = (parts[0], parts[1] if len(parts) > 1 else 12)
    return year, month, parts[2] if len(parts) > 2 else _days_in(year, month)


def _days_in(year: int, month: int) -> int:
    return 29 if month == 2 and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else _DAYS[month - 1]


_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_SECONDS: dict[str, int | Decimal] = {
    "week": 7 * _DAY, "day": _DAY, "hour": 3600, "minute": 60, "second": 1, "millisecond": Decimal("0.001"),
}  # fmt: skip


def add(value: Temporal, amount: Decimal, unit: str) -> Temporal:
    """``value`` moved by a whole number of a calendar unit ("year" ... "millisecond"); its precision stays.

    :raises errors.EvaluationFailed: the result lies outside the years 1 to 9999.
    """
    if abs(amount) > 10**13:
        raise _out_of_range()
    whole = int(amount)
    if value.kind == TIME:
        return _add_to_time(value, whole, unit)
    if unit in ("year", "month"):
        return _add_months(value, whole * 12 if unit == "year" else whole)
    if len(value.parts) < 3:
        days = int(whole * _SECONDS[unit]) // _DAY if whole >= 0 else -(int(-whole * _SECONDS[unit]) // _DAY)
        return _add_months(value, _toward_zero(days, 30))
    return _add_seconds(value, whole * _SECONDS[unit])


def _toward_zero(number: int, divisor: int) -> int:
    return number // divisor if number >= 0 else -(-number // divisor)


def _out_of_range() -> errors.EvaluationFailed:
    return errors.failed("ngày nằm ngoài các năm 1 đến 9999", "a date outside the years 1 to 9999")


def _add_months(value: Temporal, months: int) -> Temporal:
    parts = value.parts
    year, month = int(parts[0]), int(parts[1]) if len(parts) > 1 else 1
    if len(parts) == 1:
        months = _toward_zero(months, 12) * 12
    year, month = divmod(year * 12 + month - 1 + months, 12)
    if not 1 <= year <= 9999:
        raise _out_of_range()
    moved: tuple[int | Decimal, ...] = (year, month + 1)
    if len(parts) > 2:
        moved = (*moved, min(int(parts[2]), _days_in(year, month + 1)), *parts[3:])
    return Temporal(value.kind, moved[: len(parts)], value.offset)


def _add_seconds(value: Temporal, seconds: Decimal | int) -> Temporal:
    parts = value.parts
    precision = len(parts)
    clock = (*parts[3:], 0, 0, Decimal(0))[:3] if precision < 6 else parts[3:]
    hour, minute, second = clock[0], clock[1], clock[2] if len(clock) > 2 else Decimal(0)
    day = datetime.date(int(parts[0]), int(parts[1]), int(parts[2])).toordinal()
    total = hour * 3600 + minute * 60 + second + seconds
    days, rest = int(total // _DAY), total % _DAY
    if total < 0 and rest:
        days, rest = days - 1, rest + _DAY
    if not 1 <= day + days <= datetime.date.max.toordinal():
        raise _out_of_range()
    moved = datetime.date.fromordinal(day + days)
    return Temporal(
        value.kind, (moved.year, moved.month, moved.day, *_clock_of(rest))[:precision], value.offset
    )


def _clock_of(seconds: Decimal | int) -> tuple[int, int, Decimal]:
    minutes, second = int(seconds // 60), Decimal(seconds % 60)
    return minutes // 60, minutes % 60, second


def _add_to_time(value: Temporal, whole: int, unit: str) -> Temporal:
    if unit not in ("hour", "minute", "second", "millisecond"):
        raise errors.failed(
            "chỉ cộng được giờ, phút, giây vào một Time", "only hours, minutes and seconds add to a Time"
        )
    hour, minute, second = (*value.parts, 0, 0)[:2] + (
        (value.parts[2],) if len(value.parts) > 2 else (Decimal(0),)
    )
    total = (hour * 3600 + minute * 60 + second + whole * _SECONDS[unit]) % _DAY
    if total < 0:
        total += _DAY
    return Temporal(TIME, _clock_of(total)[: len(value.parts)])


def digits(value: Temporal) -> int:
    """The precision as FHIRPath counts it: written digits, the zone left out (``2014-01`` has 6)."""
    count = len(value.parts)
    base = _DIGITS[count - 1] if value.kind != TIME else 2 * count
    last = value.parts[-1]
    return base + 3 if isinstance(last, Decimal) and int(last.as_tuple().exponent) < 0 else base


def boundary(value: Temporal, precision: int | None, *, high: bool) -> Temporal | None:
    """The first or last value of ``precision`` digits within ``value``; None for a precision that there is not.

    An hour without minutes stands for its first minute, as R4 always writes minutes.
    """
    steps = {2: 1, 4: 2, 6: 3, 9: 3} if value.kind == TIME else {4: 1, 6: 2, 8: 3, 10: 4, 12: 5, 14: 6, 17: 6}
    finest = {DATE: 8, DATETIME: 17, TIME: 9}[value.kind]
    wanted = finest if precision is None else precision
    if wanted not in steps or wanted > finest:
        return None
    if value.kind == TIME:
        return Temporal(TIME, _filled(value.parts, high=high)[: steps[wanted]])
    parts = list(value.parts[:3])
    if high:
        parts = [*_last_day([int(part) for part in parts])]
    day = (*parts, 1, 1)[:3]
    clock = value.parts[3:]
    full = (*day, *_filled(clock, high=high))
    if wanted == 14:
        full = (*full[:5], Decimal(int(full[5])))
    if steps[wanted] <= 3:
        return Temporal(value.kind, full[: steps[wanted]])
    zone = value.offset if value.offset is not None else _FARTHEST_WEST if high else _FARTHEST_EAST
    return Temporal(value.kind, full[: steps[wanted]], zone)


def _filled(clock: tuple[int | Decimal, ...], *, high: bool) -> tuple[int | Decimal, ...]:
    """Hour, minute and second with milliseconds."""
    missing: tuple[int | Decimal, ...] = (23, 59, Decimal("59.999")) if high else (0, 0, Decimal("0.000"))
    if len(clock) == 1:
        return (clock[0], 0, missing[2])
    if len(clock) == 3:
        whole = int(Decimal(clock[2]).as_tuple().exponent) >= 0
        extra = Decimal("0.999") if high and whole else Decimal("0.000")
        return (clock[0], clock[1], clock[2] + extra)
    return (*clock, *missing[len(clock) :])


def key(value: Temporal) -> tuple[object, ...]:
    """Equal values have equal keys."""
    if value.offset is None or len(value.parts) < 4:
        return ("time", value.kind == TIME, value.parts)
    return ("time", len(value.parts), _span(value)[0])
