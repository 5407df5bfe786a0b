"""``+ - * / div mod`` and signs: numbers, texts, dates moved by quantities, quantities (FHIRPath 2.0.0, 6.6)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, DecimalException, localcontext
from typing import Any

from hoaban.record.engine.fhirpath import compiled, dates, equality, errors, quantities
from hoaban.record.engine.fhirpath.compiled import Compiled
from hoaban.record.engine.fhirpath.dates import Temporal
from hoaban.record.engine.fhirpath.env import Env, check_text
from hoaban.record.engine.fhirpath.model import (
    BOOLEAN,
    DATE,
    DATETIME,
    DECIMAL,
    INTEGER,
    QUANTITY,
    STRING,
    TIME,
    Items,
    Kind,
    of_type,
    system_type,
)
from hoaban.record.engine.fhirpath.quantities import DECIMALS, Quantity

MAX_INTEGER = 2**63 - 1

_TEMPORAL = {DATE, DATETIME, TIME}


def check_operands(operator: str, left: Kind, right: Kind, at: int) -> None:
    """:raises errors.MeaningInvalid: the types alone show that the operation can never work."""
    one, other = left.type and system_type(left.type), right.type and system_type(right.type)
    if one in _TEMPORAL and operator in ("+", "-") and other in (INTEGER, DECIMAL, STRING, BOOLEAN):
        raise errors.meaning(
            at, "chỉ cộng trừ ngày giờ với một đại lượng (7 days)", "a date takes a quantity (7 days)"
        )


def calculates(operator: str, left: Compiled, right: Compiled) -> Compiled:
    """``+ - * / div mod`` of single values."""
    one, other, apply = compiled.one(left), compiled.one(right), _ARITHMETIC[operator]

    def value(this: Items, env: Env) -> Any:
        first, second = one(this, env), other(this, env)
        if first is None or second is None:
            return None
        return apply(first, second)

    return compiled.of_value(value, _kind_of_result(operator, left.kind, right.kind))


def _kind_of_result(operator: str, left: Kind, right: Kind) -> Kind:
    one, other = left.type and system_type(left.type), right.type and system_type(right.type)
    if one is None or other is None:
        return Kind(None, single=True)
    if QUANTITY in (one, other) and one not in _TEMPORAL:
        return of_type(QUANTITY)
    if one == other == INTEGER and operator == "/":
        return of_type(DECIMAL)
    if operator == "div":
        return of_type(INTEGER)
    return of_type(DECIMAL if DECIMAL in (one, other) else one)


def _unfit(operator: str) -> errors.EvaluationFailed:
    return errors.failed(f"hai vế của {operator} không hợp kiểu", f"the operands of {operator} do not fit")


def number(value: Decimal | int) -> Decimal | int | None:
    """A result within range; None where it overflows (FHIRPath 2.0.0, 6.6)."""
    if value.__class__ is int:
        return value if abs(value) <= MAX_INTEGER else None
    return value if Decimal(value).is_finite() else None


def _plus(left: Any, right: Any) -> Any:
    if left.__class__ is str and right.__class__ is str:
        check_text(len(left) + len(right))
        return left + right
    return _sum(left, right, 1)


def _minus(left: Any, right: Any) -> Any:
    return _sum(left, right, -1)


def _sum(left: Any, right: Any, sign: int) -> Any:
    if left.__class__ is Temporal and right.__class__ is Quantity:
        unit = quantities.calendar_unit(right)
        if unit is None:
            raise errors.failed(
                "đơn vị không phải là đơn vị lịch", "the unit is no calendar unit that dates move by"
            )
        return dates.add(left, sign * right.value, unit)
    if equality.is_number(left) and equality.is_number(right):
        with localcontext(DECIMALS):
            return number(left + sign * right)
    one, other = _quantities(left, right, "+" if sign > 0 else "-")
    return quantities.total(one, other, sign)


def _quantities(left: Any, right: Any, operator: str) -> tuple[Quantity, Quantity]:
    if left.__class__ is Quantity and equality.is_number(right):
        return left, Quantity(Decimal(right), "1")
    if right.__class__ is Quantity and equality.is_number(left):
        return Quantity(Decimal(left), "1"), right
    if left.__class__ is Quantity and right.__class__ is Quantity:
        return left, right
    raise _unfit(operator)


def _times(left: Any, right: Any) -> Any:
    if equality.is_number(left) and equality.is_number(right):
        with localcontext(DECIMALS):
            return number(left * right)
    return quantities.product(*_quantities(left, right, "*"))


def _over(left: Any, right: Any) -> Any:
    if equality.is_number(left) and equality.is_number(right):
        with localcontext(DECIMALS):
            return number(Decimal(left) / Decimal(right)) if right != 0 else None
    one, other = _quantities(left, right, "/")
    return quantities.quotient(one, other) if other.value != 0 else None


def _div(left: Any, right: Any) -> Any:
    if not (equality.is_number(left) and equality.is_number(right)):
        raise _unfit("div")
    if right == 0:
        return None
    with localcontext(DECIMALS):
        quotient = Decimal(left) / Decimal(right)
        return int(quotient) if abs(quotient) <= MAX_INTEGER else None


def _mod(left: Any, right: Any) -> Any:
    if not (equality.is_number(left) and equality.is_number(right)):
        raise _unfit("mod")
    if right == 0:
        return None
    try:
        with localcontext(DECIMALS):
            rest = Decimal(left) % Decimal(right)
    except DecimalException:
        return None
    return int(rest) if left.__class__ is right.__class__ is int else rest


_ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {
    "+": _plus, "-": _minus, "*": _times, "/": _over, "div": _div, "mod": _mod,
}  # fmt: skip


def negative(operand: Compiled, sign: str) -> Compiled:
    """``-x`` and ``+x`` of a number or quantity."""
    single = compiled.one(operand)

    def value(this: Items, env: Env) -> Any:
        found = single(this, env)
        if found is None:
            return None
        if found.__class__ is Quantity:
            return found if sign == "+" else Quantity(found.value.copy_negate(), found.unit, found.calendar)
        if not equality.is_number(found):
            raise errors.failed("dấu chỉ đứng trước một số", "a sign stands before a number")
        if sign == "+":
            return found
        return -found if found.__class__ is int else found.copy_negate()

    return compiled.of_value(value, operand.kind if operand.kind.bare else Kind(None, single=True))
