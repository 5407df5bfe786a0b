"""What a unit expression means: a factor, a dimension, and for a few a scale that is no factor."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

# A factor beyond this is no measurement, but an attempt to make numbers of a million digits.
MAX_BITS = 4_096

Dimension = tuple[tuple[str, int], ...]
"""Base units with their exponents, sorted by code: ``(("g", 1), ("m", -3))``."""


class NotAUnitError(ValueError):
    """The expression is not UCUM. It stays inside this package: callers get None."""


@dataclass(frozen=True, slots=True)
class Scale:
    """A special unit such as Cel: ``to_ratio`` turns its number into a multiple of a proper unit.

    ``rising``: whether a larger number means a larger quantity (not so for pH).
    """

    to_ratio: Callable[[Decimal], Decimal]
    from_ratio: Callable[[Decimal], Decimal]
    rising: bool = True


@dataclass(frozen=True, slots=True)
class Unit:
    """``factor`` times the base units of ``dimension``; with a ``scale``, its ratio counts ``factor``.

    ``prefix`` multiplies the number before the scale sees it (dB).
    """

    factor: Fraction
    dimension: Dimension = ()
    scale: Scale | None = None
    prefix: Fraction = Fraction(1)

    def times(self, other: Unit, sign: int = 1) -> Unit:
        """The product, or with ``sign`` -1 the quotient.

        :raises NotAUnitError: one of them has a scale, or the factor is out of all bounds.
        """
        if self.scale or other.scale:
            raise NotAUnitError("a special unit stands alone")
        powers = dict(self.dimension)
        for base, exponent in other.dimension:
            powers[base] = powers.get(base, 0) + sign * exponent
        factor = self.factor * other.factor if sign > 0 else self.factor / other.factor
        return Unit(_bounded(factor), tuple(sorted((base, power) for base, power in powers.items() if power)))

    def raised(self, exponent: int) -> Unit:
        """:raises NotAUnitError: it has a scale, or the factor is out of all bounds."""
        if self.scale:
            raise NotAUnitError("a special unit stands alone")
        if (
            max(self.factor.numerator.bit_length(), self.factor.denominator.bit_length()) * abs(exponent)
            > 2 * MAX_BITS
        ):
            raise NotAUnitError("a factor is out of all bounds")
        powers = tuple((base, power * exponent) for base, power in self.dimension if exponent)
        return Unit(_bounded(self.factor**exponent), powers)

    def prefixed(self, prefix: Fraction) -> Unit:
        """``k`` before ``g``."""
        if self.scale:
            return Unit(self.factor, self.dimension, self.scale, prefix)
        return Unit(self.factor * prefix, self.dimension)

    @property
    def code(self) -> str:
        """The dimension as UCUM: ``g.m-3``; ``1`` where there is none."""
        return ".".join(base if power == 1 else f"{base}{power}" for base, power in self.dimension) or "1"


def _bounded(factor: Fraction) -> Fraction:
    if factor.numerator.bit_length() > MAX_BITS or factor.denominator.bit_length() > MAX_BITS:
        raise NotAUnitError("a factor is out of all bounds")
    return factor
