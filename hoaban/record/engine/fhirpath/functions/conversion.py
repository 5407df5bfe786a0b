"""toX and convertsToX (FHIRPath 2.0.0, 5.5)."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from hoaban.record.engine.fhirpath import compiled, dates, quantities, units
from hoaban.record.engine.fhirpath.dates import Temporal
from hoaban.record.engine.fhirpath.equality import is_number
from hoaban.record.engine.fhirpath.functions.application import Builder, Row, of_one
from hoaban.record.engine.fhirpath.model import (
    BOOLEAN,
    DATE,
    DATETIME,
    DECIMAL,
    INTEGER,
    QUANTITY,
    STRING,
    SYSTEM_TYPES,
    TIME,
)
from hoaban.record.engine.fhirpath.quantities import Quantity

Convert = Callable[[Any], Any]
_INTEGER = re.compile(r"[+-]?\d{1,18}", re.ASCII)
_DECIMAL = re.compile(r"[+-]?\d{1,200}(?:\.\d{1,200})?", re.ASCII)
_TRUE, _FALSE = {"true", "t", "yes", "y", "1", "1.0"}, {"false", "f", "no", "n", "0", "0.0"}


def to_boolean(value: Any) -> bool | None:
    if value.__class__ is bool:
        return bool(value)
    if is_number(value):
        return {0: False, 1: True}.get(value)
    if value.__class__ is str:
        folded = value.lower()
        return True if folded in _TRUE else False if folded in _FALSE else None
    return None


def to_integer(value: Any) -> int | None:
    if value.__class__ is bool or value.__class__ is int:
        return int(value)
    if value.__class__ is str and _INTEGER.fullmatch(value):
        return int(value)
    return None


def to_decimal(value: Any) -> Decimal | None:
    if value.__class__ is bool or is_number(value):
        return Decimal(value)
    if value.__class__ is str and _DECIMAL.fullmatch(value):
        return Decimal(value)
    return None


def to_string(value: Any) -> str | None:
    if value.__class__ is bool:
        return "true" if value else "false"
    if value.__class__ is str or is_number(value) or value.__class__ in (Temporal, Quantity):
        return str(value) if not isinstance(value, Decimal) else decimal_text(value)
    return None


def decimal_text(value: Decimal) -> str:
    """Without an exponent where that is short enough to write."""
    return format(value, "f") if abs(int(value.adjusted())) < 400 else str(value)


def to_quantity(value: Any) -> Quantity | None:
    if value.__class__ is Quantity:
        return value
    if value.__class__ is str:
        return quantities.parse(value)
    number = to_decimal(value)
    return None if number is None else Quantity(number, "1")


def to_temporal(kind: str) -> Convert:
    """A Date from a DateTime is its day, a DateTime from a Date is as precise as that."""

    def convert(value: Any) -> Temporal | None:
        if value.__class__ is str:
            return dates.parse(kind, value.removeprefix("T") if kind == dates.TIME else value)
        if value.__class__ is not Temporal:
            return None
        if value.kind == kind:
            return value
        if dates.TIME in (kind, value.kind):
            return None
        return Temporal(kind, value.parts[:3] if kind == dates.DATE else value.parts)

    return convert


def _converts(convert: Convert) -> Builder:
    return of_one(
        lambda value: convert(value) is not None, BOOLEAN, *SYSTEM_TYPES, vi="một giá trị", en="a value"
    )


def _to(convert: Convert, kind: str) -> Builder:
    return of_one(convert, kind, *SYSTEM_TYPES, vi="một giá trị", en="a value")


def _in_unit(found: Quantity | None, unit: Any) -> Quantity | None:
    """``toQuantity('mg')``: the value in that unit."""
    if found is None or unit == found.unit:
        return found
    target = (
        Quantity(Decimal(1), unit) if unit not in units.CALENDAR else quantities.with_word(Decimal(1), unit)
    )
    pair = quantities.bases(found, target)
    return None if pair is None else Quantity(pair[0] / pair[1], target.unit, target.calendar)


def _quantity(*, ask: bool) -> Builder:
    def convert(value: Any, unit: Any = None) -> Any:
        found = to_quantity(value)
        if unit is not None:
            compiled.need(unit, str, "đơn vị là một chuỗi", "a unit as a string")
            found = _in_unit(found, unit)
        return found is not None if ask else found

    kind = BOOLEAN if ask else QUANTITY
    return of_one(convert, kind, *SYSTEM_TYPES, vi="một giá trị", en="a value")


_TARGETS: dict[str, tuple[Convert, str]] = {
    "Boolean": (to_boolean, BOOLEAN),
    "Integer": (to_integer, INTEGER),
    "Decimal": (to_decimal, DECIMAL),
    "String": (to_string, STRING),
    "Date": (to_temporal(dates.DATE), DATE),
    "DateTime": (to_temporal(dates.DATETIME), DATETIME),
    "Time": (to_temporal(dates.TIME), TIME),
}

ROWS: dict[str, Row] = {
    **{f"to{name}": (0, 0, _to(convert, kind)) for name, (convert, kind) in _TARGETS.items()},
    **{f"convertsTo{name}": (0, 0, _converts(convert)) for name, (convert, _) in _TARGETS.items()},
    "toQuantity": (0, 1, _quantity(ask=False)),
    "convertsToQuantity": (0, 1, _quantity(ask=True)),
}
