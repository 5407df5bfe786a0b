"""Equality, order, logic, membership, union and arithmetic between compiled operands."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, DecimalException, localcontext
from typing import Any

from hoaban.record.engine.fhirpath import compiled, dates, equality, errors, quantities
from hoaban.record.engine.fhirpath.compiled import Compiled, Truth
from hoaban.record.engine.fhirpath.dates import Temporal
from hoaban.record.engine.fhirpath.env import Env, check_text
from hoaban.record.engine.fhirpath.model import (
    BOOLEAN,
    DATE,
    DATETIME,
    DECIMAL,
    INTEGER,
    NOTHING,
    QUANTITY,
    STRING,
    TIME,
    Items,
    Kind,
    Node,
    of_type,
    system_type,
)
from hoaban.record.engine.fhirpath.quantities import DECIMALS, Quantity

MAX_INTEGER = 2**63 - 1


def equals(left: Compiled, right: Compiled, *, wanted: bool) -> Compiled:
    """``=``, and ``!=`` where ``wanted`` is False."""
    if right.constant.__class__ is str and left.kind.bare and left.kind.may_be(STRING):
        return compiled.of_truth(_is_text(left, right.constant, wanted=wanted))
    one, other = compiled.values(left), compiled.values(right)

    def truth(this: Items, env: Env) -> bool | None:
        found = equality.equal(one(this, env), other(this, env))
        return None if found is None else found is wanted

    return compiled.of_truth(truth)


def _is_text(left: Compiled, text: str, *, wanted: bool) -> Truth:
    """The most common test: ``use = 'official'``."""
    run = left.run

    def truth(this: Items, env: Env) -> bool | None:
        items = run(this, env)
        if len(items) != 1:
            return (not wanted) if items else None
        found = items[0]
        if found.__class__ is Node:
            found = found.value
            if found is None:
                return None
        return (found == text) is wanted

    return truth


def equivalents(left: Compiled, right: Compiled, *, wanted: bool) -> Compiled:
    """``~``, and ``!~`` where ``wanted`` is False."""
    one, other = compiled.values(left), compiled.values(right)
    return compiled.of_truth(
        lambda this, env: equality.equivalent(one(this, env), other(this, env)) is wanted
    )


_ORDERS: dict[str, Callable[[int], bool]] = {
    "<": lambda order: order < 0,
    "<=": lambda order: order <= 0,
    ">": lambda order: order > 0,
    ">=": lambda order: order >= 0,
}


def compares(operator: str, left: Compiled, right: Compiled) -> Compiled:
    """``<``, ``<=``, ``>``, ``>=`` of single values."""
    one, other, holds = compiled.one(left), compiled.one(right), _ORDERS[operator]

    def truth(this: Items, env: Env) -> bool | None:
        first, second = one(this, env), other(this, env)
        if first is None or second is None:
            return None
        order = equality.order(first, second)
        return None if order is None else holds(order)

    return compiled.of_truth(truth)


def all_of(operands: list[Compiled]) -> Compiled:
    """``and``: False as soon as one is False."""
    truths = [compiled.truth(each) for each in operands]

    def truth(this: Items, env: Env) -> bool | None:
        known: bool | None = True
        for each in truths:
            found = each(this, env)
            if found is False:
                return False
            known = known and found
        return known

    return compiled.of_truth(truth)


def any_of(operands: list[Compiled]) -> Compiled:
    """``or``: True as soon as one is True."""
    truths = [compiled.truth(each) for each in operands]

    def truth(this: Items, env: Env) -> bool | None:
        known: bool | None = False
        for each in truths:
            found = each(this, env)
            if found is True:
                return True
            if found is None:
                known = None
        return known

    return compiled.of_truth(truth)


def differs(left: Compiled, right: Compiled) -> Compiled:
    """``xor``."""
    one, other = compiled.truth(left), compiled.truth(right)

    def truth(this: Items, env: Env) -> bool | None:
        first, second = one(this, env), other(this, env)
        return None if first is None or second is None else first is not second

    return compiled.of_truth(truth)


def implies(left: Compiled, right: Compiled) -> Compiled:
    """``implies``; the right side is asked only where the left is not False."""
    one, other = compiled.truth(left), compiled.truth(right)

    def truth(this: Items, env: Env) -> bool | None:
        first = one(this, env)
        if first is False:
            return True
        second = other(this, env)
        return second if first is True or second is True else None

    return compiled.of_truth(truth)


def contains(item: Compiled, collection: Compiled) -> Compiled:
    """``item in collection`` and ``collection contains item``."""
    one, all_values = compiled.values(item), compiled.values(collection)

    def truth(this: Items, env: Env) -> bool | None:
        wanted = one(this, env)
        if not wanted:
            return None
        if len(wanted) > 1:
            raise errors.failed("vế trái của in phải là một giá trị", "membership is asked of one item")
        return any(equality.equal_values(wanted[0], each) for each in all_values(this, env))

    return compiled.of_truth(truth)


def united(kinds: list[Kind]) -> Kind:
    """The kind of a collection that holds items of all these kinds; bare only if they agree."""
    known = [kind for kind in kinds if kind.types != ()]
    if not known:
        return NOTHING
    if any(kind.types is None for kind in known):
        return Kind(None)
    names = tuple(dict.fromkeys(name for kind in known for name in kind.types or ()))
    return Kind(names, bare=len(names) == 1 and all(kind.bare for kind in known))


def runs_of(operands: list[Compiled], kind: Kind) -> list[compiled.Run]:
    """Their runs, boxed if the united kind is not bare."""
    return [each.run if kind.bare else compiled.boxes(each) for each in operands]


def union(operands: list[Compiled]) -> Compiled:
    """``|``: items of all operands, each value once."""
    kind = united([each.kind for each in operands])
    runs = runs_of(operands, kind)
    value = compiled.valuer(kind)

    def run(this: Items, env: Env) -> Items:
        out: Items = []
        for each in runs:
            out.extend(each(this, env))
        return distinct(out, value) if len(out) > 1 else out

    return Compiled(run, kind)


def distinct(items: Items, value: Callable[[Items], Items]) -> Items:
    """The first of every group of equal items; what has no value is kept."""
    values = value(items)
    if len(values) != len(items):
        values = [found[0] if (found := value([item])) else object() for item in items]
    seen: dict[Any, Any] = {}
    for item, each in zip(items, values, strict=True):
        seen.setdefault(equality.key(each), item)
    return list(seen.values())


def concatenate(left: Compiled, right: Compiled) -> Compiled:
    """``&``: nothing counts as an empty text."""
    one, other = compiled.one(left), compiled.one(right)

    def text(this: Items, env: Env) -> str:
        parts = [one(this, env), other(this, env)]
        for each in parts:
            if each is not None:
                compiled.need(each, str, "một chuỗi", "a string")
        found = (parts[0] or "") + (parts[1] or "")
        check_text(len(found))
        return found

    return compiled.of_value(text, of_type(STRING))


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
