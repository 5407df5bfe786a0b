"""How dates, numbers, money, masked numbers and ages are written. Plain functions: values in, text out.

Both languages write dates ``dd/MM/yyyy``, a 24-hour clock, ``.`` for thousands and ``,`` for decimals, so
that a figure read aloud between two people with different settings is the same figure. Only words differ
(``language`` is ``vi`` or ``en``). Nothing here reads a clock or rounds through a float.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import TypeAlias

from hoaban.kernel.clock import VIETNAM, vietnam_day

NO_BREAK = "\u00a0"
MINUS = "\u2212"
DOTS = "••••"
_PARTIAL = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_FIRST_MONTHS = 36
"""Below this many months an age is told in months (below one month in days), as wards do for the small."""

_VIETNAMESE_UNITS = {"day": "ngày", "month": "tháng", "year": "tuổi"}

Number: TypeAlias = int | float | Decimal


def day(value: date | datetime) -> str:
    """``14/03/2002``. An instant is written as its day in Viet Nam; it must carry a time zone."""
    if isinstance(value, datetime):
        value = vietnam_day(_aware(value))
    return f"{value.day:02d}/{value.month:02d}/{value.year:04d}"


def clock(value: datetime) -> str:
    """``13:05`` in Viet Nam, of an instant with a time zone."""
    return _aware(value).astimezone(VIETNAM).strftime("%H:%M")


def day_time(value: datetime) -> str:
    """``13:05 11/11/2026``: hour before day, as Vietnamese forms write it."""
    return f"{clock(value)}{NO_BREAK}{day(value)}"


def partial_date(value: str | date) -> str:
    """A date known to the day, month or year: ``2002-03`` is ``03/2002``, ``2002`` is ``2002``.

    :raises ValueError: the text is not YYYY, YYYY-MM or YYYY-MM-DD.
    """
    if isinstance(value, date):
        return day(value)
    return "/".join(reversed(_parts(value)))


def number(value: Number, places: int | None = None) -> str:
    """``1.234,5``. With ``places`` rounded half up; without, a Decimal keeps its digits: ``5,10``."""
    exact = Decimal(str(value)) if isinstance(value, float) else Decimal(value)
    if places is not None:
        exact = exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    text = f"{abs(exact):,f}".translate(str.maketrans(",.", ".,"))
    return (MINUS if exact < 0 else "") + text


def money(value: Number) -> str:
    """``1.234.567 đ``: whole đồng, as screens show it."""
    return f"{number(value, 0)}{NO_BREAK}đ"


def percent(part: Number, whole: Number, places: int = 1) -> str:
    """``95,3 %``; an em dash when there is nothing to divide by."""
    if not whole:
        return "—"
    share = Decimal(str(part)) * 100 / Decimal(str(whole))
    return f"{number(share, places)}{NO_BREAK}%"


def masked(value: str, shown: int = 4) -> str:
    """``•••• 0101``: the last ``shown`` characters, and never more than half of the number.

    The number of dots is always four, so that the length is not told.
    """
    bare = "".join(value.split())
    keep = min(shown, len(bare) // 2)
    return f"{DOTS}{NO_BREAK}{bare[len(bare) - keep :]}" if keep else DOTS


def age(birth: str | date, on: date, language: str = "vi") -> str:
    """Age on a day: ``12 ngày``, ``3 tháng``, ``24 tuổi``; ``khoảng 24 tuổi`` when the birth date is partial.

    A day before the birth gives an em dash: the dates contradict each other and no age is true.

    :raises ValueError: ``birth`` is not a partial date.
    """
    parts = (
        [birth.year, birth.month, birth.day] if isinstance(birth, date) else [int(p) for p in _parts(birth)]
    )
    if len(parts) == 1:
        years = on.year - parts[0]
        return "—" if years < 0 else _about(_count(years, "year", language), language)
    months = (on.year - parts[0]) * 12 + on.month - parts[1]
    if len(parts) == 2:
        if months < 0:
            return "—"
        told = (months, "month") if months < _FIRST_MONTHS else (months // 12, "year")
        return _about(_count(*told, language), language)
    return _exact_age(date(*parts), on, months - (on.day < parts[2]), language)


def _exact_age(birth: date, on: date, months: int, language: str) -> str:
    if on < birth:
        return "—"
    if months < 1:
        return _count((on - birth).days, "day", language)
    if months < _FIRST_MONTHS:
        return _count(months, "month", language)
    return _count(months // 12, "year", language)


def _count(amount: int, unit: str, language: str) -> str:
    if language == "en":
        return f"{amount} {unit}{'' if amount == 1 else 's'}"
    return f"{amount} {_VIETNAMESE_UNITS[unit]}"


def _about(text: str, language: str) -> str:
    return f"{'about' if language == 'en' else 'khoảng'} {text}"


def _parts(value: str) -> list[str]:
    found = _PARTIAL.fullmatch(value)
    if found is None:
        raise ValueError(f"not a date known to the year, month or day: {value!r}")
    return [part for part in found.groups() if part]


def _aware(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError("an instant without a time zone cannot be shown")
    return value
