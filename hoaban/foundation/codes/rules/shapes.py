"""What the code lists look like to their callers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from hoaban.kernel.effective import Period


@dataclass(frozen=True, slots=True)
class Code:
    """One meaning of one code during one period."""

    code: str
    name_vi: str
    name_en: str
    period: Period
    legal_basis: str
    certainty: str
    """``O`` read in an official text, ``S`` secondary sources agree, ``G`` general knowledge."""


@dataclass(frozen=True, slots=True)
class CodeList:
    """What a list is. ``complete`` is False when a code that is absent may well exist."""

    id: str
    name_vi: str
    name_en: str
    complete: bool
    pattern: re.Pattern[str] | None
    legal_basis: str


@dataclass(frozen=True, slots=True)
class CoverageClass:
    """A ``MA_DOITUONG_KCB`` on a day. Rates are percent of the card's level, ``None`` where none is fixed."""

    code: str
    name_vi: str
    name_en: str
    outpatient_rate: Decimal | None
    inpatient_rate: Decimal | None
    full_level: bool
    """The fund pays 100 % whatever the card says."""
    legal_basis: str
    period: Period


@dataclass(frozen=True, slots=True)
class CardLevel:
    """What the level digit of a card gives: ``percent`` of in-scope cost."""

    level: str
    percent: Decimal
    rate_limits: bool
    outside_scope: bool
    legal_basis: str
    period: Period


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount of money in đồng that holds for a period."""

    amount: Decimal
    legal_basis: str
    period: Period


@dataclass(frozen=True, slots=True)
class Group:
    """A chapter or block of ICD-10: categories ``first`` to ``last`` (three characters, both included)."""

    number: str
    first: str
    last: str
    name_vi: str
    name_en: str
