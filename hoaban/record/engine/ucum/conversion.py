"""Quantities in canonical units and from one unit to another: what the rest of the engine calls."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, DecimalException
from functools import lru_cache

from hoaban.record.engine.ucum.parse import parse
from hoaban.record.engine.ucum.scales import EXACT
from hoaban.record.engine.ucum.unit import Dimension, NotAUnitError, Scale

_REMEMBERED = 4_096


@dataclass(frozen=True, slots=True)
class _Known:
    """A unit made ready: the number is multiplied and divided by whole numbers, so that nothing is lost early."""

    code: str
    dimension: Dimension
    scale: Scale | None
    multiplier: Decimal
    divisor: Decimal
    prefix: Decimal


@lru_cache(maxsize=_REMEMBERED)
def _known(unit: str) -> _Known | None:
    try:
        found = parse(unit)
    except NotAUnitError:
        return None
    return _Known(
        found.code,
        found.dimension,
        found.scale,
        Decimal(found.factor.numerator),
        Decimal(found.factor.denominator),
        EXACT.divide(Decimal(found.prefix.numerator), Decimal(found.prefix.denominator)),
    )


def is_unit(unit: str) -> bool:
    """Whether ``unit`` is a UCUM expression."""
    return _known(unit) is not None


def canonical(value: Decimal, unit: str) -> tuple[Decimal, str] | None:
    """The quantity in base units, for instance 5 ``mg/dL`` -> 50 ``g.m-3``; None when ``unit`` is not UCUM.

    Quantities of one canonical unit may be compared as numbers. Larger stays larger, so that bounds can be
    converted one by one; ``[pH]``, which falls as acidity rises, is therefore left as it is. Exact where the
    result has at most 50 digits, else rounded half to even. None too for a number beyond all measure.
    """
    known = _known(unit)
    if known is None:
        return None
    try:
        if known.scale is None:
            number = EXACT.multiply(value, known.multiplier)
            return (number if known.divisor == 1 else EXACT.divide(number, known.divisor)), known.code
        if not known.scale.rising:
            return EXACT.plus(value), unit
        return _based(value, known), known.code
    except DecimalException:
        return None


def comparable(a: str, b: str) -> bool:
    """Whether both are UCUM and measure the same kind of thing."""
    one, other = _known(a), _known(b)
    return one is not None and other is not None and one.dimension == other.dimension


def convert(value: Decimal, from_unit: str, to_unit: str) -> Decimal | None:
    """``value`` in another unit; None when the two do not compare or the number is beyond all measure.

    :returns: exact where the result has at most 50 digits, else rounded half to even.
    """
    one, other = _known(from_unit), _known(to_unit)
    if one is None or other is None or one.dimension != other.dimension:
        return None
    try:
        if one.scale is None and other.scale is None:
            return EXACT.divide(
                EXACT.multiply(value, _product(one.multiplier, other.divisor)),
                _product(one.divisor, other.multiplier),
            )
        number = EXACT.divide(EXACT.multiply(_based(value, one), other.divisor), other.multiplier)
        return number if other.scale is None else EXACT.divide(other.scale.from_ratio(number), other.prefix)
    except DecimalException:
        return None


def _based(value: Decimal, known: _Known) -> Decimal:
    """The number in base units."""
    ratio = known.scale.to_ratio(EXACT.multiply(value, known.prefix)) if known.scale else value
    return EXACT.divide(EXACT.multiply(ratio, known.multiplier), known.divisor)


def _product(a: Decimal, b: Decimal) -> Decimal:
    """Two whole numbers multiplied without rounding."""
    return Decimal(int(a) * int(b))
