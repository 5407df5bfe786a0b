"""Visits, and the notes written during them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hoaban.record.shapes import Json
from hoaban.shared.chart.fhir import pieces

_ADMITTED = {"IMP", "ACUTE", "NONAC", "SS"}
_EXTENSION = "https://hoaban.example/fhir/StructureDefinition/"


@dataclass(frozen=True, slots=True)
class Visit:
    """One Encounter. ``diagnoses`` are ids of Conditions, main one first."""

    id: str
    version: str
    status: str
    start: datetime | None
    end: datetime | None
    kind: str
    admitted: bool
    emergency: bool
    facility: str
    departments: tuple[str, ...]
    reason: str
    diagnoses: tuple[str, ...]
    outcome: str
    discharge: str
    referred_to: str
    coverage_class: str


@dataclass(frozen=True, slots=True)
class Note:
    """A text written during a visit: progress, discharge paper, summary."""

    id: str
    encounter: str
    at: datetime | None
    title: str
    author: str
    sections: tuple[tuple[str, str], ...]


def read_visit(resource: Json) -> Visit:
    """Read an Encounter."""
    stay = resource.get("hospitalization", {})
    ranked = sorted(resource.get("diagnosis", ()), key=lambda one: one.get("rank") or 99)
    extensions = {
        str(one.get("url", "")).removeprefix(_EXTENSION): one for one in resource.get("extension", ())
    }
    return Visit(
        id=str(resource.get("id", "")),
        version=str(resource.get("meta", {}).get("versionId", "")),
        status=str(resource.get("status", "")),
        start=pieces.starts(resource, "period"),
        end=pieces.instant(resource.get("period", {}).get("end")),
        kind=pieces.concept_text(next(iter(resource.get("type", ())), None)),
        admitted=resource.get("class", {}).get("code") in _ADMITTED,
        emergency=resource.get("class", {}).get("code") == "EMER",
        facility=pieces.display(resource.get("serviceProvider")),
        departments=tuple(pieces.display(one.get("location")) for one in resource.get("location", ())),
        reason=pieces.concept_text(next(iter(resource.get("reasonCode", ())), None)),
        diagnoses=tuple(pieces.reference_id(one.get("condition")) for one in ranked),
        outcome=str(extensions.get("treatment-result", {}).get("valueCoding", {}).get("display", "")),
        discharge=pieces.concept_text(stay.get("dischargeDisposition")),
        referred_to=pieces.display(stay.get("destination")),
        coverage_class=str(extensions.get("coverage-class", {}).get("valueCoding", {}).get("code", "")),
    )


def subject_id(resource: Json) -> str:
    """The id of the Patient of an Encounter."""
    return pieces.reference_id(resource.get("subject"))


def read_note(resource: Json) -> Note:
    """Read a Composition; nested sections are flattened in their order."""
    return Note(
        id=str(resource.get("id", "")),
        encounter=pieces.reference_id(resource.get("encounter")),
        at=pieces.starts(resource, "date"),
        title=str(resource.get("title", "")) or pieces.concept_text(resource.get("type")),
        author=", ".join(filter(None, (pieces.display(one) for one in resource.get("author", ())))),
        sections=tuple(_sections(resource, 0)),
    )


def _sections(holder: Json, depth: int) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for section in holder.get("section", ()) if depth < 5 else ():
        text = _plain(str(section.get("text", {}).get("div", "")))
        if text:
            found.append((str(section.get("title", "")) or pieces.concept_text(section.get("code")), text))
        found += _sections(section, depth + 1)
    return found


def _plain(div: str) -> str:
    """The words of a narrative, without its markup."""
    words, inside = [], False
    for char in div.replace("<br/>", "\n").replace("</p>", "\n"):
        if char in "<>":
            inside = char == "<"
        elif not inside:
            words.append(char)
    text = "".join(words)
    for name, char in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&#39;", "'"), ("&amp;", "&")):
        text = text.replace(name, char)
    return text.strip()
