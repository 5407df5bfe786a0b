"""The CapabilityStatement, generated from what is really served."""

from __future__ import annotations

from functools import cache

from hoaban.record.api import Mode
from hoaban.record.engine import parse_json, structure
from hoaban.record.engine.search import definitions, parameters
from hoaban.record.engine.search.parameter import COMMON, Parameter
from hoaban.record.engine.search.parse import results
from hoaban.record.rest import audit_events, opening
from hoaban.record.shapes import Json

_INTERACTIONS = (
    "read", "vread", "update", "patch", "delete", "history-instance", "history-type", "create", "search-type",
)  # fmt: skip
_SYSTEM = ("transaction", "batch", "search-system", "history-system")
_DEFINITION = "http://hl7.org/fhir/OperationDefinition/"
_EVERYWHERE = {
    "meta": "Resource-meta", "meta-add": "Resource-meta-add", "meta-delete": "Resource-meta-delete",
    "validate": "Resource-validate",
}  # fmt: skip
_EVERYTHING = {"Patient": "Patient-everything", "Encounter": "Encounter-everything"}
_OURS = {
    "fhirpath": "An expression asked of a resource (resource) or of a stored one (reference): Parameters of results.",
    "import": "NDJSON as the body, or files of the inbox (input.url); answered by where to ask how far it is.",
}


_REFERENCES = {
    Mode.ENFORCE: ["literal", "logical", "enforced", "local"],
    Mode.WARN: ["literal", "logical", "local"],
    Mode.OFF: ["literal", "logical", "local"],
}


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
            "format": ["application/fhir+json", "application/fhir+xml"],
            "patchFormat": ["application/json-patch+json", "application/fhir+json", "application/fhir+xml"],
            "rest": [
                {
                    "mode": "server",
                    "security": {"description": "OAuth 2.0 bearer tokens; one audit entry for each call."},
                    "resource": [_resource(name) for name in structure.resource_types()],
                    "interaction": [{"code": code} for code in _SYSTEM],
                    "operation": [
                        _operation("validate", _EVERYWHERE["validate"]),
                        *(
                            {
                                "name": name,
                                "definition": f"{base_url}/OperationDefinition/{name}",
                                "documentation": said,
                            }
                            for name, said in _OURS.items()
                        ),
                    ],
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
        **({"documentation": audit_events.SAID} if name == audit_events.TYPE else {}),
        "interaction": [{"code": code} for code in _INTERACTIONS],
        "versioning": "versioned-update",
        "readHistory": True,
        "updateCreate": True,
        "conditionalCreate": True,
        "conditionalRead": "full-support",
        "conditionalUpdate": True,
        "conditionalDelete": "single" if opening.MOST_DELETED == 1 else "multiple",
        "referencePolicy": _REFERENCES[opening.REFERENCES],
        "operation": [_operation(code, named) for code, named in _EVERYWHERE.items()]
        + ([_operation("everything", _EVERYTHING[name])] if name in _EVERYTHING else []),
        "searchInclude": ["*", f"{name}:*", *(f"{name}:{each.code}" for each in served if each.followed)],
        "searchRevInclude": ["*", *_referring().get(name, ())],
        "searchParam": [_parameter(each) for each in served],
    }


def _operation(code: str, definition: str) -> Json:
    return {"name": code, "definition": _DEFINITION + definition}


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
    if parameter.followed:
        uses.append("May be chained, also in reverse (_has)")
    if results.sortable(parameter):
        uses.append("May be sorted by")
    return {**said, "documentation": ". ".join(uses) + "."} if uses else said


@cache
def _referring() -> dict[str, tuple[str, ...]]:
    """For each type, the parameters of all types that refer to it, as ``_revinclude`` names them."""
    found: dict[str, list[str]] = {}
    for kind in structure.resource_types():
        for parameter in parameters.supported(kind):
            for target in parameters.reached(parameter) if parameter.followed else ():
                found.setdefault(target, []).append(f"{kind}:{parameter.code}")
    return {kind: tuple(names) for kind, names in found.items()}
