"""Values of answers: whether two are the same, which is more, what the type of one may be."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from hoaban.kernel.clock import VIETNAM
from hoaban.record.shapes import Json
from hoaban.shared.forms.fhir.shapes import VALUE_TYPES, Item, Kind, Value

NUMBERS, MOMENTS = {"Integer", "Decimal"}, {"Date", "DateTime", "Time"}
ORDERED = {Kind.INTEGER, Kind.DECIMAL, Kind.DATE, Kind.DATETIME, Kind.TIME, Kind.QUANTITY}


def types_of(item: Item) -> set[str]:
    """The types that an answer to an item may have; options of a choice bring theirs along."""
    types = set(VALUE_TYPES.get(item.kind, ()))
    if item.kind in (Kind.CHOICE, Kind.OPEN_CHOICE):
        types |= {option.value.type for option in item.options}
    return types


def same(one: Value, other: Value) -> bool:
    """Whether two values say the same: numbers by value, codes by system and code, all else as written."""
    if one.type in NUMBERS and other.type in NUMBERS:
        return Decimal(one.json) == Decimal(other.json)
    if one.type != other.type:
        return False
    if one.type == "Coding":
        return bool(_coded(one.json) == _coded(other.json))
    if one.type == "Quantity":
        return compare(one, other) == 0
    if one.type == "Reference":
        return bool(one.json.get("reference") == other.json.get("reference"))
    if one.type == "DateTime":
        return compare(one, other) == 0
    return bool(one.json == other.json)


def compare(one: Value, other: Value) -> int | None:
    """Below 0, 0 or above 0 as ``one`` is less, equal or more; None where nobody can tell.

    Dates of different precision are told apart by what both of them say: 2026-05 is no later than 2026-05-04.
    """
    left, right = _measure(one), _measure(other)
    if left is None or right is None:
        return None
    if isinstance(left, str) and isinstance(right, str):
        length = min(len(left), len(right))
        left, right = left[:length], right[:length]
    try:
        return int(left > right) - int(left < right)
    except TypeError:
        return None


def is_among(value: Value, others: list[Value]) -> bool:
    return any(same(value, other) for other in others)


def _coded(coding: dict[str, Any]) -> tuple[str, str]:
    return coding.get("system", ""), coding.get("code", "")


def _measure(value: Value) -> Any:
    """Something that ``<`` understands; a quantity with its unit is a tuple, so that units never mix."""
    if value.type in NUMBERS:
        return Decimal(value.json)
    if value.type in MOMENTS:
        return _instant(value.json)
    if value.type == "Quantity" and "value" in value.json:
        return _Measured(Decimal(value.json["value"]), value.json.get("code") or value.json.get("unit", ""))
    return None


def _instant(text: str) -> Any:
    """A date-time with a zone as the Vietnamese wall clock, so that texts can be compared."""
    if "T" not in text:
        return text
    try:
        return datetime.fromisoformat(text).astimezone(VIETNAM).strftime("%Y-%m-%dT%H:%M:%S.%f")
    except ValueError:
        return text


class _Measured:
    """A number in a unit; compared only with one of the same unit."""

    def __init__(self, number: Decimal, unit: str) -> None:
        self.number, self.unit = number, unit

    def _against(self, other: Any, order: Callable[[Decimal, Decimal], bool]) -> Any:
        if not isinstance(other, _Measured) or other.unit != self.unit:
            return NotImplemented
        return order(self.number, other.number)

    def __lt__(self, other: Any) -> Any:
        return self._against(other, Decimal.__lt__)

    def __gt__(self, other: Any) -> Any:
        return self._against(other, Decimal.__gt__)


def as_value(item: Item, found: Any) -> Value | None:
    """What an expression yielded, as an answer to an item; None where it does not fit.

    A whole number answers a decimal; a decimal without fraction answers an integer; a number alone a quantity with one unit.
    """
    match item.kind:
        case Kind.BOOLEAN:
            return Value("Boolean", found) if isinstance(found, bool) else None
        case Kind.DECIMAL | Kind.INTEGER | Kind.QUANTITY if isinstance(
            found, int | Decimal
        ) and not isinstance(found, bool):
            return _number(item, found)
        case Kind.STRING | Kind.TEXT | Kind.URL:
            return (
                Value(VALUE_TYPES[item.kind][0], found.strip())
                if isinstance(found, str) and found.strip()
                else None
            )
        case Kind.DATE | Kind.DATETIME | Kind.TIME:
            return _moment(item.kind, str(found))
        case Kind.CHOICE | Kind.OPEN_CHOICE:
            return _chosen(item, found)
        case Kind.QUANTITY | Kind.ATTACHMENT | Kind.REFERENCE if isinstance(found, dict):
            return Value(VALUE_TYPES[item.kind][0], found)
    return None


def _number(item: Item, found: int | Decimal) -> Value | None:
    if item.kind is Kind.INTEGER:
        return Value("Integer", int(found)) if found == int(found) and -(2**31) <= found < 2**31 else None
    places = item.limits.decimal_places
    try:
        exact = Decimal(found) if places is None else _rounded(Decimal(found), places)
    except InvalidOperation:
        return None
    if item.kind is Kind.DECIMAL:
        return Value("Decimal", exact)
    unit: Json = item.units[0] if item.units else {}
    told = {
        "unit": unit.get("display") or unit.get("code"),
        "system": unit.get("system"),
        "code": unit.get("code"),
    }
    return Value("Quantity", {"value": exact, **{name: text for name, text in told.items() if text}})


def _rounded(number: Decimal, places: int) -> Decimal:
    """Halves go up, as people round by hand."""
    return number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def _moment(kind: Kind, text: str) -> Value | None:
    if kind is Kind.DATE and text[:1].isdigit() and "T" in text:
        text = text.split("T")[0]
    shaped = text[:1].isdigit() and (":" in text if kind is Kind.TIME else text[4:5] in ("", "-"))
    return Value(VALUE_TYPES[kind][0], text) if shaped else None


def _chosen(item: Item, found: Any) -> Value | None:
    """The option that has this code or value; a code of a list stands as it is."""
    for option in item.options:
        if found in (
            option.value.json,
            option.value.json.get("code") if option.value.type == "Coding" else None,
        ):
            return option.value
        if (
            isinstance(found, dict)
            and option.value.type == "Coding"
            and _coded(found) == _coded(option.value.json)
        ):
            return option.value
    if isinstance(found, dict) and "code" in found and not item.options:
        return Value("Coding", found)
    return (
        Value("String", found) if item.kind is Kind.OPEN_CHOICE and isinstance(found, str) and found else None
    )
