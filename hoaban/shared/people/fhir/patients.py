"""People in FHIR: reads what a Patient says, builds the Person that links Patients who are one human being."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from hoaban.record import systems
from hoaban.record.shapes import Json

_SID = "http://fhir.ehealth.gov.vn/core/sid/"
KINDS = {
    _SID + "national_id": "national_id",
    _SID + "citizen_id": "citizen_id",
    _SID + "passport_number": "passport",
    _SID + "insurance_number": "insurance",
    "https://hoaban.example/fhir/sid/temporary-code": "temporary",
}
ETHNIC_GROUP = systems.extension_url("ethnic-group")
OCCUPATION = systems.extension_url("occupation")
COMMUNE = "https://hoaban.example/fhir/StructureDefinition/commune"


@dataclass(frozen=True, slots=True)
class Said:
    """What a Patient resource says. Empty strings are unknown."""

    name: str
    sex: str
    birth: str
    commune_code: str
    """As written there; it means something only on ``commune_since``."""
    commune_since: str
    """First day of the code's period, ``YYYY-MM-DD``."""
    numbers: frozenset[tuple[str, str]]
    """(kind, value) of numbers that hold everywhere."""
    deceased: bool
    phones: frozenset[str] = frozenset()
    background: tuple[str, str, str, str] = ("", "", "", "")
    """Ethnic group, occupation, nationality (codes of the claim data), address in words."""


def read_patient(patient: Json) -> Said:
    """Read a Patient."""
    code, since = _commune(patient)
    return Said(
        name=read_name(patient),
        sex=patient.get("gender", ""),
        birth=patient.get("birthDate", ""),
        commune_code=code,
        commune_since=since,
        numbers=frozenset(_numbers(patient)),
        deceased=bool(patient.get("deceasedBoolean") or patient.get("deceasedDateTime")),
        phones=frozenset(
            str(one["value"])
            for one in patient.get("telecom", ())
            if one.get("system") == "phone" and one.get("value")
        ),
        background=_background(patient),
    )


def _background(patient: Json) -> tuple[str, str, str, str]:
    codes = {
        one.get("url", ""): str(one.get("valueCoding", {}).get("code", ""))
        for one in patient.get("extension", ())
    }
    address = next((str(one["text"]) for one in patient.get("address", ()) if one.get("text")), "")
    return codes.get(ETHNIC_GROUP, ""), codes.get(OCCUPATION, ""), _nationality(patient), address


def _nationality(patient: Json) -> str:
    """HL7's extension holds it one level deeper, as a CodeableConcept."""
    for one in patient.get("extension", ()):
        if one.get("url") == systems.NATIONALITY_EXTENSION:
            for part in one.get("extension", ()):
                for coding in part.get("valueCodeableConcept", {}).get("coding", ()):
                    return str(coding.get("code", ""))
    return ""


def read_source(patient: Json) -> str:
    """The id of the Organization that keeps the Patient; empty when it does not say."""
    reference = str(patient.get("managingOrganization", {}).get("reference", ""))
    return reference.removeprefix("Organization/") if reference.startswith("Organization/") else ""


def read_name(patient: Json) -> str:
    """The full name, family name first."""
    for name in patient.get("name", ()):
        if name.get("text"):
            return str(name["text"])
        parts = [name.get("family", ""), *name.get("given", ())]
        if any(parts):
            return " ".join(part for part in parts if part)
    return ""


def person(
    person_id: UUID, *, name: str, sex: str, birth: str, patients: Sequence[str], related: Sequence[UUID] = ()
) -> Json:
    """The Person resource: one human being, the Patients that speak about them, and as whose mother, guardian ... they
    are known."""
    resource: Json = {"resourceType": "Person", "id": str(person_id)}
    if name:
        resource["name"] = [{"text": name}]
    if sex:
        resource["gender"] = sex
    if birth:
        resource["birthDate"] = birth
    resource["active"] = True
    resource["link"] = [
        *({"target": {"reference": f"Patient/{one}"}, "assurance": "level3"} for one in patients),
        *({"target": {"reference": f"RelatedPerson/{one}"}, "assurance": "level3"} for one in related),
    ]
    return resource


def emptied(person_id: UUID, *, now_in: UUID) -> Json:
    """The Person of somebody who was found to be somebody else: no longer in use, and where to look instead."""
    return {
        "resourceType": "Person",
        "id": str(person_id),
        "active": False,
        "link": [{"target": {"reference": f"Person/{now_in}"}, "assurance": "level3"}],
    }


def _numbers(patient: Json) -> list[tuple[str, str]]:
    found = []
    for identifier in patient.get("identifier", ()):
        kind, value = (
            KINDS.get(identifier.get("system", "")),
            str(identifier.get("value", "")).strip().upper(),
        )
        if not kind or identifier.get("use") == "old":
            continue
        if number := identifying(kind, value):
            found.append(number)
    return found


def _commune(patient: Json) -> tuple[str, str]:
    for address in patient.get("address", ()):
        for extension in address.get("extension", ()):
            if extension.get("url") == COMMUNE:
                coding = extension.get("valueCoding", {})
                return str(coding.get("code", "")), str(coding.get("version", ""))
    return "", ""


def identifying(kind: str, value: str) -> tuple[str, str] | None:
    """A number as the register compares it: of a card the ten digits that stay when the card changes."""
    bare = value.strip().upper()
    if not bare:
        return None
    if kind == "insurance" and len(bare) == 12:
        return "national_id", bare
    return kind, bare[-10:] if kind == "insurance" and len(bare) > 10 else bare
