"""lowBoundary, highBoundary and precision: how far a value can reach, as precise as it was written."""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal, localcontext
from typing import Any

from hoaban.record.engine.fhirpath import compiled, dates, errors
from hoaban.record.engine.fhirpath.dates import Temporal
from hoaban.record.engine.fhirpath.equality import is_number
from hoaban.record.engine.fhirpath.functions.application import Builder, Row, of_one
from hoaban.record.engine.fhirpath.model import DATE, DATETIME, DECIMAL, INTEGER, QUANTITY, TIME
from hoaban.record.engine.fhirpath.quantities import DECIMALS, Quantity

_DEFAULT, _MOST = 8, 28


def _of_number(value: Decimal | int, precision: int | None, *, high: bool) -> Decimal | None:
    places = _DEFAULT if precision is None else precision
    if not 0 <= places <= _MOST:
        return None
    number = Decimal(value)
    half = Decimal(5).scaleb(min(int(number.as_tuple().exponent), 0) - 1)
    negative = number < 0
    with localcontext(DECIMALS):
        # Away from zero the reach is rounded, towards zero it is cut: what is left stays within it.
        outward = high is not negative
        reach = abs(number) + half if outward else abs(number) - half
        found = reach.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP if outward else ROUND_DOWN)
        return found.copy_negate() if negative else found


def _boundary(*, high: bool) -> Builder:
    def function(value: Any, precision: Any = None) -> Any:
        if precision is not None:
            compiled.need(precision, int, "độ chính xác là số nguyên", "an integer precision")
        if is_number(value):
            return _of_number(value, precision, high=high)
        if value.__class__ is Quantity:
            number = _of_number(value.value, precision, high=high)
            return None if number is None else Quantity(number, value.unit, value.calendar)
        if value.__class__ is Temporal:
            return dates.boundary(value, precision, high=high)
        raise _unfit()

    return of_one(
        function,
        None,
        INTEGER,
        DECIMAL,
        QUANTITY,
        DATE,
        DATETIME,
        TIME,
        vi="số hoặc ngày",
        en="a number or date",
    )


def _precision(value: Any) -> int:
    if value.__class__ is Temporal:
        return dates.digits(value)
    if is_number(value):
        return max(-int(Decimal(value).as_tuple().exponent), 0)
    raise _unfit()


def _unfit() -> errors.EvaluationFailed:
    return errors.failed(
        "chỉ tính được cho số, đại lượng, ngày giờ", "only numbers, quantities and dates have it"
    )


ROWS: dict[str, Row] = {
    "lowBoundary": (0, 1, _boundary(high=False)),
    "highBoundary": (0, 1, _boundary(high=True)),
    "precision": (
        0, 0, of_one(_precision, INTEGER, INTEGER, DECIMAL, DATE, DATETIME, TIME, vi="số hoặc ngày", en="a number or date"),
    ),
}  # fmt: skip
