"""Quantities compared by hand: a number with its unit, or everything below or above it."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from hoaban.record.shapes import Json
from hoaban.record.tests.differential.village import UCUM

GRAMS = {"g": Fraction(1), "mg": Fraction(1, 1000), "kg": Fraction(1000)}
UNITS = ("g", "mg", "kg", "mmol/L")
PREFIXES = ("", "eq", "ne", "gt", "ge", "lt", "le", "sa", "eb", "ap")


def fits(held: Json, prefix: str, number: str, system: str, code: str) -> bool:
    """Whether a stored Quantity is what a search asks for; ``code`` empty: in whatever unit."""
    factor = _factor(held, system, code)
    if factor is None:
        return False
    value, (stored, asked) = Fraction(number), factor
    margin = abs(value) / 10 if prefix == "ap" else Fraction(10) ** _exponent(number) / 2
    return _compared(held, prefix, Fraction(held["value"]) * stored, value * asked, margin * asked)


def _factor(held: Json, system: str, code: str) -> tuple[Fraction, Fraction] | None:
    """What makes the two numbers comparable; None if nothing does."""
    if not code:
        return Fraction(1), Fraction(1)
    if system == UCUM and code in GRAMS:
        own = GRAMS.get(held.get("code", ""))
        return None if own is None else (own, GRAMS[code])
    words = {held.get("code"), *([] if system else [held.get("unit")])}
    return (Fraction(1), Fraction(1)) if code in words else None


def _exponent(number: str) -> int:
    return int(Decimal(number).as_tuple().exponent)


def _compared(held: Json, prefix: str, own: Fraction, at: Fraction, margin: Fraction) -> bool:
    """``own`` is the stored number: a point, or the end of all that lies below or above it."""
    sign = held.get("comparator", "")
    below, above, open_end = sign.startswith("<"), sign.startswith(">"), sign in ("<", ">")
    inside = not sign and at - margin <= own < at + margin

    def over(line: Fraction, *, touching: bool = True) -> bool:
        """Whether something of it lies above the line, or on it."""
        return above or own > line or (touching and own == line and not open_end)

    def under(line: Fraction, *, touching: bool = True) -> bool:
        return below or own < line or (touching and own == line and not open_end)

    return {
        "": inside, "eq": inside, "ne": not inside, "gt": over(at, touching=False), "ge": over(at),
        "lt": under(at, touching=False), "le": under(at), "sa": not under(at), "eb": not over(at),
        "ap": under(at + margin) and over(at - margin),
    }[prefix]  # fmt: skip
