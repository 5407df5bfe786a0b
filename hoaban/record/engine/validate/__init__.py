"""Structural validation of FHIR R4 (4.0.1) resources of every type, driven by the official definitions.

Checked: known elements, cardinality, types and formats, choices, required codes, reference form and targets,
primitive extensions, contained resources and entries of bundles, depth. The specification's invariants other
than ele-1, ext-1 and dom-2 are not structure and live elsewhere.
"""

from __future__ import annotations

from typing import Any

from hoaban.record.engine.validate import shapes, tables
from hoaban.record.engine.validate.issues import MAX_ISSUES, Issue, issues, shown

__all__ = ["MAX_ISSUES", "Issue", "validate"]


def validate(resource: Any) -> list[Issue]:
    """Everything that is wrong with ``resource`` as JSON, at most ``MAX_ISSUES``; empty when it is sound.

    Numbers must be int or Decimal, as ``parse_json.loads`` gives them.
    """
    try:
        faults = tables.any_resource(resource, None, 1)
    except RecursionError:
        faults = shapes.too_deep()
    if faults is None:
        return []
    name = resource.get("resourceType") if isinstance(resource, dict) else None
    return issues(shown(name) if isinstance(name, str) else "Resource", faults)
