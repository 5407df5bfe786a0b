"""The units that FHIRPath computes with: calendar words, and UCUM through one small interface.

``canonical(value, unit)`` reduces a UCUM expression to base units. The table holds the units of everyday
measurement; what it does not know compares only with itself.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

CALENDAR = {"year": "a", "month": "mo", "week": "wk", "day": "d", "hour": "h", "minute": "min", "second": "s",
            "millisecond": "ms"}  # fmt: skip
"""Calendar word -> the UCUM unit beside it."""
INEXACT = {"year", "month"}
"""Words whose length is not that of the UCUM unit (a year is 365 or 366 days, ``a`` always 365.25)."""

_PREFIXES = {
    "T": 12, "G": 9, "M": 6, "k": 3, "h": 2, "da": 1, "d": -1, "c": -2, "m": -3, "u": -6, "n": -9, "p": -12, "f": -15,
}  # fmt: skip
_METRIC = {
    "m": ("1", "m"), "g": ("1", "g"), "s": ("1", "s"), "mol": ("6.02214076e23", ""), "K": ("1", "K"), "cd": ("1", "cd"),
    "C": ("1", "C"), "rad": ("1", "rad"), "L": ("0.001", "m3"), "l": ("0.001", "m3"), "Hz": ("1", "s-1"),
    "N": ("1000", "g.m.s-2"), "Pa": ("1000", "g.m-1.s-2"), "J": ("1000", "g.m2.s-2"), "W": ("1000", "g.m2.s-3"),
    "m[Hg]": ("133322000", "g.m-1.s-2"), "eq": ("6.02214076e23", ""), "kat": ("6.02214076e23", "s-1"),
    "U": ("1.00369012666667e16", "s-1"), "bar": ("100000000", "g.m-1.s-2"), "cal": ("4184", "g.m2.s-2"),
}  # fmt: skip
_PLAIN = {
    "1": ("1", ""), "%": ("0.01", ""), "min": ("60", "s"), "h": ("3600", "s"), "d": ("86400", "s"), "wk": ("604800", "s"),
    "mo": ("2629800", "s"), "a": ("31557600", "s"), "[in_i]": ("0.0254", "m"), "[ft_i]": ("0.3048", "m"),
    "[lb_av]": ("453.59237", "g"), "[oz_av]": ("28.349523125", "g"), "deg": ("0.0174532925199432957692369076849", "rad"),
    "10*": ("10", ""), "10^": ("10", ""),
}  # fmt: skip
_ATOM = re.compile(r"(?P<name>10[*^]|[^0-9+\-./(){}]+|1)?(?P<power>[+-]?\d+)?(?P<note>\{[^{}]*\})?")

Dimensions = tuple[tuple[str, int], ...]


def canonical(value: Decimal, unit: str) -> tuple[Decimal, str] | None:
    """``value`` in base units, and these (``g.m-3``); None for a unit not known here."""
    found = _factor(unit)
    return None if found is None else (value * found[0], found[1])


@lru_cache(maxsize=2048)
def _factor(unit: str) -> tuple[Decimal, str] | None:
    if len(unit) > 200 or not unit:
        return None
    reader = _Reader(unit)
    found = reader.term()
    if found is None or reader.at != len(unit):
        return None
    return found[0], ".".join(base if power == 1 else f"{base}{power}" for base, power in found[1])


class _Reader:
    """Reads a UCUM expression: ``mg/dL``, ``g.m/s2``, ``(kg.m)/s2``, ``10*9/L``, ``{cells}``."""

    def __init__(self, unit: str) -> None:
        self._unit = unit
        self.at = 0
        self._open = 0

    def term(self) -> tuple[Decimal, Dimensions] | None:
        total, powers = Decimal(1), dict[str, int]()
        sign = -1 if self._skip("/") else 1
        while True:
            found = self._component()
            if found is None:
                return None
            number, dimensions = found
            total = total * number if sign > 0 else total / number
            for base, power in dimensions:
                powers[base] = powers.get(base, 0) + sign * power
            if self._skip("."):
                sign = 1
            elif self._skip("/"):
                sign = -1
            else:
                return total, tuple(sorted((base, power) for base, power in powers.items() if power))

    def _skip(self, sign: str) -> bool:
        found = self._unit.startswith(sign, self.at)
        self.at += found
        return found

    def _component(self) -> tuple[Decimal, Dimensions] | None:
        if self._skip("("):
            self._open += 1
            found = self.term() if self._open < 20 else None
            return found if self._skip(")") else None
        match = _ATOM.match(self._unit, self.at)
        if match is None or not match[0]:
            return None
        self.at = match.end()
        if match["name"] is None:
            return (Decimal(match["power"] or 1), ())
        atom = _atom(match["name"])
        power = int(match["power"] or 1)
        if atom is None or abs(power) > 30:
            return None
        return atom[0] ** power, tuple((base, each * power) for base, each in atom[1])


def _atom(name: str) -> tuple[Decimal, Dimensions] | None:
    row, scale = _PLAIN.get(name) or _METRIC.get(name), 0
    if row is None:
        for length in (2, 1):
            if name[:length] in _PREFIXES and name[length:] in _METRIC:
                row, scale = _METRIC[name[length:]], _PREFIXES[name[:length]]
                break
    if row is None:
        return None
    bases = re.findall(r"([A-Za-z]+)(-?\d*)", row[1])
    return Decimal(row[0]).scaleb(scale), tuple((base, int(power or 1)) for base, power in bases)
