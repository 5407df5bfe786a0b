"""Who the record is about."""

from __future__ import annotations

from dataclasses import dataclass

from hoaban.record.shapes import Json
from hoaban.shared.chart.fhir import pieces

_SID = "http://fhir.ehealth.gov.vn/core/sid/"
_OURS = "https://hoaban.example/fhir/StructureDefinition/"
_KINDS = {
    "national_id": "personal_number",
    "citizen_id": "old_card",
    "passport_number": "passport",
    "insurance_number": "insurance_card",
    "patient-internal-id": "facility_number",
}


@dataclass(frozen=True, slots=True)
class Patient:
    """A Patient of one source. ``numbers``: (kind, value)."""

    id: str
    name: str
    sex: str
    birth: str
    commune_code: str
    commune_since: str
    address: str
    ethnic_group: str
    phone: str
    numbers: tuple[tuple[str, str], ...]
    deceased: str


def read_patient(resource: Json) -> Patient:
    """Read a Patient."""
    address = next((one for one in resource.get("address", ()) if isinstance(one, dict)), {})
    commune: Json = next(
        (e.get("valueCoding", {}) for e in address.get("extension", ()) if e.get("url") == f"{_OURS}commune"),
        {},
    )
    ethnic = next(
        (
            pieces.concept_text(e.get("valueCodeableConcept"))
            or str(e.get("valueCoding", {}).get("display", ""))
            for e in resource.get("extension", ())
            if str(e.get("url", "")).endswith("ethnic-group")
        ),
        "",
    )
    return Patient(
        id=str(resource.get("id", "")),
        name=_name(resource),
        sex=str(resource.get("gender", "")),
        birth=str(resource.get("birthDate", "")),
        commune_code=str(commune.get("code", "")),
        commune_since=str(commune.get("version", "")),
        address=str(address.get("text", "")),
        ethnic_group=ethnic,
        phone=next((str(one.get("value", "")) for one in resource.get("telecom", ())), ""),
        numbers=tuple(_numbers(resource)),
        deceased=str(resource.get("deceasedDateTime") or ("yes" if resource.get("deceasedBoolean") else "")),
    )


def _name(resource: Json) -> str:
    for name in resource.get("name", ()):
        if name.get("text"):
            return str(name["text"])
        words = [name.get("family", ""), *name.get("given", ())]
        if any(words):
            return " ".join(word for word in words if word)
    return ""


def _numbers(resource: Json) -> list[tuple[str, str]]:
    found = []
    for one in resource.get("identifier", ()):
        kind = _KINDS.get(str(one.get("system", "")).removeprefix(_SID))
        if kind and one.get("value"):
            found.append((kind, str(one["value"])))
    return found
