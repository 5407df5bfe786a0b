"""Numbers (FHIRPath 2.0.0, 5.7). A result that is no number or out of range is nothing."""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_UP,
    Decimal,
    DecimalException,
    localcontext,
)
from typing import Any

from hoaban.record.engine.fhirpath import compiled, errors
from hoaban.record.engine.fhirpath.arithmetic import MAX_INTEGER, number
from hoaban.record.engine.fhirpath.equality import is_number
from hoaban.record.engine.fhirpath.functions.application import Row, of_one
from hoaban.record.engine.fhirpath.model import DECIMAL, INTEGER, QUANTITY
from hoaban.record.engine.fhirpath.quantities import DECIMALS, Quantity

_MAX_PLACES = 28
Function = Callable[..., Any]


def _row(most: int, function: Function, kind: str | None, *, quantity: bool = False) -> tuple[int, int, Any]:
    def checked(value: Any, *arguments: Any) -> Any:
        if quantity and value.__class__ is Quantity:
            changed = checked(value.value, *arguments)
            return None if changed is None else Quantity(Decimal(changed), value.unit, value.calendar)
        for each in (value, *arguments):
            if not is_number(each):
                raise errors.failed("cần một số", "a number is needed")
        try:
            with localcontext(DECIMALS):
                return function(value, *arguments)
        except DecimalException:
            return None

    build = of_one(checked, kind, INTEGER, DECIMAL, QUANTITY, vi="một số", en="a number")
    return (0, most, build)


def _whole(rounding: str) -> Function:
    def function(value: Any) -> int | None:
        if value.__class__ is int:
            return int(value)
        return int(value.to_integral_value(rounding)) if abs(value) <= MAX_INTEGER else None

    return function


def _round(value: Any, places: Any = 0) -> Any:
    compiled.need(places, int, "số chữ số là số nguyên", "an integer number of digits")
    if not 0 <= places <= _MAX_PLACES:
        raise errors.failed("số chữ số nằm ngoài 0 đến 28", "the number of digits is outside 0 to 28")
    return Decimal(value).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def _power(base: Any, exponent: Any) -> Any:
    if base.__class__ is int and exponent.__class__ is int and exponent >= 0:
        if exponent > 64 and abs(base) > 1:
            return None
        return number(base ** min(exponent, 64 + exponent % 2))
    return number(Decimal(base) ** Decimal(exponent))


def _log(value: Any, base: Any) -> Any:
    if value <= 0 or base <= 0 or base == 1:
        return None
    found = Decimal(value).ln() / Decimal(base).ln()
    nearest = found.to_integral_value()
    # 16.log(2) is 4, which the quotient of two rounded logarithms misses by the last digit.
    return nearest if math.isclose(found, nearest, rel_tol=0, abs_tol=1e-25) else found


def _exp(value: Any) -> Any:
    return number(Decimal(value).exp()) if abs(value) < 1000 else None


ROWS: dict[str, Row] = {
    "abs": _row(0, abs, None, quantity=True),
    "ceiling": _row(0, _whole(ROUND_CEILING), INTEGER),
    "floor": _row(0, _whole(ROUND_FLOOR), INTEGER),
    "truncate": _row(0, _whole(ROUND_DOWN), INTEGER),
    "round": _row(1, _round, DECIMAL, quantity=True),
    "exp": _row(0, _exp, DECIMAL),
    "ln": _row(0, lambda value: Decimal(value).ln() if value > 0 else None, DECIMAL),
    "log": (1, 1, _row(1, _log, DECIMAL)[2]),
    "power": (1, 1, _row(1, _power, None)[2]),
    "sqrt": _row(0, lambda value: Decimal(value).sqrt() if value >= 0 else None, DECIMAL),
}
