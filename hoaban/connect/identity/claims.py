"""What a provider says about somebody, in our words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from hoaban.connect.identity.providers import Provider

_NUMBER = re.compile(r"\d{12}")
_DAY_FIRST = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})")
_YEAR_FIRST = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_SEX = {"nam": "male", "male": "male", "m": "male", "1": "male", "nữ": "female", "nu": "female", "female": "female",
        "f": "female", "2": "female", "0": "female"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Claims:
    """``number``: the 12-digit personal number. ``birth`` None, ``sex`` and ``phone`` empty: not told."""

    subject: str
    number: str
    name: str
    birth: date | None
    sex: str
    phone: str
    level: int


def read_claims(provider: Provider, told: Mapping[str, Any]) -> Claims:
    """What was told, by the provider's own words. A level that is not configured is 0: nobody comes in by it."""

    def said(word: str) -> str:
        value = told.get(provider.claims.get(word, ""), "")
        return str(value).strip() if isinstance(value, str | int) else ""

    number = said("number")
    return Claims(
        subject=str(told.get("sub", "")),
        number=number if _NUMBER.fullmatch(number) and number.isascii() else "",
        name=" ".join(said("name").split()),
        birth=_day(said("birth")),
        sex=_SEX.get(said("sex").lower(), ""),
        phone=said("phone"),
        level=provider.levels.get(said("level"), 0),
    )


def _day(text: str) -> date | None:
    """A day written day first or year first; None for anything else."""
    if found := _DAY_FIRST.fullmatch(text):
        day, month, year = (int(part) for part in found.groups())
    elif found := _YEAR_FIRST.fullmatch(text):
        year, month, day = (int(part) for part in found.groups())
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None
