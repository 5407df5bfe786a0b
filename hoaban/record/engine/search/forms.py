"""By which forms the values of each data type are found (``keys.py`` says what a form is)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from hoaban.record.engine.search import keys

Json = dict[str, Any]


def forms_reader(parameter_type: str, kind: str) -> Callable[[Any], Iterable[str]]:
    """The forms of a value of data type ``kind`` under a token, reference or uri parameter."""
    if parameter_type == "uri":
        return lambda value: [f"u.{value}", *keys.beginnings(value)]
    if parameter_type == "reference":
        return _reference_forms if kind in ("Reference", "Resource") else keys.canonical_forms
    match kind:
        case "CodeableConcept":
            return _concept_forms
        case "Coding":
            return lambda value: keys.token_forms(value.get("system"), value.get("code"))
        case "Identifier":
            return lambda value: keys.token_forms(value.get("system"), value.get("value"))
        case "ContactPoint":
            return lambda value: keys.token_forms(
                value.get("system"), keys.contact_code(value.get("value", ""))
            )
        case "boolean":
            return lambda value: keys.token_forms(None, "true" if value else "false")
    return lambda value: keys.token_forms(None, value)


def address_of(value: Json) -> str:
    """The literal address in a Reference, or of a resource that stands in its place."""
    address = value.get("reference")
    if type(address) is str:
        return address
    return f"{value['resourceType']}/{value.get('id', '')}" if "resourceType" in value else ""


def _concept_forms(value: Json) -> list[str]:
    codings = value.get("coding", ())
    return [form for each in codings for form in keys.token_forms(each.get("system"), each.get("code"))]


def _reference_forms(value: Json) -> list[str]:
    return keys.reference_forms(address_of(value))
