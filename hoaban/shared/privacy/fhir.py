"""A person's answer as a Consent: one resource for each question (and each facility refused by name), a version each time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hoaban.record.shapes import Json

_HL7 = "http://terminology.hl7.org/CodeSystem"
_OURS = "https://hoaban.example/fhir"
PURPOSES = f"{_OURS}/CodeSystem/consent-purpose"
FACILITY = f"{_OURS}/sid/facility-code"
_COMMUNE = f"{_OURS}/StructureDefinition/commune"
_HOW, _WITNESS = f"{_OURS}/StructureDefinition/consent-how", f"{_OURS}/StructureDefinition/consent-witness"
_CHILD = f"{_OURS}/StructureDefinition/consent-child-agreed"
_DIGEST = "urn:sha256:"
GIVEN, REFUSED, WITHDRAWN = "given", "refused", "withdrawn"


@dataclass(frozen=True, slots=True)
class Place:
    """A facility as a Consent names it. ``commune``: code and first day of its period, of which it is the station."""

    code: str
    name: str
    organization: str
    commune: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class Said:
    """One answer: to which question, whom it refuses by name, who said it and how. ``taken_at``: the desk, none at home."""

    purpose: str
    answer: str
    """Given, refused or withdrawn."""
    at: datetime
    how: str
    refused: Place | None = None
    guardian: str = ""
    relation: str = ""
    witness: str = ""
    child_agreed: bool = False
    recording: str = ""
    """SHA-256 of the recording."""
    recording_name: str = ""
    recording_type: str = ""
    taken_at: Place | None = None


@dataclass(frozen=True, slots=True)
class Topic:
    """What a question is about, as a Consent says it: HL7's scope, and a purpose of use, in capitals where HL7 has one."""

    scope: str
    code: str
    name: str


def build(said: Said, topic: Topic, *, fhir_id: str, patient: str) -> Json:
    """The Consent. What was taken back is no longer in force; the version before it says what that was."""
    is_refusal = said.refused is None and said.answer == REFUSED
    resource: Json = {
        "resourceType": "Consent",
        "id": fhir_id,
        "extension": _extensions(said),
        "status": "inactive" if said.answer == WITHDRAWN else "active",
        "scope": _concept(f"{_HL7}/consentscope", topic.scope),
        "category": [
            _concept("http://loinc.org", "59284-0"),
            _concept(PURPOSES, said.purpose, topic.name),
        ],
        "patient": {"reference": f"Patient/{patient}"},
        "dateTime": said.at.isoformat(timespec="seconds"),
        "performer": [_performer(said, patient)],
        "policyRule": _concept(f"{_HL7}/v3-ActCode", "OPTOUT" if is_refusal else "OPTIN"),
        "provision": _provision(said, topic),
    }
    if said.taken_at:
        resource["organization"] = [_organization(said.taken_at)]
    if said.recording:
        resource["sourceAttachment"] = {
            "contentType": said.recording_type,
            "url": f"{_DIGEST}{said.recording}",
            "title": said.recording_name,
        }
    return resource


def read(resource: Json) -> Said | None:
    """The answer that a Consent holds; None for one that answers none of our questions."""
    purpose = next(
        (
            str(coding.get("code", ""))
            for concept in resource.get("category", ())
            for coding in concept.get("coding", ())
            if coding.get("system") == PURPOSES
        ),
        "",
    )
    if not purpose:
        return None
    told = {one.get("url"): one for one in resource.get("extension", ())}
    performer: Json = next(iter(resource.get("performer", ())), {})
    by_guardian = performer.get("type") == "RelatedPerson"
    name, _, relation = str(performer.get("display", "")).partition(" (")
    attachment = resource.get("sourceAttachment", {})
    return Said(
        purpose=purpose,
        answer=_answer(resource),
        at=datetime.fromisoformat(resource["dateTime"]),
        how=str(told[_HOW]["valueCode"]),
        refused=_refused(resource),
        guardian=name if by_guardian else "",
        relation=relation.removesuffix(")") if by_guardian else "",
        witness=str(told.get(_WITNESS, {}).get("valueString", "")),
        child_agreed=bool(told.get(_CHILD, {}).get("valueBoolean")),
        recording=str(attachment.get("url", "")).removeprefix(_DIGEST),
        recording_name=str(attachment.get("title", "")),
        recording_type=str(attachment.get("contentType", "")),
        taken_at=next(map(_place, resource.get("organization", ())), None),
    )


def patient_of(resource: Json) -> str:
    """The Patient (of one source) under whom a Consent stands."""
    return str(resource["patient"]["reference"]).removeprefix("Patient/")


def _extensions(said: Said) -> list[Json]:
    found: list[Json] = [{"url": _HOW, "valueCode": str(said.how)}]
    if said.witness:
        found.append({"url": _WITNESS, "valueString": said.witness})
    if said.child_agreed:
        found.append({"url": _CHILD, "valueBoolean": True})
    return found


def _performer(said: Said, patient: str) -> Json:
    if said.guardian:
        return {"type": "RelatedPerson", "display": f"{said.guardian} ({said.relation})"}
    return {"reference": f"Patient/{patient}"}


def _provision(said: Said, topic: Topic) -> Json:
    system = f"{_HL7}/v3-ActReason" if topic.code.isupper() else PURPOSES
    found: Json = {"purpose": [{"system": system, "code": topic.code}]}
    if said.refused:
        actor: Json = {
            "role": _concept(f"{_HL7}/v3-ParticipationType", "IRCP"),
            "reference": _organization(said.refused),
        }
        code, since = said.refused.commune
        if code:
            coding = {"system": f"{_OURS}/CodeSystem/commune", "version": since, "code": code}
            actor["extension"] = [{"url": _COMMUNE, "valueCoding": coding}]
        found["provision"] = [{"type": "deny", "actor": [actor]}]
    return found


def _organization(place: Place) -> Json:
    return {
        "reference": f"Organization/{place.organization}",
        "identifier": {"system": FACILITY, "value": place.code},
        "display": place.name,
    }


def _place(reference: Json) -> Place:
    code = str(reference.get("identifier", {}).get("value", ""))
    organization = str(reference.get("reference", "")).removeprefix("Organization/")
    return Place(code, str(reference.get("display", "")), organization)


def _refused(resource: Json) -> Place | None:
    for rule in resource.get("provision", {}).get("provision", ()):
        for actor in rule.get("actor", ()):
            coding: Json = next((one["valueCoding"] for one in actor.get("extension", ())), {})
            found = _place(actor.get("reference", {}))
            commune = str(coding.get("code", "")), str(coding.get("version", ""))
            return Place(found.code, found.name, found.organization, commune)
    return None


def _answer(resource: Json) -> str:
    if resource.get("status") != "active":
        return WITHDRAWN
    rules = {coding.get("code") for coding in resource.get("policyRule", {}).get("coding", ())}
    return REFUSED if "OPTOUT" in rules or _refused(resource) else GIVEN


def _concept(system: str, code: str, display: str = "") -> dict[str, Any]:
    coding = {"system": system, "code": code}
    return {"coding": [{**coding, "display": display} if display else coding]}
