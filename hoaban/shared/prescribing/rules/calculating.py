"""Doses by weight, and how well kidneys work: Cockcroft and Gault 1976 for adults, Schwartz 2009 (bedside) for children."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

_ADULT_YEARS = 18
_PER_MG_DL = Decimal("88.4")
"""Micromoles per litre of creatinine in one milligram per decilitre."""
_TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Clearance:
    """Of the kidneys: ml/min (``cockcroft``) or ml/min/1.73 m² (``schwartz``)."""

    value: Decimal
    method: str


def clearance(
    *, years: int | None, sex: str, weight: Decimal | None, height: Decimal | None, creatinine: Decimal | None
) -> Clearance | None:
    """How much the kidneys clear; None where something is missing. Weight kg, height cm, creatinine µmol/l."""
    if years is None or creatinine is None or creatinine <= 0:
        return None
    mg_dl = creatinine / _PER_MG_DL
    if years < _ADULT_YEARS:
        if not height:
            return None
        return Clearance((Decimal("0.413") * height / mg_dl).quantize(_TENTH, ROUND_HALF_UP), "schwartz")
    if not weight or sex not in ("male", "female"):
        return None
    value = (140 - years) * weight / (72 * mg_dl)
    value = value * Decimal("0.85") if sex == "female" else value
    return Clearance(max(value, Decimal(0)).quantize(_TENTH, ROUND_HALF_UP), "cockcroft")


@dataclass(frozen=True, slots=True)
class Suggested:
    """Milligrams: of a day from and to, at one time at most; times a day."""

    day_low: Decimal
    day_high: Decimal
    once_high: Decimal | None
    times: int


def by_weight(
    *,
    weight: Decimal,
    low: Decimal,
    high: Decimal,
    times: int,
    once_most: Decimal | None,
    day_most: Decimal | None,
) -> Suggested:
    """Milligrams for a child of that weight; ``low`` and ``high`` are mg per kg and day; never above what an adult has."""
    top = min(weight * high, day_most) if day_most is not None else weight * high
    bottom = min(weight * low, top)
    once = (top / times).quantize(_TENTH, ROUND_HALF_UP)
    once = min(once, once_most) if once_most is not None else once
    return Suggested(bottom.quantize(_TENTH, ROUND_HALF_UP), top.quantize(_TENTH, ROUND_HALF_UP), once, times)
