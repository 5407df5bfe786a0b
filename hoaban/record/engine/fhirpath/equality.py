"""Equals, equivalent and comparison of values (FHIRPath 2.0.0, 6.1 and 6.2). Values are what ``model.value_of`` gives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable
from decimal import Decimal
from typing import Any

from hoaban.record.engine.fhirpath import dates, errors, quantities, units
from hoaban.record.engine.fhirpath.dates import Temporal
from hoaban.record.engine.fhirpath.model import Items
from hoaban.record.engine.fhirpath.quantities import Quantity

MAX_UNORDERED = 300


def is_number(value: Any) -> bool:
    return value.__class__ is int or isinstance(value, Decimal)


def _as_quantity(value: Any) -> Any:
    return Quantity(Decimal(value), "1") if is_number(value) else value


def equal_values(left: Any, right: Any) -> bool | None:
    """None where precision or units do not tell."""
    if left.__class__ is right.__class__:
        if left.__class__ is Temporal:
            return _equal_times(left, right)
        if left.__class__ is Quantity:
            return quantities.equal(left, right)
        return bool(left == right)
    if is_number(left) and is_number(right):
        return bool(left == right)
    if Quantity in (left.__class__, right.__class__):
        left, right = _as_quantity(left), _as_quantity(right)
        return quantities.equal(left, right) if left.__class__ is right.__class__ else False
    return False


def _equal_times(left: Temporal, right: Temporal) -> bool | None:
    if (left.kind == dates.TIME) != (right.kind == dates.TIME):
        return False
    order = dates.compare(left, right)
    return None if order is None else order == 0


def equal(left: Items, right: Items) -> bool | None:
    """``=`` of two collections of values, in order; None where either is empty or nothing is known."""
    if not left or not right:
        return None
    if len(left) != len(right):
        return False
    known: bool | None = True
    for one, other in zip(left, right, strict=True):
        same = equal_values(one, other)
        if same is False:
            return False
        if same is None:
            known = None
    return known


def equivalent_values(left: Any, right: Any) -> bool:
    if left.__class__ is str and right.__class__ is str:
        return left.split() == right.split() or left.casefold().split() == right.casefold().split()
    if is_number(left) and is_number(right):
        return quantities.numbers_equivalent(left, right)
    if Quantity in (left.__class__, right.__class__):
        left, right = _as_quantity(left), _as_quantity(right)
        return left.__class__ is right.__class__ and quantities.equivalent(left, right)
    if left.__class__ is dict and right.__class__ is dict:
        names = left.keys() - {"id"}
        return names == right.keys() - {"id"} and all(
            equivalent_values(left[each], right[each]) for each in names
        )
    if left.__class__ is list and right.__class__ is list:
        return equivalent(left, right)
    return equal_values(left, right) is True


def equivalent(left: Items, right: Items) -> bool:
    """``~`` of two collections of values, in any order."""
    if len(left) != len(right):
        return False
    if len(left) == 1:
        return equivalent_values(left[0], right[0])
    one_sided, other_sided = _without_equals(left, right)
    if len(one_sided) > MAX_UNORDERED:
        raise errors.too_costly(
            f"so sánh không thứ tự quá {MAX_UNORDERED} phần tử khác nhau",
            f"over {MAX_UNORDERED} different items compared in any order",
        )
    for one in one_sided:
        found = next(
            (index for index, other in enumerate(other_sided) if equivalent_values(one, other)), None
        )
        if found is None:
            return False
        del other_sided[found]
    return True


def _without_equals(left: Items, right: Items) -> tuple[Items, Items]:
    """Both without the items that have an equal one on the other side, one for one."""
    keys = [key(each) for each in right]
    counts = Counter(keys)
    alone = []
    for item in left:
        name = key(item)
        if counts[name] > 0:
            counts[name] -= 1
        else:
            alone.append(item)
    others = []
    for item, name in zip(right, keys, strict=True):
        if counts[name] > 0:
            counts[name] -= 1
            others.append(item)
    return alone, others


def order(left: Any, right: Any) -> int | None:
    """-1, 0 or 1; None where nothing is known. :raises errors.EvaluationFailed: they have no order."""
    if (left.__class__ is str and right.__class__ is str) or (is_number(left) and is_number(right)):
        return 0 if left == right else -1 if left < right else 1
    if left.__class__ is Temporal and right.__class__ is Temporal:
        if (left.kind == dates.TIME) == (right.kind == dates.TIME):
            return dates.compare(left, right)
    elif Quantity in (left.__class__, right.__class__):
        left, right = _as_quantity(left), _as_quantity(right)
        if left.__class__ is right.__class__:
            found = quantities.bases(left, right)
            return None if found is None else 0 if found[0] == found[1] else -1 if found[0] < found[1] else 1
    raise errors.failed("hai giá trị khác kiểu không so sánh được", "values of these types have no order")


def key(value: Any) -> Hashable:
    """Equal values have equal keys, others different ones: what sets of items are made of."""
    kind = value.__class__
    if kind is str:
        return value  # type: ignore[no-any-return]
    if kind is bool:
        return ("boolean", value)
    if kind is int or isinstance(value, Decimal):
        return value  # type: ignore[no-any-return]
    if kind is Temporal:
        return dates.key(value)
    if kind is Quantity:
        unit = units.CALENDAR.get(value.unit, value.unit)
        found = units.canonical(value.value, unit) if value.unit not in units.INEXACT else None
        return ("quantity", *(found or (value.value, value.unit)))
    if kind is dict:
        return ("object", frozenset((name, key(each)) for name, each in value.items()))
    if kind is list:
        return ("list", tuple(key(each) for each in value))
    return ("other", value)
