"""The CapabilityStatement, generated from what is really served."""

from __future__ import annotations

from functools import cache

from hoaban.record.engine import parse_json, structure
from hoaban.record.engine.search import parameters
from hoaban.record.shapes import Json

_INTERACTIONS = ("read", "vread", "update", "delete", "history-instance", "create", "search-type")


@cache
def statement(base_url: str) -> bytes:
    """The statement for one address of this server."""
    resources: list[Json] = [
        {
            "type": name,
            "interaction": [{"code": code} for code in _INTERACTIONS],
            "versioning": "versioned-update",
            "readHistory": True,
            "updateCreate": True,
            "searchParam": [{"name": p.code, "type": p.type} for p in parameters.supported(name)],
        }
        for name in structure.resource_types()
    ]
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
                    "resource": resources,
                    "interaction": [{"code": "transaction"}],
                }
            ],
        }
    )
