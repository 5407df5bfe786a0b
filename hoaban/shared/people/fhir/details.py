"""The register's own Patient: built from what a registrar wrote, and read back to be corrected."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from hoaban.record import systems
from hoaban.record.shapes import Json
from hoaban.shared.people.fhir.patients import (
    COMMUNE,
    ETHNIC_GROUP,
    KINDS,
    OCCUPATION,
    read_name,
    read_patient,
)
from hoaban.shared.people.fhir.shapes import Details, Paper

_OURS = "https://hoaban.example/fhir"
_FACILITY_NUMBER = "http://fhir.ehealth.gov.vn/core/sid/patient-internal-id"
_SYSTEMS = {kind: system for system, kind in KINDS.items()}
_LISTED = KINDS | {
    _FACILITY_NUMBER: "facility",
    f"{_OURS}/sid/identity-document": "other",
}
"""Numbers that are shown: those that hold everywhere, those that a facility gave, and papers of another shape."""
_TYPES = {"national_id": "NI", "citizen_id": "NI", "passport": "PPN", "insurance": "NIIP", "temporary": "MR"}
_IDENTIFIER_TYPE = "http://terminology.hl7.org/CodeSystem/v2-0203"
_STATE = f"{_OURS}/StructureDefinition/identifier-state"
_METHOD = f"{_OURS}/StructureDefinition/identity-method"
_CIRCUMSTANCE = f"{_OURS}/StructureDefinition/registration-circumstance"


def build_patient(
    patient_id: UUID,
    one: Details,
    *,
    commune: tuple[str, str] = ("", ""),
    source: UUID | None,
    number: str = "",
) -> Json:
    """The Patient. ``commune``: its name and the first day of its code's period; ``source``: who keeps it, and under which
    ``number`` of its own."""
    resource: Json = {
        "resourceType": "Patient",
        "id": str(patient_id),
        "extension": [
            _coded(_METHOD, f"{_OURS}/CodeSystem/identity-method", one.method),
            _coded(_CIRCUMSTANCE, f"{_OURS}/CodeSystem/registration-circumstance", one.circumstance),
            *_backgrounds(one),
        ],
        "active": True,
    }
    numbers = [_identifier(paper) for paper in one.papers]
    if one.temporary_code:
        numbers.append(_identifier(Paper("temporary", one.temporary_code)) | {"use": "temp"})
    if number:
        numbers.append(_number_at(source, number))
    if numbers:
        resource["identifier"] = numbers
    if one.name:
        resource["name"] = [{"use": "official", "text": one.name}]
    if one.phone:
        resource["telecom"] = [{"system": "phone", "value": one.phone, "use": "mobile"}]
    if one.sex:
        resource["gender"] = one.sex
    if one.birth:
        resource["birthDate"] = one.birth
    if address := _address(one, *commune):
        resource["address"] = [address]
    if source:
        resource["managingOrganization"] = {"reference": f"Organization/{source}"}
    return resource


def _number_at(source: UUID | None, number: str) -> dict[str, Any]:
    made: dict[str, Any] = {
        "type": {"coding": [{"system": _IDENTIFIER_TYPE, "code": "MR"}]},
        "system": _FACILITY_NUMBER,
        "value": number,
    }
    if source:
        made["assigner"] = {"reference": f"Organization/{source}"}
    return made


def read_details(patient: Json) -> Details:
    """What was written; read for correcting."""
    said = read_patient(patient)
    codes = {
        one["url"]: one["valueCoding"]["code"] for one in patient.get("extension", ()) if "valueCoding" in one
    }
    papers = [paper for paper in read_papers(patient) if paper.kind in _SYSTEMS]
    return Details(
        name=read_name(patient), sex=said.sex, birth=said.birth, commune_code=said.commune_code,
        address=next((str(one.get("text", "")) for one in patient.get("address", ())), ""),
        phone=next(iter(sorted(said.phones)), ""),
        circumstance=codes.get(_CIRCUMSTANCE, "known"), method=codes.get(_METHOD, "UNVERIFIED"),
        papers=tuple(paper for paper in papers if paper.kind != "temporary"),
        temporary_code=next((paper.value for paper in papers if paper.kind == "temporary"), ""),
        ethnic_group=said.background[0], occupation=said.background[1], nationality=said.background[2],
    )  # fmt: skip


def read_papers(patient: Json) -> tuple[Paper, ...]:
    """Every number that a Patient names, with its issuer, period and state."""
    return tuple(_paper(one) for one in patient.get("identifier", ()) if one.get("system") in _LISTED)


def _identifier(paper: Paper) -> dict[str, Any]:
    period = {key: day for key, day in (("start", paper.valid_from), ("end", paper.valid_to)) if day}
    made: dict[str, Any] = {
        "extension": [
            _coded(
                _STATE, f"{_OURS}/CodeSystem/identifier-state", "verified" if paper.verified else "unverified"
            )
        ],
        "type": {"coding": [{"system": _IDENTIFIER_TYPE, "code": _TYPES[paper.kind]}]},
        "system": _SYSTEMS[paper.kind],
        "value": paper.value,
    }
    if period:
        made["period"] = period
    if paper.issuer:
        made["assigner"] = {"display": paper.issuer}
    return made


def _paper(identifier: Json) -> Paper:
    states = [
        one["valueCoding"]["code"] for one in identifier.get("extension", ()) if one.get("url") == _STATE
    ]
    period = identifier.get("period", {})
    return Paper(
        _LISTED[identifier["system"]], str(identifier.get("value", "")), str(identifier.get("assigner", {}).get("display", "")),
        str(period.get("start", "")), str(period.get("end", "")), states == ["verified"],
    )  # fmt: skip


def _address(one: Details, commune_name: str, since: str) -> dict[str, Any]:
    address: dict[str, Any] = {}
    if one.commune_code:
        coding = {"system": f"{_OURS}/CodeSystem/commune", "code": one.commune_code, "display": commune_name}
        address["extension"] = [
            {"url": COMMUNE, "valueCoding": coding | ({"version": since} if since else {})}
        ]
    if one.address:
        address["text"] = one.address
    return address


def _backgrounds(one: Details) -> list[dict[str, Any]]:
    """As claim files bring them, so that a claim of the visit says the same."""
    found = [
        _coded(url, systems.code_list(field), code)
        for url, field, code in (
            (ETHNIC_GROUP, "MA_DANTOC", one.ethnic_group), (OCCUPATION, "MA_NGHE_NGHIEP", one.occupation),
        )
        if code
    ]  # fmt: skip
    if one.nationality:
        nation = {"coding": [{"system": systems.code_list("MA_QUOCTICH"), "code": one.nationality}]}
        found.append(
            {
                "url": systems.NATIONALITY_EXTENSION,
                "extension": [{"url": "code", "valueCodeableConcept": nation}],
            }
        )
    return found


def _coded(url: str, system: str, code: str) -> dict[str, Any]:
    return {"url": url, "valueCoding": {"system": system, "code": code}}
