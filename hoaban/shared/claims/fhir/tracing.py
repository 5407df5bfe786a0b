"""What the record tells of a dossier's way: from which original, which facts, and which of them were withdrawn."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from hoaban.record.shapes import Json

_KINDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "Condition": "diagnosis",
        "MedicationRequest": "medicine",
        "MedicationDispense": "dispense",
        "Procedure": "procedure",
        "ServiceRequest": "order",
        "Specimen": "specimen",
        "Observation": "result",
        "DiagnosticReport": "report",
        "Composition": "note",
        "Claim": "claim",
        "Encounter": "visit",
    }
)
_NAMES: Final = ("code", "medicationCodeableConcept", "type", "class")


def encounter_query(encounter_id: str) -> list[tuple[str, str]]:
    """How to find what tells where the facts of a visit came from."""
    return [("target", f"Encounter/{encounter_id}")]


def targets(provenance: Json) -> list[tuple[str, str]]:
    """(type, id) of every fact that a Provenance speaks of."""
    told = [str(one.get("reference", "")).split("/", 1) for one in provenance.get("target", ())]
    return [(one[0], one[1]) for one in told if len(one) == 2]


def original_id(provenance: Json) -> str:
    """The DocumentReference that the facts were made from; empty when it names none."""
    for entity in provenance.get("entity", ()):
        kind, _, fhir_id = str(entity.get("what", {}).get("reference", "")).partition("/")
        if kind == "DocumentReference":
            return fhir_id
    return ""


def digest(document: Json) -> str:
    """The digest under which the bytes of an original are kept; empty when they are not kept here."""
    for content in document.get("content", ()):
        url = str(content.get("attachment", {}).get("url", ""))
        if url.startswith("urn:sha256:"):
            return url.removeprefix("urn:sha256:")
    return ""


def kind_of(type_name: str) -> str:
    """What a fact is, in a word of ours; ``other`` for what has none."""
    return _KINDS.get(type_name, "other")


def title(resource: Json) -> str:
    """What a fact is about: the name of the drug, service, index or disease; empty when it has none."""
    for name in _NAMES:
        concept = resource.get(name)
        if not isinstance(concept, dict):
            continue
        coding: Json = next(iter(concept.get("coding", ())), {})
        if text := concept.get("text") or coding.get("display") or coding.get("code"):
            return str(text)
    return ""
