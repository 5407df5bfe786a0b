"""Texts of the format into typed values: a value, or the name of what is wrong. Nothing is guessed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from hoaban.kernel.clock import VIETNAM

_NUMBER = re.compile(r"-?[0-9]{1,18}(?:\.[0-9]{1,10})?")
FIRST_YEAR, LAST_YEAR = 1850, 2199


class Failure(StrEnum):
    """Why a text has no value."""

    EMPTY = "empty"
    SHAPE = "shape"
    UNREAL = "unreal"


@dataclass(frozen=True, slots=True)
class Birth:
    """A birth date as exactly as it is known: year, year and month, day, or day and time of day."""

    year: int
    month: int | None = None
    day: int | None = None
    hour: int | None = None
    minute: int | None = None

    @property
    def text(self) -> str:
        """ISO 8601 of what is known: ``1960``, ``1960-05`` or ``1960-05-02``."""
        parts = [f"{self.year:04d}", *(f"{part:02d}" for part in (self.month, self.day) if part is not None)]
        return "-".join(parts)


def instant(text: str) -> datetime | Failure:
    """DT12 ``yyyymmddHHMM``, local time of Viet Nam, as an aware datetime."""
    if not text:
        return Failure.EMPTY
    if len(text) != 12 or not _is_digits(text):
        return Failure.SHAPE
    on = day(text[:8])
    hour, minute = int(text[8:10]), int(text[10:])
    if isinstance(on, Failure) or hour > 23 or minute > 59:
        return Failure.UNREAL
    return datetime(on.year, on.month, on.day, hour, minute, tzinfo=VIETNAM)


def day(text: str) -> date | Failure:
    """D8 ``yyyymmdd``."""
    if not text:
        return Failure.EMPTY
    if len(text) != 8 or not _is_digits(text):
        return Failure.SHAPE
    year = int(text[:4])
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return Failure.UNREAL
    try:
        return date(year, int(text[4:6]), int(text[6:]))
    except ValueError:
        return Failure.UNREAL


def birth(text: str) -> Birth | Failure:
    """NGAY_SINH of 12 characters, also 8 or 4 as older files have it; zeros stand for what is not known.

    Time ``0000`` is read as not known: the format has no other way to say so.
    """
    if not text:
        return Failure.EMPTY
    if len(text) not in (4, 8, 12) or not _is_digits(text):
        return Failure.SHAPE
    padded = text.ljust(12, "0")
    year, month, in_month = int(padded[:4]), int(padded[4:6]), int(padded[6:8])
    if month == 0:
        is_year = in_month == 0 and padded[8:] == "0000" and FIRST_YEAR <= year <= LAST_YEAR
        return Birth(year) if is_year else Failure.UNREAL
    if in_month == 0:
        is_month = month <= 12 and padded[8:] == "0000" and FIRST_YEAR <= year <= LAST_YEAR
        return Birth(year, month) if is_month else Failure.UNREAL
    at = instant(padded)
    if isinstance(at, Failure):
        return at
    knows_time = padded[8:] != "0000"
    return Birth(year, month, in_month, at.hour if knows_time else None, at.minute if knows_time else None)


def number(text: str) -> Decimal | Failure:
    """A number with a decimal point and no separators, exactly as written (``10.50`` keeps two decimals)."""
    if not text:
        return Failure.EMPTY
    return Decimal(text) if _NUMBER.fullmatch(text) else Failure.SHAPE


def listed(text: str) -> tuple[str, ...]:
    """The items of a list separated by ``;``, trimmed, empty ones kept (cards and dates go in pairs)."""
    return tuple(item.strip() for item in text.split(";")) if text else ()


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()
