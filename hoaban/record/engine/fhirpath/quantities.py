"""System.Quantity: a number with a unit; comparison and arithmetic (FHIRPath 2.0.0, 4.1.8, 6.1 and 6.6)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation, localcontext
from typing import Any

from hoaban.record.engine.fhirpath import errors, units

UCUM = "http://unitsofmeasure.org"
DECIMALS = Context(prec=34)
_TEXT = re.compile(r"([+-]?\d+(?:\.\d+)?)\s*(?:'([^']+)'|([a-z]+))?")


@dataclass(frozen=True, slots=True)
class Quantity:
    """``calendar``: the unit is a calendar word in the singular ("week"), else a UCUM code ("wk")."""

    value: Decimal
    unit: str
    calendar: bool = False

    def __str__(self) -> str:
        if not self.calendar:
            return f"{self.value} '{self.unit}'"
        return f"{self.value} {self.unit}{'' if self.value == 1 else 's'}"


def with_word(value: Decimal, word: str) -> Quantity:
    """A quantity whose unit is a calendar word, singular or plural."""
    return Quantity(value, word.removesuffix("s"), calendar=True)


def parse(text: str) -> Quantity | None:
    """The quantity that a string writes (``1 'wk'``, ``4 days``, ``1``), None if it writes none."""
    match = _TEXT.fullmatch(text)
    if match is None or len(text) > 200:
        return None
    value = Decimal(match[1])
    if match[3] is None:
        return Quantity(value, match[2] or "1")
    return with_word(value, match[3]) if match[3].removesuffix("s") in units.CALENDAR else None


def of_fhir(body: dict[str, Any]) -> Quantity | None:
    """A FHIR Quantity as a System one; None without a value or with a comparator."""
    value = body.get("value")
    if not isinstance(value, int | Decimal) or "comparator" in body:
        return None
    code = body.get("code")
    if isinstance(code, str) and body.get("system") == UCUM:
        return Quantity(Decimal(value), code)
    unit = body.get("unit", body.get("code"))
    return Quantity(Decimal(value), unit if isinstance(unit, str) else "1")


def calendar_unit(quantity: Quantity) -> str | None:
    """The calendar word that a quantity means when it is added to a date; None if it means none."""
    word = quantity.unit.removesuffix("s")
    if word in units.CALENDAR:
        return word
    exact = {code: word for word, code in units.CALENDAR.items() if word not in units.INEXACT}
    return exact.get(quantity.unit)


def _base(quantity: Quantity) -> tuple[Decimal, str] | None:
    with localcontext(DECIMALS):
        return units.canonical(quantity.value, units.CALENDAR.get(quantity.unit, quantity.unit))


def _inexact(quantity: Quantity) -> bool:
    return quantity.calendar and quantity.unit in units.INEXACT


def bases(left: Quantity, right: Quantity) -> tuple[Decimal, Decimal] | None:
    """Both values in one unit; None where they cannot be compared."""
    if left.unit == right.unit and left.calendar == right.calendar:
        return left.value, right.value
    if _inexact(left) and _inexact(right):
        months = {"year": 12, "month": 1}
        return left.value * months[left.unit], right.value * months[right.unit]
    if _inexact(left) or _inexact(right):
        return None
    one, other = _base(left), _base(right)
    if one is None or other is None or one[1] != other[1]:
        return None
    return one[0], other[0]


def comparable(left: Quantity, right: Quantity) -> bool:
    return bases(left, right) is not None


def equal(left: Quantity, right: Quantity) -> bool | None:
    """None where the units cannot be brought together (``1 'a' = 1 year``)."""
    found = bases(left, right)
    if found is not None:
        return found[0] == found[1]
    # Units that measure different things are unequal only in that nothing is known (6.1.1).
    one, other = _base(left), _base(right)
    return False if one is not None and other is not None and one[1] != other[1] else None


def equivalent(left: Quantity, right: Quantity) -> bool:
    """Equal as far as the less precise of the two is written; a year is then 365.25 days."""
    if left.unit == right.unit:
        return numbers_equivalent(left.value, right.value)
    one, other = _factor(left), _factor(right)
    if one is None or other is None or one[1] != other[1]:
        return False
    with localcontext(DECIMALS):
        apart = abs(left.value * one[0] - right.value * other[0])
        return apart == 0 or apart < max(_half_step(left.value) * one[0], _half_step(right.value) * other[0])


def _factor(quantity: Quantity) -> tuple[Decimal, str] | None:
    """What one of the unit is in base units."""
    return _base(Quantity(Decimal(1), quantity.unit, quantity.calendar))


def _half_step(number: Decimal) -> Decimal:
    return Decimal(5).scaleb(min(int(number.as_tuple().exponent), 0) - 1)


def numbers_equivalent(left: Decimal | int, right: Decimal | int) -> bool:
    """Equal at the precision of the one written with fewer decimals, trailing zeros left out."""
    one, other = Decimal(left), Decimal(right)
    if one == other:
        return True
    step = Decimal(1).scaleb(max(_places(one), _places(other)))
    try:
        with localcontext(DECIMALS):
            return one.quantize(step, ROUND_HALF_UP) == other.quantize(step, ROUND_HALF_UP)
    except InvalidOperation:
        return False


def _places(number: Decimal) -> int:
    with localcontext(DECIMALS):
        return min(int(number.normalize().as_tuple().exponent), 0)


def product(left: Quantity, right: Quantity) -> Quantity:
    with localcontext(DECIMALS):
        return Quantity(left.value * right.value, _combined(left, ".", right))


def quotient(left: Quantity, right: Quantity) -> Quantity:
    with localcontext(DECIMALS):
        return Quantity(left.value / right.value, _combined(left, "/", right))


def _combined(left: Quantity, sign: str, right: Quantity) -> str:
    one, other = (units.CALENDAR.get(each.unit, each.unit) for each in (left, right))
    if other == "1":
        return one
    if sign == "/" and one == other:
        return "1"
    other = f"({other})" if "/" in other or "." in other else other
    return f"{'' if one == '1' and sign == '.' else one + sign}{other}"


def total(left: Quantity, right: Quantity, sign: int) -> Quantity | None:
    """Sum or difference in the unit of ``left``; None where the units do not fit."""
    if left.unit == right.unit and left.calendar == right.calendar:
        return Quantity(left.value + sign * right.value, left.unit, left.calendar)
    found = bases(left, right)
    one = _factor(left)
    if found is None or one is None:
        return None
    if _inexact(left):
        raise errors.failed("không cộng năm với tháng", "years and months do not add")
    with localcontext(DECIMALS):
        return Quantity((found[0] + sign * found[1]) / one[0], left.unit, left.calendar)
