"""The standing cast: people of the sector, and people who live in the province. All invented.

Staff are actors with the grants that their roles give them in the demo; patients are minimal resources.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from hoaban.foundation.places import api as places
from hoaban.kernel.actor import Actor, ActorKind, Grant, Purpose, Scope

PROVINCIAL = "12981"
PHONG_THO = "12982"
DAO_SAN_STATION = "12983"
DAO_SAN = "03571"
LABELS = ("hiv", "tb", "abortion", "sexual_violence", "mental", "donor")
ALL = Scope("all")


def staff(name: str, *grants: tuple[str, Scope]) -> Actor:
    """A person who signed in, with exactly these grants."""
    return Actor(name, ActorKind.PERSON, name, frozenset(Grant(act, scope) for act, scope in grants))


def doctor(facility: str = PROVINCIAL, *labels: str) -> Actor:
    """A doctor of a facility, with the right to some kinds of sensitive facts."""
    rights = [(f"label.{label}", ALL) for label in labels]
    return staff(
        "bs.kham",
        ("record.read:TREAT", Scope("facility", facility)),
        ("people.find", Scope("facility", facility)),
        *rights,
    )


def station_nurse(commune: str = DAO_SAN) -> Actor:
    """The nurse of a commune station: the residents of the commune."""
    return staff(
        "dd.tyt", ("record.read:TREAT", Scope("commune", commune)), ("people.find", Scope("commune", commune))
    )


def receptionist() -> Actor:
    """Finds anyone, opens no chart."""
    return staff("tiepdon", ("people.find", ALL))


def integration() -> Actor:
    """The machine client that may read and write the whole record."""
    acts = [f"record.{verb}:{purpose}" for verb in ("read", "write") for purpose in Purpose]
    grants = [*acts, *(f"label.{label}" for label in LABELS), "claims.submit", "claims.read", "people.find"]
    return Actor(
        "client:integration", ActorKind.CLIENT, "integration", frozenset(Grant(act, ALL) for act in grants)
    )


def patient(uid: UUID, name: str = "Lò Văn Inh", commune: str = "") -> dict[str, Any]:
    """A Patient of one source."""
    resource: dict[str, Any] = {
        "resourceType": "Patient", "id": str(uid), "name": [{"text": name}], "gender": "male", "birthDate": "1964-09-02",
    }  # fmt: skip
    if commune:
        coding = {
            "system": "https://hoaban.example/fhir/CodeSystem/commune",
            "code": commune,
            "version": "2025-07-01",
        }
        extension = {"url": "https://hoaban.example/fhir/StructureDefinition/commune", "valueCoding": coding}
        resource["address"] = [{"extension": [extension], "text": "bản Hoa Ban 2"}]
    return resource


def encounter(uid: UUID, of: UUID, at: str = PROVINCIAL) -> dict[str, Any]:
    """A finished visit of a Patient at a facility."""
    return {
        "resourceType": "Encounter", "id": str(uid), "status": "finished",
        "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "AMB"},
        "subject": {"reference": f"Patient/{of}"},
        "period": {"start": "2026-11-13T09:00:00+07:00", "end": "2026-11-13T11:00:00+07:00"},
        "serviceProvider": {"reference": f"Organization/{places.organization_id(at)}"},
    }  # fmt: skip


def condition(uid: UUID, of: UUID, during: UUID, icd10: str) -> dict[str, Any]:
    """A diagnosis made during a visit."""
    return {
        "resourceType": "Condition", "id": str(uid), "subject": {"reference": f"Patient/{of}"},
        "encounter": {"reference": f"Encounter/{during}"},
        "code": {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10", "code": icd10}]},
    }  # fmt: skip
