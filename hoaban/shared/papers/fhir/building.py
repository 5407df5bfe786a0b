"""What a paper is in the record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from hoaban.kernel.clock import VIETNAM
from hoaban.record import pieces, systems
from hoaban.record.shapes import Entry, Json

PAPER_KIND = systems.code_list("paper-kind")
_NUMBERS = {"referral": systems.REFERRAL_PAPER, "follow-up": systems.FOLLOW_UP_PAPER}


@dataclass(frozen=True, slots=True)
class Form:
    """A kind of paper, as the record knows it. ``request``: referral, follow-up or empty; ``day_of``: the field with the day for
    which it is made; ``sections``: (code, title) of what it says."""

    key: str
    title: str
    loinc: tuple[str, str] | None
    request: str
    day_of: str
    sections: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """Whose paper, of which visit, by whom, and the facilities' places in the record."""

    paper: UUID
    visit: UUID
    patient: str
    facility: UUID
    facility_name: str
    practitioner: UUID | None
    practitioner_name: str
    at: datetime
    number: str
    to_facility: UUID | None = None
    to_name: str = ""
    to_commune: Json | None = None
    """The commune of a station that is the destination, as a Coding."""
    reason: Json | None = None
    main: str = ""
    """The Condition that is the main diagnosis."""


@dataclass(frozen=True, slots=True)
class Written:
    """A file of a paper: digest, size, whether it is signed by all who sign."""

    digest: str
    size: int
    is_final: bool


def build_entries(form: Form, facts: Facts, values: Mapping[str, str], file: Written) -> list[Entry]:
    """The Composition, the DocumentReference and, for some kinds, the request that a new paper makes."""
    said = _composition(form, facts, values)
    document = _document(form, facts, file)
    entries = [
        Entry("PUT", "Composition", said["id"], said),
        Entry("PUT", "DocumentReference", document["id"], document),
    ]
    if form.request:
        request = _request(form, facts, values)
        entries.append(Entry("PUT", "ServiceRequest", request["id"], request))
    return entries


def with_file(document: Json, file: Written) -> Json:
    """A DocumentReference with another file: the paper with one more signature."""
    (content,) = document["content"]
    attachment = {**content["attachment"], "url": f"urn:sha256:{file.digest}", "size": file.size}
    return {
        **document,
        "docStatus": "final" if file.is_final else "preliminary",
        "content": [{**content, "attachment": attachment}],
    }


def withdrawn(resource: Json, *, replaced: bool) -> Json:
    """A resource of a paper that is no longer good: cancelled, or replaced by another."""
    status = {
        "DocumentReference": "superseded" if replaced else "entered-in-error",
        "Composition": "entered-in-error",
        "ServiceRequest": "revoked",
    }[resource["resourceType"]]
    return {**resource, "status": status}


def _instant(at: datetime) -> str:
    return at.astimezone(VIETNAM).isoformat(timespec="seconds")


def _author(facts: Facts) -> Json:
    if facts.practitioner is None:
        return _facility(facts)
    return pieces.reference("Practitioner", str(facts.practitioner), facts.practitioner_name or None)


def _facility(facts: Facts) -> Json:
    return pieces.reference("Organization", str(facts.facility), facts.facility_name)


def _type(form: Form) -> dict[str, Any] | None:
    loinc = pieces.coding(systems.LOINC, *form.loinc) if form.loinc else None
    return pieces.concept(loinc, pieces.coding(PAPER_KIND, form.key, form.title), text=form.title)


def _identifier(form: Form, facts: Facts) -> Json:
    system = _NUMBERS.get(form.request, systems.PAPER_NUMBER)
    return pieces.identifier(system, facts.number, assigner=_facility(facts))


def _composition(form: Form, facts: Facts, values: Mapping[str, str]) -> Json:
    sections = [
        {
            "title": title,
            "code": pieces.concept(pieces.coding(systems.CLAIM_FIELD, code)),
            "text": pieces.narrative(values[code]),
        }
        for code, title in form.sections
        if values.get(code)
    ]
    fields = {
        "identifier": _identifier(form, facts),
        "status": "final",
        "type": _type(form),
        "subject": pieces.reference("Patient", facts.patient),
        "encounter": pieces.reference("Encounter", str(facts.visit)),
        "date": _instant(facts.at),
        "author": [_author(facts)],
        "title": form.title,
        "custodian": _facility(facts),
        "section": sections,
    }
    return pieces.resource("Composition", str(facts.paper), fields)


def _document(form: Form, facts: Facts, file: Written) -> Json:
    fields = {
        "identifier": [_identifier(form, facts)],
        "status": "current",
        "docStatus": "final" if file.is_final else "preliminary",
        "type": _type(form),
        "subject": pieces.reference("Patient", facts.patient),
        "date": _instant(facts.at),
        "author": [_author(facts)],
        "custodian": _facility(facts),
        "description": f"{form.title} số {facts.number}",
        "content": [
            {
                "attachment": {
                    "contentType": "application/pdf",
                    "language": "vi",
                    "url": f"urn:sha256:{file.digest}",
                    "size": file.size,
                    "title": f"{form.title} số {facts.number}",
                }
            }
        ],
        "context": {
            "encounter": [pieces.reference("Encounter", str(facts.visit))],
            "related": [pieces.reference("Composition", str(facts.paper))],
        },
    }
    return pieces.resource("DocumentReference", str(facts.paper), fields)


def _request(form: Form, facts: Facts, values: Mapping[str, str]) -> Json:
    words = {
        "referral": ("Chuyển cơ sở", "Chuyển cơ sở khám bệnh, chữa bệnh"),
        "follow-up": ("Khám lại", "Khám lại theo hẹn"),
    }
    short, long = words[form.request]
    target = (
        pieces.reference("Organization", str(facts.to_facility), facts.to_name) if facts.to_facility else None
    )
    if target and facts.to_commune:
        target["extension"] = pieces.present([pieces.extension("commune", valueCoding=facts.to_commune)])
    fields = {
        "identifier": [_identifier(form, facts)],
        "status": "active",
        "intent": "order" if form.request == "referral" else "plan",
        "category": [pieces.concept(pieces.coding(systems.REQUEST_KIND, form.request, short))],
        "code": {"text": long},
        "subject": pieces.reference("Patient", facts.patient),
        "encounter": pieces.reference("Encounter", str(facts.visit)),
        "occurrenceDateTime": values.get(form.day_of) if form.request == "follow-up" else None,
        "authoredOn": _instant(facts.at),
        "requester": _author(facts),
        "performer": [target or _facility(facts)],
        "reasonCode": pieces.present([pieces.concept(facts.reason)]),
        "reasonReference": [pieces.reference("Condition", facts.main)] if facts.main else None,
        "supportingInfo": [pieces.reference("Composition", str(facts.paper))],
    }
    return pieces.resource("ServiceRequest", str(facts.paper), fields)
