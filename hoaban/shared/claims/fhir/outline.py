"""What the import must know about the resources of a dossier, without the import knowing FHIR."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hoaban.record.shapes import Entry, Json

_SHARED_TYPES = {"Patient", "Person", "Organization", "Practitioner", "Coverage", "RelatedPerson"}
"""Types that live on beside the dossier: a correction never withdraws them."""


@dataclass(frozen=True, slots=True)
class Outline:
    """The resources that others hang on."""

    patient: Json
    encounter: Json
    provenance_id: str


def outline(resources: Sequence[Json]) -> Outline:
    """Find the Patient, the Encounter and the Provenance of a mapped dossier."""
    by_type = {one["resourceType"]: one for one in resources}
    return Outline(by_type["Patient"], by_type["Encounter"], by_type["Provenance"]["id"])


def entries(resources: Sequence[Json]) -> list[Entry]:
    """Each resource as an entry for the door, under its own id."""
    return [Entry("PUT", one["resourceType"], one["id"], one) for one in resources]


def names(resources: Sequence[Json]) -> list[tuple[str, str]]:
    """(type, id) of each resource."""
    return [(one["resourceType"], one["id"]) for one in resources]


def withdrawals(before: Json, resources: Sequence[Json]) -> list[Entry]:
    """Entries that withdraw what the last Provenance names and the corrected dossier no longer contains."""
    kept = set(names(resources))
    told = [tuple(str(one.get("reference", "")).split("/", 1)) for one in before.get("target", ())]
    gone = [name for name in told if len(name) == 2 and name not in kept and name[0] not in _SHARED_TYPES]
    return [Entry("DELETE", type_name, fhir_id) for type_name, fhir_id in gone]


def belongs_to_dossier(type_name: str) -> bool:
    """Whether a correction withdraws what it no longer contains of this type."""
    return type_name not in _SHARED_TYPES


def shared_names(resources: Sequence[Json]) -> list[tuple[str, str]]:
    """(type, id) of what other visits share with this one: the Patient, cards, relatives."""
    return [name for name in names(resources) if name[0] in _SHARED_TYPES]
