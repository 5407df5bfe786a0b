"""``%name``: the resource, its container, the context, fixed addresses, and what a caller passes."""

from __future__ import annotations

from typing import Any

from hoaban.record.engine.fhirpath import compiled, errors
from hoaban.record.engine.fhirpath.compiled import Compiled
from hoaban.record.engine.fhirpath.env import Env
from hoaban.record.engine.fhirpath.model import ANYTHING, STRING, Items, Kind, Node, of_type

_ADDRESSES = {
    "ucum": "http://unitsofmeasure.org",
    "sct": "http://snomed.info/sct",
    "loinc": "http://loinc.org",
}
_VALUE_SET, _EXTENSION = "http://hl7.org/fhir/ValueSet/", "http://hl7.org/fhir/StructureDefinition/"


def variable(name: str, resource: Kind, context: Kind) -> Compiled:
    """The closure of ``%name``; one that nobody passes fails when it is asked for."""
    if name == "resource":
        if resource.bare:
            return Compiled(lambda _this, env: [env.resource], resource)
        return Compiled(lambda _this, env: as_items(env.resource), ANYTHING)
    if name == "rootResource":
        return Compiled(lambda _this, env: as_items(env.resource if env.root is None else env.root), ANYTHING)
    if name == "context":
        return Compiled(lambda _this, env: env.context, context)
    address = _ADDRESSES.get(name)
    if name.startswith("vs-"):
        address = _VALUE_SET + name.removeprefix("vs-")
    elif name.startswith("ext-"):
        address = _EXTENSION + name.removeprefix("ext-")
    if address is not None:
        return compiled.literal(address, of_type(STRING))

    def passed(_this: Items, env: Env) -> Items:
        if name not in env.variables:
            raise errors.failed(f"không có biến %{name[:40]}", f"there is no variable %{name[:40]}")
        return as_items(env.variables[name])

    return Compiled(passed, ANYTHING)


def as_items(value: Any) -> Items:
    """A passed value as items: a resource as a Node, None as nothing, a list as several."""
    if value is None:
        return []
    if value.__class__ is list:
        return [item for each in value for item in as_items(each)]
    if value.__class__ is dict:
        return [Node(value, value.get("resourceType", "Element"))]
    return [value]
