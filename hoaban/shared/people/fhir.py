"""People in FHIR: reads what a Patient says, builds the Person that links Patients who are one human being."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from hoaban.record.shapes import Json
from hoaban.shared.people.rules import Description

_SID = "http://fhir.ehealth.gov.vn/core/sid/"
_KINDS = {
    _SID + "national_id": "national_id",
    _SID + "citizen_id": "citizen_id",
    _SID + "passport_number": "passport",
    _SID + "insurance_number": "insurance",
}
_COMMUNE = "https://hoaban.example/fhir/StructureDefinition/commune"


def read_patient(patient: Json) -> Description:
    """The description that a Patient resource gives. ``commune_code`` is as written there, with its own date."""
    return Description(
        name=read_name(patient),
        sex=patient.get("gender", ""),
        birth=patient.get("birthDate", ""),
        commune_code=_commune(patient)[0],
        numbers=frozenset(_numbers(patient)),
        deceased=bool(patient.get("deceasedBoolean") or patient.get("deceasedDateTime")),
    )


def read_commune(patient: Json) -> tuple[str, str]:
    """(code, first day of its period) of the commune of residence; empty strings when not given."""
    return _commune(patient)


def read_name(patient: Json) -> str:
    """The full name, family name first."""
    for name in patient.get("name", ()):
        if name.get("text"):
            return str(name["text"])
        parts = [name.get("family", ""), *name.get("given", ())]
        if any(parts):
            return " ".join(part for part in parts if part)
    return ""


def person(person_id: UUID, described: Description, patients: Sequence[str]) -> Json:
    """The Person resource: one human being, and the Patients that speak about them."""
    resource: Json = {"resourceType": "Person", "id": str(person_id)}
    if described.name:
        resource["name"] = [{"text": described.name}]
    if described.sex:
        resource["gender"] = described.sex
    if described.birth:
        resource["birthDate"] = described.birth
    resource["active"] = True
    resource["link"] = [
        {"target": {"reference": f"Patient/{one}"}, "assurance": "level3"} for one in patients
    ]
    return resource


def _numbers(patient: Json) -> list[tuple[str, str]]:
    found = []
    for identifier in patient.get("identifier", ()):
        kind, value = (
            _KINDS.get(identifier.get("system", "")),
            str(identifier.get("value", "")).strip().upper(),
        )
        if not kind or not value or identifier.get("use") == "old":
            continue
        if kind == "insurance" and len(value) >= 10:
            # the last ten digits are the social-insurance number; the letters before them change with the card
            found.append(("national_id", value) if len(value) == 12 else ("insurance", value[-10:]))
        else:
            found.append((kind, value))
    return found


def _commune(patient: Json) -> tuple[str, str]:
    for address in patient.get("address", ()):
        for extension in address.get("extension", ()):
            if extension.get("url") == _COMMUNE:
                coding = extension.get("valueCoding", {})
                return str(coding.get("code", "")), str(coding.get("version", ""))
    return "", ""
