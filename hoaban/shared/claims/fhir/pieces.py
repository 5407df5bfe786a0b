"""The small parts of a resource, built from claim text: a value that is not what it should be gives nothing.

A dossier with errors may still have to be kept (the insurer accepted it), so nothing here raises on its
content, and nothing writes bad FHIR: what cannot be said stays in the original, and the checks have named it.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

from hoaban.record.pieces import (
    code,
    coding,
    concept,
    extension,
    identifier,
    kept,
    narrative,
    present,
    quantity,
    reference,
    resource,
)

__all__ = [
    "VIETNAM_OFFSET", "Resource", "birth_date", "calendar_day", "code", "coding", "concept", "day", "extension", "identifier",
    "instant", "kept", "moment", "money", "narrative", "number", "period", "present", "quantity", "reference", "resource",
    "several", "shown_day", "when", "whole",
]  # fmt: skip

Resource = dict[str, Any]

VIETNAM_OFFSET: Final = timezone(timedelta(hours=7))
_NUMBER: Final = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,10})?", re.ASCII)
_DIGITS: Final = re.compile(r"[0-9]+")


@lru_cache(maxsize=8192)
def moment(value: str) -> datetime | None:
    """A DT12 text (yyyymmddHHMM, Vietnamese time) as an aware instant; None when it is not one."""
    if len(value) != 12 or not _DIGITS.fullmatch(value):
        return None
    try:
        return datetime(
            int(value[:4]),
            int(value[4:6]),
            int(value[6:8]),
            int(value[8:10]),
            int(value[10:]),
            tzinfo=VIETNAM_OFFSET,
        )
    except ValueError:
        return None


@lru_cache(maxsize=8192)
def calendar_day(value: str) -> date | None:
    """A D8 text, or the day of a DT12 text; None when it is neither."""
    if len(value) not in (8, 12) or not _DIGITS.fullmatch(value):
        return None
    try:
        return date(int(value[:4]), int(value[4:6]), int(value[6:8]))
    except ValueError:
        return None


def instant(value: str) -> str | None:
    """DT12 -> 2026-11-13T09:00:00+07:00."""
    at = moment(value)
    return at.isoformat() if at else None


def day(value: str) -> str | None:
    """D8 or DT12 -> 2026-11-13."""
    on = calendar_day(value)
    return on.isoformat() if on else None


def shown_day(value: str) -> str:
    """D8 or DT12 as people write it: 13/11/2026; empty when it is neither."""
    on = calendar_day(value)
    return on.strftime("%d/%m/%Y") if on else ""


def when(value: str) -> str | None:
    """DT12 with its time, D8 as a day: what a dateTime element takes."""
    return instant(value) or day(value)


def birth_date(value: str) -> tuple[str | None, str | None]:
    """NGAY_SINH -> (the date as far as it is known, the time of birth when one is given).

    ``19600000`` + ``0000`` is a year only; ``0000`` as time means unknown.
    """
    if len(value) not in (8, 12) or not _DIGITS.fullmatch(value) or value[:4] == "0000":
        return None, None
    if value[4:6] == "00":
        return value[:4], None
    if value[6:8] == "00":
        return (f"{value[:4]}-{value[4:6]}", None) if "01" <= value[4:6] <= "12" else (None, None)
    known = day(value)
    return known, (instant(value) if known and value[8:12] not in ("", "0000") else None)


def period(start: str, end: str) -> dict[str, str] | None:
    """A Period from two DT12 or D8 texts; an end before the start is left out (R4 forbids it)."""
    first, last = when(start), when(end)
    width = min(len(start), len(end))
    if first and last and start[:width] > end[:width]:
        last = None
    return kept({"start": first, "end": last}) or None


@lru_cache(maxsize=16384)
def number(value: str) -> Decimal | None:
    """A number in claim notation (dot decimal) exactly as written; None when it is not one."""
    return Decimal(value) if _NUMBER.fullmatch(value) else None


def whole(value: str) -> int | None:
    """A whole number, also when written 3.0 or 03."""
    if _DIGITS.fullmatch(value):
        return int(value)
    exact = number(value)
    return int(exact) if exact is not None and exact == exact.to_integral_value() else None


def money(value: str) -> dict[str, Any] | None:
    """An amount in dong."""
    amount = number(value)
    return None if amount is None else {"value": amount, "currency": "VND"}


@lru_cache(maxsize=16384)
def several(value: str) -> tuple[str, ...]:
    """The values of a ``;`` list, in order, without empty and repeated ones."""
    return tuple(dict.fromkeys(part for raw in value.split(";") if (part := code(raw))))
