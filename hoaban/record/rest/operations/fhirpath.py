"""``$fhirpath``: an expression asked of a resource that was sent, or of one that is stored and may be read."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from typing import Any

from hoaban.kernel.errors import Invalid
from hoaban.record.engine import fhirpath, parse_json, structure
from hoaban.record.engine.drafting import ValidationFailed
from hoaban.record.engine.validate import validate
from hoaban.record.rest.http import Request, Response
from hoaban.record.rest.opening import door
from hoaban.record.rest.operations import parameters
from hoaban.record.shapes import Json

_KNOWN = frozenset({"expression", "resource", "reference"})
_LONGEST = 10_000
_MOST = 10_000
_AS_JSON = "https://hoaban.example/fhir/StructureDefinition/json-value"
_INTEGERS = range(-(2**31), 2**31)
_TEMPORAL = {"Date": "date", "DateTime": "dateTime", "Time": "time"}
_UCUM = "http://unitsofmeasure.org"


def answered(request: Request) -> Response:
    """POST $fhirpath with Parameters: ``expression``, and ``resource`` or ``reference`` (Type/id)."""
    given = parameters.sent(request, _KNOWN)
    expression = given.text("expression")
    if not expression or len(expression) > _LONGEST:
        raise Invalid(
            "Thiếu biểu thức, hoặc nó quá dài.", "The expression is missing or too long.", place="expression"
        )
    found = fhirpath.compile(expression).nodes(_resource(request, given))
    if len(found) > _MOST:
        raise Invalid(f"Kết quả quá {_MOST} mục.", f"More than {_MOST} results.", place="expression")
    return parameters.answer([{"name": "result", **_part(item)} for item in found])


def _resource(request: Request, given: parameters.Given) -> Json:
    named = given.value("reference", "valueReference")
    text = named.get("reference") if isinstance(named, dict) else None
    address = text if text is not None else None if named is not None else given.text("reference")
    if isinstance(address, str):
        kind, _, fhir_id = address.removeprefix(request.base_url + "/").partition("/")
        return door(request).read(kind, fhir_id).json()
    resource = given.value("resource", "resource")
    if not isinstance(resource, dict):
        raise Invalid(
            "Thiếu resource hoặc reference.", "A resource or reference is missing.", place="resource"
        )
    issues = validate(resource)
    if issues:
        raise ValidationFailed(issues)
    return resource


def _part(item: Any) -> Json:
    """One result as the rest of a part of Parameters: a value of its type, a resource, or else its JSON."""
    if isinstance(item, fhirpath.Node):
        kind, value = item.type, item.value
    else:
        kind, value = _system(item)
    if parameters.is_resource(value):
        return {"resource": value}
    name = _names().get(kind)
    extras = item.extras if isinstance(item, fhirpath.Node) else None
    if name is None or (value is None and not extras):
        text = parse_json.dumps(value).decode()
        return {"extension": [{"url": _AS_JSON, "valueString": text}]}
    beside = {f"_{name}": extras} if extras else {}
    return {**({name: value} if value is not None else {}), **beside}


@cache
def _names() -> dict[str, str]:
    """Type -> the property of a part that holds it."""
    (choice,) = (
        each
        for each in structure.definition("Parameters.parameter").elements
        if each.name.startswith("value")
    )
    return {structure.spoken_name(kind): name for name, kind in choice.json_names().items()}


def _system(item: Any) -> tuple[str, Any]:
    if isinstance(item, bool):
        return "boolean", item
    if isinstance(item, int):
        return ("integer" if item in _INTEGERS else "decimal"), item
    if isinstance(item, Decimal):
        return "decimal", item
    if isinstance(item, fhirpath.Quantity):
        return "Quantity", _quantity(item)
    if isinstance(item, fhirpath.Temporal):
        return _TEMPORAL[item.kind], str(item)
    if isinstance(item, fhirpath.TypeInfo):
        return "string", f"{item.namespace}.{item.name}"
    return "string", str(item)


def _quantity(item: fhirpath.Quantity) -> Json:
    return {"value": item.value, "unit": item.unit, "system": _UCUM, "code": item.unit}
