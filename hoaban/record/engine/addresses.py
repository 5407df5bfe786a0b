"""Which resources a resource refers to: type and internal id of its literal references."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any
from uuid import UUID

from hoaban.kernel.ids import uuid8_timeless
from hoaban.record.shapes import Json

_CANONICAL = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}").fullmatch


def is_uid(fhir_id: str) -> bool:
    """Whether a FHIR id is a UUID in canonical form, and so the internal id as it stands."""
    return _CANONICAL(fhir_id) is not None


def uid_of(resource_type: str, fhir_id: str) -> tuple[UUID, str | None]:
    """The internal id for a FHIR id, and the FHIR id itself where it is not a UUID in canonical form."""
    if is_uid(fhir_id):
        return UUID(fhir_id), None
    return uuid8_timeless("given-id", resource_type, fhir_id), fhir_id


def first_target(holder: Json, elements: tuple[str, ...], wanted: str) -> UUID | None:
    """The first resource of a type that one of these elements refers to."""
    return next((uid for name, uid in targets(holder, elements) if name == wanted), None)


def targets(holder: Json, elements: tuple[str, ...]) -> list[tuple[str, UUID]]:
    """All that these elements refer to, in their order."""
    found = []
    for element in elements:
        value = holder.get(element)
        if value is None:
            continue
        for one in value if type(value) is list else (value,):
            name, uid = target(one)
            if uid is not None:
                found.append((name, uid))
    return found


def target(reference: Any) -> tuple[str, UUID | None]:
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
