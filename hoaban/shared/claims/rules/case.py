"""A dossier as the checks read it: rows, exact numbers, and the moments that many checks need."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from hoaban.connect.claims import Dossier, Row
from hoaban.shared.claims.rules.lists import CodeLists

CENT: Final = Decimal("0.01")
ZERO: Final = Decimal()
HUNDRED: Final = Decimal(100)
NOT_INSURED: Final = "9"
_NUMBER: Final = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,6})?")
_DIGITS: Final = re.compile(r"[0-9]+")


@dataclass(frozen=True, slots=True)
class Settings:
    """What an installation may choose. ``severities``: code -> error, warning, info or off."""

    severities: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Case:
    """One dossier under check. ``on`` is the day whose rules hold: the end of the visit, else its start, else today."""

    dossier: Dossier
    level: str
    codes: CodeLists
    today: date
    on: date
    head: Row | None

    def rows(self, table: str) -> tuple[Row, ...]:
        """The rows of a table, none when it is absent."""
        return self.dossier.tables.get(table, ())

    def value(self, name: str) -> str:
        """A field of the summary row, empty without one."""
        return self.head.values.get(name, "") if self.head else ""

    @property
    def form_of_care(self) -> str:
        """MA_LOAI_KCB with its leading zero, which some programs drop."""
        written = self.value("MA_LOAI_KCB")
        return written.zfill(2) if written else ""


def open_case(dossier: Dossier, *, level: str, codes: CodeLists, today: date) -> Case:
    """Prepare a dossier for its checks."""
    rows = dossier.tables.get("XML1", ())
    head = rows[0] if rows else None
    opening = head or next(iter(dossier.tables.get("XML0", ())), None)
    values = opening.values if opening else {}
    on = day(values.get("NGAY_RA", "")) or day(values.get("NGAY_VAO", "")) or today
    return Case(dossier=dossier, level=level, codes=codes, today=today, on=on, head=head)


@lru_cache(maxsize=16384)
def number(text: str) -> Decimal | None:
    """A number in claim notation; None when it is not one (the format check has said so)."""
    return Decimal(text) if _NUMBER.fullmatch(text) else None


def amount(row: Row, name: str) -> Decimal:
    """An amount of a row; nothing written counts as zero, as programs do."""
    return number(row.values.get(name, "")) or ZERO


@lru_cache(maxsize=16384)
def two(value: Decimal) -> Decimal:
    """Rounded to two decimals, halves up."""
    return value.quantize(CENT, ROUND_HALF_UP)


def shown(value: Decimal) -> str:
    """A number as people read it in a finding: 1 234 567,89."""
    text = f"{value:,.2f}" if value != value.to_integral_value() else f"{value:,.0f}"
    return text.replace(",", " ").replace(".", ",")


@lru_cache(maxsize=16384)
def moment(text: str) -> datetime | None:
    """A DT12 text; Vietnamese wall time, naive, for comparison among its like only."""
    if len(text) != 12 or not _DIGITS.fullmatch(text):
        return None
    try:
        return datetime(  # noqa: DTZ001 (all times of a dossier are of one zone and are only compared)
            int(text[:4]), int(text[4:6]), int(text[6:8]), int(text[8:10]), int(text[10:])
        )
    except ValueError:
        return None


@lru_cache(maxsize=16384)
def day(text: str) -> date | None:
    """The day of a D8 or DT12 text."""
    if len(text) not in (8, 12) or not _DIGITS.fullmatch(text):
        return None
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:8]))
    except ValueError:
        return None


def several(text: str) -> list[str]:
    """The values of a ``;`` list in order, without empty ones."""
    return [part.strip() for part in text.split(";") if part.strip()] if text else []
