"""The CapabilityStatement, generated from what is really served."""

from __future__ import annotations

from functools import cache

from hoaban.record.engine import parse_json, structure
from hoaban.record.engine.search import definitions, parameters
from hoaban.record.engine.search.parameter import COMMON, Parameter
from hoaban.record.shapes import Json

_INTERACTIONS = ("read", "vread", "update", "delete", "history-instance", "create", "search-type")


@cache
def statement(base_url: str) -> bytes:
    """The statement for one address of this server."""
    return parse_json.dumps(
        {
            "resourceType": "CapabilityStatement",
            "status": "active",
            "date": "2026-11-22",
            "kind": "instance",
            "software": {"name": "Hoa Ban"},
            "implementation": {"description": "Hoa Ban", "url": base_url},
            "fhirVersion": "4.0.1",
            "format": ["application/fhir+json"],
            "rest": [
                {
                    "mode": "server",
                    "security": {"description": "OAuth 2.0 bearer tokens; one audit entry for each call."},
                    "resource": [_resource(name) for name in structure.resource_types()],
                    "interaction": [{"code": "transaction"}, {"code": "search-system"}],
                    "searchParam": [_parameter(p) for p in parameters.supported("Basic") if p.code in COMMON],
                    "compartment": [
                        f"http://hl7.org/fhir/CompartmentDefinition/{kind[0].lower()}{kind[1:]}"
                        for kind in definitions.load().compartments
                    ],
                }
            ],
        }
    )


def _resource(name: str) -> Json:
    served = parameters.supported(name)
    return {
        "type": name,
        "interaction": [{"code": code} for code in _INTERACTIONS],
        "versioning": "versioned-update",
        "readHistory": True,
        "updateCreate": True,
        "searchInclude": ["*", f"{name}:*", *(f"{name}:{each.code}" for each in served if each.links)],
        "searchRevInclude": ["*", *_referring().get(name, ())],
        "searchParam": [_parameter(each) for each in served],
    }


def _parameter(parameter: Parameter) -> Json:
    said: Json = {
        "name": parameter.code,
        "definition": f"http://hl7.org/fhir/SearchParameter/{parameter.url}",
        "type": parameter.official_type,
    }
    uses = []
    if parameter.modifiers:
        uses.append("Modifiers: " + ", ".join(f":{each}" for each in parameter.modifiers))
    if parameter.comparators:
        uses.append("Prefixes: " + ", ".join(parameter.comparators))
    if parameter.links:
        uses.append("May be chained, also in reverse (_has)")
    return {**said, "documentation": ". ".join(uses) + "."} if uses else said


@cache
def _referring() -> dict[str, tuple[str, ...]]:
    """For each type, the parameters of all types that refer to it, as ``_revinclude`` names them."""
    found: dict[str, list[str]] = {}
    for kind in structure.resource_types():
        for parameter in parameters.supported(kind):
            for target in parameter.targets if parameter.links else ():
                found.setdefault(target, []).append(f"{kind}:{parameter.code}")
    return {kind: tuple(names) for kind, names in found.items()}
