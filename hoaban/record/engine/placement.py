"""Where a resource belongs: whose it is, to which dossier, and from which places it lets a person be reached.

Pure reading of one resource. References are followed by the store, never here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from hoaban.foundation.places import api as places
from hoaban.kernel.ids import uuid8_timeless
from hoaban.record.shapes import Json

COMMUNE_EXTENSION = "https://hoaban.example/fhir/StructureDefinition/commune"

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
_CANONICAL = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}").fullmatch


@dataclass(frozen=True, slots=True)
class Placement:
    """Ids read from one resource. ``neighbours`` are resources whose place it shares if it names none itself."""

    patient: UUID | None
    dossier: UUID | None
    reached_from: tuple[UUID, ...]
    linked_patients: tuple[UUID, ...]
    """Patients that a Person links (they are one human being)."""
    neighbours: tuple[tuple[str, UUID], ...]


def is_uid(fhir_id: str) -> bool:
    """Whether a FHIR id is a UUID in canonical form, and so the internal id as it stands."""
    return _CANONICAL(fhir_id) is not None


def uid_of(resource_type: str, fhir_id: str) -> tuple[UUID, str | None]:
    """The internal id for a FHIR id, and the FHIR id itself where it is not a UUID in canonical form."""
    if is_uid(fhir_id):
        return UUID(fhir_id), None
    return uuid8_timeless("given-id", resource_type, fhir_id), fhir_id


def place(resource: Json, uid: UUID) -> Placement:
    """Read the placement of a validated resource."""
    kind = resource["resourceType"]
    patient = uid if kind == "Patient" else _first_target(resource, _SUBJECT_ELEMENTS, "Patient")
    dossier = uid if kind == "Encounter" else _encounter_of(resource)
    neighbours: tuple[tuple[str, UUID], ...] = ()
    if patient is None or dossier is None:
        neighbours = tuple(targets(resource, _NEIGHBOUR_ELEMENTS))
        if patient is None:
            patient = next((target for name, target in neighbours if name == "Patient"), None)
        if dossier is None:
            dossier = next((target for name, target in neighbours if name == "Encounter"), None)
    return Placement(
        patient=patient,
        dossier=dossier,
        reached_from=_reached_from(resource, kind),
        linked_patients=_linked_patients(resource) if kind == "Person" else (),
        neighbours=neighbours,
    )


def _reached_from(resource: Json, kind: str) -> tuple[UUID, ...]:
    if kind == "Encounter" and resource.get("status") != "entered-in-error":
        return tuple(target for _, target in targets(resource, ("serviceProvider",)))
    if kind == "Patient":
        lived_in = (commune for address in resource.get("address", ()) for commune in communes(address))
        return tuple(dict.fromkeys(lived_in))
    return ()


def communes(element: Json) -> list[UUID]:
    """The communes that an element's extensions name, as they are today."""
    found = []
    for extension in element.get("extension", ()):
        if extension.get("url") == COMMUNE_EXTENSION:
            coding = extension.get("valueCoding", {})
            code, since = coding.get("code", ""), _day(coding.get("version"))
            today = places.today_of(code, since) if since else code
            found.append(places.commune_id(today or code))
    return found


def _day(text: Any) -> date | None:
    try:
        return date.fromisoformat(text)
    except (TypeError, ValueError):
        return None


def _linked_patients(resource: Json) -> tuple[UUID, ...]:
    links = (link.get("target") for link in resource.get("link", ()))
    return tuple(target for name, target in map(_target, links) if name == "Patient" and target)


def _encounter_of(resource: Json) -> UUID | None:
    direct = _first_target(resource, _ENCOUNTER_ELEMENTS, "Encounter")
    if direct is not None:
        return direct
    context = resource.get("context")
    if type(context) is dict and "encounter" in context:
        return _first_target(context, ("encounter",), "Encounter")
    for item in (
        resource.get("item", ()) if resource["resourceType"] in {"Claim", "ExplanationOfBenefit"} else ()
    ):
        found = _first_target(item, ("encounter",), "Encounter")
        if found is not None:
            return found
    return None


def _first_target(holder: Json, elements: tuple[str, ...], wanted: str) -> UUID | None:
    return next((target for name, target in targets(holder, elements) if name == wanted), None)


def targets(holder: Json, elements: tuple[str, ...]) -> list[tuple[str, UUID]]:
    """(type, uid) of everything in these elements that is a relative literal reference."""
    found = []
    for element in elements:
        value = holder.get(element)
        if value is None:
            continue
        for one in value if type(value) is list else (value,):
            name, target = _target(one)
            if target is not None:
                found.append((name, target))
    return found


def _target(reference: Any) -> tuple[str, UUID | None]:
    """(type, uid) of a relative literal reference; ("", None) of anything else."""
    text = reference.get("reference") if type(reference) is dict else None
    return _addressed(text) if type(text) is str else ("", None)


@lru_cache(maxsize=1 << 14)
def _addressed(text: str) -> tuple[str, UUID | None]:
    """The resources of one dossier name the same few others again and again."""
    parts = text.split("/")
    if len(parts) < 2 or ":" in parts[0]:
        return "", None
    return parts[0], uid_of(parts[0], parts[1])[0]
