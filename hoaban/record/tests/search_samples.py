"""For every parameter of every type a resource that it must find, built along the parameter's expression.

``Sample`` also says how the value is asked for, and how another value would be.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from hoaban.record.engine import structure
from hoaban.record.engine.search.parameter import Parameter
from hoaban.record.engine.search.routes import Equals, ResolvesTo, Route, Step
from hoaban.record.shapes import Json

UCUM = "http://unitsofmeasure.org"
CODES, NAMES = "http://a.example/codes", "http://a.example/names"


@dataclass(frozen=True, slots=True)
class Sample:
    """A value of a data type, the text that asks for it and one that asks for another; ``before`` and ``after`` it."""

    value: Any
    asked: str
    other: str
    before: str = ""
    after: str = ""


def sample(parameter: Parameter, route: Route) -> Sample:
    """A sample for values at the end of a route."""
    return _BY_TYPE[parameter.type](parameter, route)


def resource(parameter: Parameter, route: Route, value: Any) -> Json:
    """A resource with this value where the route leads, and nothing else but what the route goes through."""
    made: Json = {"resourceType": parameter.resource_type, "id": "here"}
    _lay(made, parameter.resource_type, route.steps, value)
    return made


def composite(parameter: Parameter, index: int) -> tuple[Json, str, str]:
    """A resource for one route of a composite, the text that asks for it, and one that asks for another."""
    route, parts = parameter.routes[index], parameter.parts[index]
    made: Json = {"resourceType": parameter.resource_type, "id": "here"}
    holder = _lay(made, parameter.resource_type, route.steps, {}) if route.steps else made
    texts, others = [], []
    for part in parts:
        inner = part.routes[0]
        found = sample(part.parameter, inner)
        start, kind = (made, parameter.resource_type) if inner.from_root else (holder, route.kind)
        _lay(start, kind, inner.steps, found.value)
        texts.append(found.asked)
        others.append(found.other)
    return made, "$".join(texts), "$".join([*texts[:-1], others[-1]])


def around(sample: Sample) -> dict[str, tuple[str, str]]:
    """For each prefix a value that the sample fits and one that it does not."""
    return {
        "eq": (sample.asked, sample.after), "ne": (sample.after, sample.asked), "ap": (sample.asked, sample.other),
        "gt": (sample.before, sample.after), "ge": (sample.asked, sample.after), "sa": (sample.before, sample.asked),
        "lt": (sample.after, sample.before), "le": (sample.asked, sample.before), "eb": (sample.after, sample.asked),
    }  # fmt: skip


def compared(parameter: Parameter, index: int) -> list[tuple[str, str]]:
    """The texts that ask for a composite with each prefix of its last part, and such that must not find it."""
    parts = parameter.parts[index]
    found = [sample(part.parameter, part.routes[0]) for part in parts]
    start = "$".join(each.asked for each in found[:-1])
    if not found[-1].before:
        return []
    return [
        (f"{start}${prefix}{right}", f"{start}${prefix}{wrong}")
        for prefix, (right, wrong) in around(found[-1]).items()
    ]


def _lay(holder: Json, kind: str, steps: tuple[Step, ...], value: Any) -> Any:
    """Put a value at the end of the steps; returns it. What gates ask for is laid down on the way."""
    names = [step for step in steps if isinstance(step, str)]
    last = len(names)
    for step in steps:
        if isinstance(step, Equals):
            holder[step.key] = step.value
        if not isinstance(step, str):
            continue
        last -= 1
        element = structure.find_element(kind, step)
        assert element is not None, (kind, step)
        kind = element.json_names().get(step, element.types[0])
        made: Any = value if last == 0 else {}
        if step in holder:
            existing = holder[step][0] if isinstance(holder[step], list) else holder[step]
            if last:
                holder = existing
                continue
            if isinstance(existing, dict):
                existing.update(value)
                return existing
        holder[step] = [made] if element.many else made
        holder = made if isinstance(made, dict) else holder
    if isinstance(steps[-1], Equals) and isinstance(value, dict):
        value[steps[-1].key] = steps[-1].value
    return value


def _token(parameter: Parameter, route: Route) -> Sample:
    coding = {"system": CODES, "code": "a", "display": "Đường máu"}
    match route.kind:
        case "CodeableConcept":
            return Sample({"coding": [coding], "text": "Tĩnh mạch"}, f"{CODES}|a", f"{CODES}|b")
        case "Coding":
            return Sample(coding, f"{CODES}|a", f"{CODES}|b")
        case "Identifier":
            kind = {"coding": [{"system": CODES, "code": "MR"}], "text": "Số đường máu"}
            return Sample({"system": NAMES, "value": "1", "type": kind}, f"{NAMES}|1", f"{NAMES}|2")
        case "ContactPoint":
            system = next((each.value for each in route.steps if isinstance(each, Equals)), "phone")
            return Sample({"system": system, "value": "+84 912 345"}, "0912345", "0999")
        case "boolean":
            return Sample(True, "true", "false")
    return Sample("a", "a", "b")


def _string(parameter: Parameter, route: Route) -> Sample:
    value: Any = "Nguyễn Văn An"
    if route.kind in ("HumanName", "Address"):
        value = {"text": value}
    return Sample(value, "nguyen van", "giang")


def _date(parameter: Parameter, route: Route) -> Sample:
    value: Any = {
        "Period": {"start": "2024-05-03", "end": "2024-05-03"},
        "Timing": {"event": ["2024-05-03"]},
        "instant": "2024-05-03T07:00:00+07:00",
    }.get(route.kind, "2024-05-03")
    asked = value if isinstance(value, str) else "2024-05-03"
    return Sample(value, asked, "1990-01-01", "2023-01-01", "2025-01-01")


def _reference(parameter: Parameter, route: Route) -> Sample:
    gates = [step.kind for step in route.steps if isinstance(step, ResolvesTo)]
    kind = (gates or list(parameter.targets) or ["Patient"])[0]
    if route.kind == "Reference":
        value: Any = {"reference": f"{kind}/1", "identifier": {"system": NAMES, "value": "1"}}
        return Sample(value, f"{kind}/1", f"{kind}/2")
    if route.kind == "Resource":
        return Sample({"resourceType": kind, "id": "1"}, f"{kind}/1", f"{kind}/2")
    return Sample("http://a.example/x/y", "http://a.example/x/y", "http://a.example/z")


def _uri(parameter: Parameter, route: Route) -> Sample:
    return Sample("http://a.example/x/y", "http://a.example/x/y", "http://a.example/z")


def _number(parameter: Parameter, route: Route) -> Sample:
    value: Any = {"integer": 5, "Range": {"low": {"value": 5}, "high": {"value": 5}}}.get(
        route.kind, Decimal("5.0")
    )
    return Sample(value, "5", "70", "1", "9")


def _quantity(parameter: Parameter, route: Route) -> Sample:
    grams = {"value": Decimal(5), "system": UCUM, "code": "g"}
    if route.kind == "Money":
        unit = "|urn:iso:std:iso:4217|VND"
        return Sample(
            {"value": Decimal(5), "currency": "VND"}, f"5{unit}", f"70{unit}", f"1{unit}", f"9{unit}"
        )
    value = {
        "Range": {"low": grams, "high": grams},
        "SampledData": {"origin": grams, "data": "0 0 E", "dimensions": 1, "period": 1},
    }.get(route.kind, grams)
    unit = f"|{UCUM}|g"
    return Sample(value, f"5{unit}", f"70{unit}", f"1{unit}", f"9{unit}")


def _special(parameter: Parameter, route: Route) -> Sample:
    return Sample(
        {"latitude": Decimal("22.4"), "longitude": Decimal("103.5")}, "22.4|103.5|1", "10.8|106.7|1"
    )


def _text(parameter: Parameter, route: Route) -> Sample:
    return Sample('<div xmlns="http://www.w3.org/1999/xhtml"><p>Khó th&#7903;, ho</p></div>', "thở ho", "sốt")


_BY_TYPE = {
    "text": _text,
    "token": _token, "string": _string, "date": _date, "reference": _reference, "uri": _uri, "number": _number,
    "quantity": _quantity, "special": _special,
}  # fmt: skip
