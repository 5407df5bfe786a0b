"""Who lives together, who is whose, and who looks after a person: Group, RelatedPerson and CareTeam (decision 0030)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from hoaban.record.shapes import Json
from hoaban.shared.people.fhir.patients import COMMUNE

_OURS = "https://hoaban.example/fhir"
_ROLE_CODE = "http://terminology.hl7.org/CodeSystem/v3-RoleCode"
_LONGITUDINAL = {
    "system": "http://loinc.org",
    "code": "LA28865-6",
    "display": "Longitudinal care-coordination focused care team",
}
_RELATIONSHIPS = {
    "mother": ("MTH", "mother"), "father": ("FTH", "father"), "guardian": ("GUARD", "guardian"),
    "spouse": ("SPS", "spouse"), "grandparent": ("GRPRN", "grandparent"), "sibling": ("SIB", "sibling"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Lives:
    """One stay in a household. ``relation``: to its head, a word of ``rules.households``; empty when not known."""

    patient: str
    relation: str
    since: date
    until: date | None


def build_household(
    household: UUID,
    members: Sequence[Lives],
    *,
    address: str,
    commune: tuple[str, str, str],
    station: UUID | None,
) -> Json:
    """The Group. ``commune``: code, name and first day of its period; ``station``: the Organization that keeps it."""
    resource: Json = {
        "resourceType": "Group",
        "id": str(household),
        "extension": [{"url": f"{_OURS}/StructureDefinition/household-address", "valueAddress": _address(address, commune)}],
        "active": any(one.until is None for one in members),
        "type": "person",
        "actual": True,
        "code": {"coding": [{"system": f"{_OURS}/CodeSystem/group-kind", "code": "household", "display": "Hộ gia đình"}]},
        "member": [_member(one) for one in members],
    }  # fmt: skip
    if station:
        resource["managingEntity"] = {"reference": f"Organization/{station}"}
    return resource


def _member(one: Lives) -> Json:
    member: Json = {
        "entity": {"reference": f"Patient/{one.patient}"},
        "period": period(one.since, one.until),
        "inactive": one.until is not None,
    }
    if one.relation:
        coding = {"system": f"{_OURS}/CodeSystem/relation-to-head", "code": one.relation}
        url = f"{_OURS}/StructureDefinition/relation-to-head"
        member["extension"] = [{"url": url, "valueCoding": coding}]
    return member


def build_relation(
    relation: UUID, patient: str, *, kind: str, name: str, since: date | None, until: date | None
) -> Json:
    """The RelatedPerson: who is the mother, guardian ... of a Patient. Whose record theirs is, their Person says."""
    code, display = _RELATIONSHIPS[kind]
    resource: Json = {
        "resourceType": "RelatedPerson",
        "id": str(relation),
        "active": True,
        "patient": {"reference": f"Patient/{patient}"},
        "relationship": [{"coding": [{"system": _ROLE_CODE, "code": code, "display": display}]}],
    }
    if name:
        resource["name"] = [{"text": name}]
    if since or until:
        resource["period"] = period(since, until)
    return resource


@dataclass(frozen=True, slots=True)
class Carer:
    """Who looks after somebody: a facility, or a practitioner of one. ``commune``: whose station the facility is."""

    organization: UUID
    facility_name: str
    practitioner: UUID | None = None
    practitioner_name: str = ""
    commune: tuple[str, str, str] = ("", "", "")


def build_registration(
    registration: UUID, patient: str, carer: Carer, *, since: date, until: date | None
) -> Json:
    """The CareTeam of one: the station where a person is registered, or the person's own doctor."""
    organization = {"reference": f"Organization/{carer.organization}", "display": carer.facility_name}
    doctor = carer.practitioner is not None
    participant: Json = {
        "role": [{"coding": [{
            "system": f"{_OURS}/CodeSystem/care-role", "code": "own-doctor" if doctor else "registered-station",
            "display": "Bác sĩ của tôi" if doctor else "Nơi đăng ký chăm sóc sức khỏe",
        }]}],
        "member": organization,
        "period": period(since, until),
    }  # fmt: skip
    if doctor:
        participant["member"] = {
            "reference": f"Practitioner/{carer.practitioner}", "display": carer.practitioner_name,
        }  # fmt: skip
        participant["onBehalfOf"] = organization
    if carer.commune[0]:
        participant["extension"] = [_commune(carer.commune)]
    return {
        "resourceType": "CareTeam",
        "id": str(registration),
        "status": "active",
        "category": [{"coding": [_LONGITUDINAL]}],
        "subject": {"reference": f"Patient/{patient}"},
        "period": period(since, until),
        "participant": [participant],
        "managingOrganization": [organization],
    }


def build_entrusting(
    entrusting: UUID, patient: str, carer: Carer, *, code: str, since: date, until: date
) -> Json:
    """The CareTeam of one: the facility to which the care of a person is entrusted. ``code`` says to which and whose."""
    organization = {"reference": f"Organization/{carer.organization}", "display": carer.facility_name}
    days = period(since, until)
    role = {
        "system": f"{_OURS}/CodeSystem/care-role", "code": "entrusted-care", "display": "Được giao chăm sóc",
    }  # fmt: skip
    return {
        "resourceType": "CareTeam",
        "id": str(entrusting),
        "identifier": [{"system": f"{_OURS}/sid/entrusted", "value": code}],
        "status": "active",
        "category": [{"coding": [_LONGITUDINAL]}],
        "subject": {"reference": f"Patient/{patient}"},
        "period": days,
        "participant": [{"role": [{"coding": [role]}], "member": organization, "period": days}],
        "managingOrganization": [organization],
    }


def period(since: date | None, until: date | None) -> dict[str, str]:
    """A Period of whole days."""
    return {key: day.isoformat() for key, day in (("start", since), ("end", until)) if day}


def _address(text: str, commune: tuple[str, str, str]) -> dict[str, Any]:
    address: dict[str, Any] = {"text": text} if text else {}
    if commune[0]:
        address["extension"] = [_commune(commune)]
    return address


def _commune(commune: tuple[str, str, str]) -> dict[str, Any]:
    code, name, since = commune
    coding = {"system": f"{_OURS}/CodeSystem/commune", "code": code, "display": name}
    return {"url": COMMUNE, "valueCoding": coding | ({"version": since} if since else {})}
