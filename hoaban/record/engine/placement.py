"""Where a resource belongs: whose it is, to which dossier, and from which places it lets a person be reached.

Pure reading of one resource. References are followed by the store, never here.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from hoaban.record.engine import relations
from hoaban.record.engine.addresses import first_target, is_uid, target, targets, uid_of
from hoaban.record.shapes import Json

__all__ = ["Placement", "is_uid", "place", "uid_of"]

_SUBJECT_ELEMENTS = ("subject", "patient", "beneficiary", "individual", "for", "candidate")
_ENCOUNTER_ELEMENTS = ("encounter", "context")
_NEIGHBOUR_ELEMENTS = (
    "target",
    "request",
    "basedOn",
    "partOf",
    "hasMember",
    "derivedFrom",
    "focus",
    "securityContext",
    "claim",
    "result",
    "specimen",
    "prescription",
    "authorizingPrescription",
    "supportingInformation",
)


@dataclass(frozen=True, slots=True)
class Placement:
    """Ids read from one resource. ``neighbours`` are resources whose place it shares if it names none itself."""

    patient: UUID | None
    dossier: UUID | None
    reached_from: tuple[relations.Reached, ...]
    linked_patients: tuple[UUID, ...]
    """Patients that a Person links (they are one human being)."""
    neighbours: tuple[tuple[str, UUID], ...]


def place(resource: Json, uid: UUID) -> Placement:
    """Read the placement of a validated resource."""
    kind = resource["resourceType"]
    patient = uid if kind == "Patient" else first_target(resource, _SUBJECT_ELEMENTS, "Patient")
    dossier = uid if kind == "Encounter" else _encounter_of(resource)
    neighbours: tuple[tuple[str, UUID], ...] = ()
    if patient is None or dossier is None:
        neighbours = tuple(targets(resource, _NEIGHBOUR_ELEMENTS))
        if patient is None:
            patient = next((found for name, found in neighbours if name == "Patient"), None)
        if dossier is None:
            dossier = next((found for name, found in neighbours if name == "Encounter"), None)
    return Placement(
        patient=patient,
        dossier=dossier,
        reached_from=relations.reached_from(resource, kind),
        linked_patients=_linked_patients(resource) if kind == "Person" else (),
        neighbours=neighbours,
    )


def _linked_patients(resource: Json) -> tuple[UUID, ...]:
    links = (link.get("target") for link in resource.get("link", ()))
    return tuple(found for name, found in map(target, links) if name == "Patient" and found)


def _encounter_of(resource: Json) -> UUID | None:
    direct = first_target(resource, _ENCOUNTER_ELEMENTS, "Encounter")
    if direct is not None:
        return direct
    context = resource.get("context")
    if type(context) is dict and "encounter" in context:
        return first_target(context, ("encounter",), "Encounter")
    for item in (
        resource.get("item", ()) if resource["resourceType"] in {"Claim", "ExplanationOfBenefit"} else ()
    ):
        found = first_target(item, ("encounter",), "Encounter")
        if found is not None:
            return found
    return None
