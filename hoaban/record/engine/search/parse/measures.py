"""Values of number and quantity parameters, of composites with such parts, and of ``near``."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

from hoaban.record.engine import ucum
from hoaban.record.engine.search import keys, ranges
from hoaban.record.engine.search.criteria import Criterion, Every, Near, Ranges, either, flat
from hoaban.record.engine.search.parameter import Parameter, Part
from hoaban.record.engine.search.parse import values
from hoaban.record.engine.search.parse.faults import IllFormed
from hoaban.record.engine.search.ranges import Asked

DEFAULT_KILOMETRES = Decimal(50)
_PREFIXED = re.compile(r"(eq|ne|gt|ge|lt|le|sa|eb|ap)?(.*)", re.DOTALL)

Understand = Callable[[Parameter, str], Criterion]


def number(parameter: Parameter, value: str) -> Ranges:
    """A number or quantity parameter."""
    found = tuple((_asked(parameter.type, each),) for each in values.alternatives(value))
    return Ranges(tuple(source.number for source in parameter.sources), (0,), found)


def _asked(kind: str, value: str) -> Asked:
    """``5.4``, with its unit where the parameter is a quantity: ``5.4|system|code``, ``5.4||code``."""
    parts = [values.unescape(part) for part in values.split(value, "|")]
    match = _PREFIXED.fullmatch(parts[0])
    prefix, text = (match[1] or "eq", match[2]) if match else ("eq", "")
    found = None
    if len(parts) == 1:
        found = ranges.asked(prefix, text)
    elif kind == "quantity" and len(parts) == 3 and parts[2]:
        found = ranges.asked(prefix, text, parts[1] or None, parts[2])
    if found is None and kind == "quantity":
        raise IllFormed(
            "cần số, số|hệ|đơn-vị hoặc số||đơn-vị", "a number, number|system|code or number||code is expected"
        )
    if found is None:
        raise IllFormed("cần một số", "a number is expected")
    return found


def composite(
    parameter: Parameter, value: str, understand: Understand, known: dict[str, Parameter]
) -> Criterion:
    """A composite with other than keys for parts: together at the resource itself, by rows at elements that repeat."""
    found: list[Criterion] = []
    for each in values.alternatives(value):
        pieces = values.split(each, "$")
        if len(pieces) != len(parameter.parts[0]) or not all(pieces):
            count = len(parameter.parts[0])
            raise IllFormed(
                f"cần {count} phần cách nhau bằng $", f"{count} parts separated by $ are expected"
            )
        for route, parts in zip(parameter.routes, parameter.parts, strict=True):
            if route.steps:
                found.append(_at_element(parameter, parts, pieces))
            else:
                inner = [
                    understand(known[part.whole], piece) for part, piece in zip(parts, pieces, strict=True)
                ]
                found.append(Every(flat(inner)))
    return either(found)


def _at_element(parameter: Parameter, parts: tuple[Part, ...], pieces: list[str]) -> Ranges:
    form = values.token_form(pieces[0], parts[0].parameter)
    asked = tuple(
        _asked(part.parameter.type, piece) for part, piece in zip(parts[1:], pieces[1:], strict=True)
    )
    return Ranges(tuple(source.number for source in parameter.sources), (keys.number(form),), (asked,))


def near(parameter: Parameter, value: str) -> Criterion:
    """``near``: ``latitude|longitude|distance|unit``; without a unit kilometres, without a distance 50 of them."""
    return either(_point(parameter, each) for each in values.alternatives(value))


def _point(parameter: Parameter, value: str) -> Near:
    parts = values.split(value, "|")
    if not 2 <= len(parts) <= 4 or not all(ranges.NUMBER.fullmatch(part) for part in parts[:3] if part):
        raise _no_point()
    latitude, longitude = Decimal(parts[0] or "999"), Decimal(parts[1] or "999")
    distance = Decimal(parts[2]) if len(parts) > 2 and parts[2] else DEFAULT_KILOMETRES
    if len(parts) == 4 and parts[3]:
        converted = ucum.convert(distance, values.unescape(parts[3]), "km")
        if converted is None:
            raise IllFormed("cần đơn vị đo chiều dài của UCUM", "a UCUM unit of length is expected")
        distance = converted
    if abs(latitude) > 90 or abs(longitude) > 180 or distance < 0:
        raise _no_point()
    return Near(parameter.number, float(latitude), float(longitude), float(distance))


def _no_point() -> IllFormed:
    return IllFormed("cần vĩ-độ|kinh-độ|khoảng-cách|đơn-vị", "latitude|longitude|distance|unit is expected")
