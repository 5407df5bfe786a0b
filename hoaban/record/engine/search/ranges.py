"""Numbers and quantities as closed ranges: what is stored of them, and what a search compares with it.

A plain value is a range of one point; ``<5`` reaches down without end; a Range from low to high. Everything is worked out
in decimals and becomes a float at the very end, which keeps the order. A unit of UCUM is also kept in its canonical form.
Implicit precision of a search's number: FHIR R4, search, 3.1.1.4.4 and 3.1.1.4.6.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any, NamedTuple

from hoaban.record.engine import ucum
from hoaban.record.engine.search import keys

UCUM = "http://unitsofmeasure.org"
CURRENCIES = "urn:iso:std:iso:4217"
NO_UNIT = 0
NUMBER = re.compile(r"[+-]?\d{1,30}(?:\.\d{1,30})?(?:[eE][+-]?\d{1,3})?", re.ASCII)
_SAMPLES = re.compile(r"-?\d+(?:\.\d+)?", re.ASCII)
_TENTH = Decimal("0.1")

Json = dict[str, Any]


class Stretch(NamedTuple):
    """A stored range: ends included, the unit's key, and the same in the canonical unit if there is one."""

    lo: float
    hi: float
    unit: int = NO_UNIT
    canonical_unit: int | None = None
    canonical_lo: float | None = None
    canonical_hi: float | None = None


class Asked(NamedTuple):
    """One number that is searched for: the prefix, the number itself, and from ``lo`` until before ``hi`` around it.

    ``units``: keys of units, any of which will do (none: whatever the unit); ``canonical``: they are canonical ones.
    """

    prefix: str
    at: float
    lo: float
    hi: float
    units: tuple[int, ...] = ()
    canonical: bool = False


@lru_cache(maxsize=1 << 12)
def unit_key(system: str, code: str) -> int:
    """The number under which a unit is kept."""
    return keys.number(f"unit.{system}{keys.UNIT}{code}")


def readers() -> dict[str, Callable[[Any], list[Stretch]]]:
    """For each data type that a number or quantity parameter can meet: its stored ranges."""
    return {
        "integer": of_number, "decimal": of_number, "Quantity": of_quantity, "Age": of_quantity, "Duration": of_quantity,
        "Money": of_money, "Range": of_range, "SampledData": of_samples,
        "Location.position": of_position,
    }  # fmt: skip


def of_number(value: Any) -> list[Stretch]:
    found = _decimal(value)
    return [] if found is None else [Stretch(float(found), float(found))]


def of_quantity(quantity: Json) -> list[Stretch]:
    value = _decimal(quantity.get("value"))
    if value is None:
        return []
    below = quantity.get("comparator") in ("<", "<=")
    above = quantity.get("comparator") in (">", ">=")
    strict = quantity.get("comparator") in ("<", ">")
    return _stretches(None if below else value, None if above else value, quantity, strict=strict)


def of_money(money: Json) -> list[Stretch]:
    value = _decimal(money.get("value"))
    named = {"system": CURRENCIES, "code": money.get("currency")}
    return [] if value is None else _stretches(value, value, named)


def of_range(value: Json) -> list[Stretch]:
    low, high = value.get("low", {}), value.get("high", {})
    lo, hi = _decimal(low.get("value")), _decimal(high.get("value"))
    if lo is None and hi is None:
        return []
    return _stretches(lo, hi, low if lo is not None else high)


def of_samples(data: Json) -> list[Stretch]:
    """From the lowest to the highest of the samples."""
    origin = data.get("origin", {})
    zero, factor = _decimal(origin.get("value")) or Decimal(0), _decimal(data.get("factor", 1)) or Decimal(1)
    found = [zero + factor * Decimal(each) for each in _SAMPLES.findall(data.get("data", ""))]
    return _stretches(min(found), max(found), origin) if found else []


def of_position(position: Json) -> list[Stretch]:
    """Latitude and longitude of a place, in degrees, as the two ends."""
    latitude, longitude = _decimal(position.get("latitude")), _decimal(position.get("longitude"))
    return [] if latitude is None or longitude is None else [Stretch(float(latitude), float(longitude))]


def _stretches(lo: Decimal | None, hi: Decimal | None, named: Json, *, strict: bool = False) -> list[Stretch]:
    """One range for each name of the unit; the first carries the canonical form."""
    system, code, unit = named.get("system") or "", named.get("code") or "", named.get("unit") or ""
    names = [(system, code)] if code else []
    if code and system not in ("", UCUM):
        names.append(("", code))  # looked for by its code alone
    if unit and (unit != code or not names):
        names.append(("", unit))
    ends = _floats(lo, hi, strict=strict)
    found = [Stretch(*ends, unit_key(*name)) for name in dict.fromkeys(names)] or [Stretch(*ends)]
    bounds = [ucum.canonical(end, code) for end in (lo, hi) if end is not None] if system == UCUM else []
    if bounds and all(bounds):
        based = [bound[0] for bound in bounds if bound]
        name = next(bound[1] for bound in bounds if bound)
        canonical = _floats(
            None if lo is None else based[0], None if hi is None else based[-1], strict=strict
        )
        found[0] = Stretch(*ends, found[0].unit, unit_key("canonical", name), *canonical)
    return found


def _floats(lo: Decimal | None, hi: Decimal | None, *, strict: bool) -> tuple[float, float]:
    low, high = -math.inf if lo is None else float(lo), math.inf if hi is None else float(hi)
    if strict and lo is None:
        high = math.nextafter(high, -math.inf)
    if strict and hi is None:
        low = math.nextafter(low, math.inf)
    return low, high


def _decimal(value: Any) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
        return None
    return Decimal(value)


def asked(prefix: str, number: str, system: str | None = None, code: str = "") -> Asked | None:
    """A number of a search, perhaps with its unit (``system`` None: any system); None if it is no number."""
    if not NUMBER.fullmatch(number):
        return None
    try:
        at = Decimal(number)
        half = Decimal((0, (5,), int(at.as_tuple().exponent) - 1))
    except (InvalidOperation, ValueError):
        return None
    around = (
        (at, at - half, at + half) if prefix != "ap" else (at, at - abs(at) * _TENTH, at + abs(at) * _TENTH)
    )
    units, canonical = _names(system, code) if code else (), False
    if system == UCUM and code:
        based = [found for each in around if (found := ucum.canonical(each, code))]
        if len(based) == len(around):
            around = (based[0][0], based[1][0], based[2][0])
            units, canonical = (unit_key("canonical", based[0][1]),), True
    middle, lo, hi = map(float, around)
    # beyond the digits of a float the bounds would fall together, and the number not lie between them
    return Asked(prefix, middle, min(lo, middle), max(hi, math.nextafter(middle, math.inf)), units, canonical)


def _names(system: str | None, code: str) -> tuple[int, ...]:
    if system:
        return (unit_key(system, code),)
    return (unit_key("", code), unit_key(UCUM, code))
