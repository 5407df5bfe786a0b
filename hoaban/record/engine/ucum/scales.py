"""The special units of UCUM: temperatures with an offset, and logarithms, in 50-digit decimals."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_EVEN, Context, Decimal, DivisionByZero, InvalidOperation, Overflow

from hoaban.record.engine.ucum.unit import Scale

EXACT = Context(prec=50, rounding=ROUND_HALF_EVEN, traps=[InvalidOperation, DivisionByZero, Overflow])
_TWO = Decimal(2)


def _offset(offset: str) -> Scale:
    zero = Decimal(offset)
    return Scale(lambda number: EXACT.add(number, zero), lambda ratio: EXACT.subtract(ratio, zero))


def _logarithm(base: Decimal, times: int = 1) -> Scale:
    """``times`` * log(ratio): a negative count of bels is a ratio below one."""
    count = Decimal(times)

    def to_ratio(number: Decimal) -> Decimal:
        return EXACT.power(base, EXACT.divide(number, count))

    def from_ratio(ratio: Decimal) -> Decimal:
        # log10 is exact for powers of ten, which a quotient of two natural logarithms is not.
        found = EXACT.log10(ratio) if base == 10 else EXACT.divide(EXACT.ln(ratio), EXACT.ln(base))
        return EXACT.multiply(found, count)

    return Scale(to_ratio, from_ratio, rising=times > 0)


SCALES: Mapping[str, Scale] = {
    "Cel": _offset("273.15"),
    "degF": _offset("459.67"),
    "degRe": _offset("218.52"),
    "ln": _logarithm(EXACT.exp(Decimal(1))),
    "lg": _logarithm(Decimal(10)),
    "lgTimes2": _logarithm(Decimal(10), 2),
    "ld": _logarithm(_TWO),
    "pH": _logarithm(Decimal(10), -1),
}
"""UCUM's function names. Those of slopes, prism dioptres, a root and retired homeopathic potencies are missing:
such a unit is known but is its own measure, convertible to nothing else."""
