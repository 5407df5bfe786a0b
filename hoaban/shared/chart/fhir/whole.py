"""All that one visit tells, with codes: what a record of it, a paper about it and an export of it are made from."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from hoaban.record import systems
from hoaban.record.shapes import Json
from hoaban.shared.chart.fhir import pieces
from hoaban.shared.chart.fhir.facts import Allergy, Result, read_allergy, read_results
from hoaban.shared.chart.fhir.person import Patient, read_patient
from hoaban.shared.chart.fhir.visit import Note, Visit, read_note, read_visit

WITHDRAWN = frozenset({"entered-in-error", "cancelled", "revoked", "not-done", "draft"})
_KINDS = {
    "laboratory": {"laboratory", "lab", "108252007", "26436-6"},
    "imaging": {"imaging", "rad", "363679005", "18748-4"},
    "surgery": {"surgery", "387713003"},
    "procedure": {"procedure", "71388002"},
    "consultation": {"consultation", "11429006"},
    "referral": {"referral"},
    "follow-up": {"follow-up"},
}


@dataclass(frozen=True, slots=True)
class VisitDiagnosis:
    """A diagnosis and its part in the visit: ``main``, ``comorbid``, ``admission``, ``traditional`` or empty."""

    code: str
    text: str
    role: str
    traditional: str
    """The code of traditional medicine, where it has one."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A service that was asked for or done. ``kind``: laboratory, imaging, surgery, procedure, consultation, referral, follow-up
    or empty."""

    id: str
    code: str
    name: str
    kind: str
    status: str
    at: datetime | None
    by: str
    note: str
    number: str
    to: str
    """Its own number, and whom it is asked of."""


@dataclass(frozen=True, slots=True)
class Drug:
    """A drug prescribed. ``quantity`` is how it is written."""

    id: str
    code: str
    name: str
    dose: str
    quantity: str
    unit: str
    at: datetime | None
    by: str


@dataclass(frozen=True, slots=True)
class Report:
    """What laboratory or imaging concluded."""

    id: str
    code: str
    name: str
    kind: str
    at: datetime | None
    by: str
    conclusion: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a form that was filled in: how deep it stands, what was asked, what was answered."""

    depth: int
    text: str
    answer: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A form of the visit as it was answered."""

    id: str
    form: str
    at: datetime | None
    author: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class File:
    """A paper of the visit kept as a file. ``number``: its own, empty when it has none."""

    id: str
    kind: str
    title: str
    number: str
    at: datetime | None
    digest: str
    is_final: bool


@dataclass(frozen=True, slots=True)
class WholeVisit:
    """Each list in the order of time. ``withdrawn`` facts are left out."""

    visit: Visit
    patient: Patient
    diagnoses: tuple[VisitDiagnosis, ...] = ()
    asked: tuple[Asked, ...] = ()
    drugs: tuple[Drug, ...] = ()
    results: tuple[Result, ...] = ()
    reports: tuple[Report, ...] = ()
    sheets: tuple[Sheet, ...] = ()
    notes: tuple[Note, ...] = ()
    impressions: tuple[str, ...] = ()
    files: tuple[File, ...] = ()
    allergies: tuple[Allergy, ...] = ()
    practitioners: tuple[str, ...] = field(default=())


def read_whole(resources: list[Json]) -> WholeVisit | None:
    """Read what the record holds of a visit; None without its Encounter or its Patient."""
    by: dict[str, list[Json]] = {}
    for one in resources:
        if str(one.get("status", "")) not in WITHDRAWN or one.get("resourceType") == "Encounter":
            by.setdefault(str(one.get("resourceType", "")), []).append(one)
    if "Encounter" not in by or "Patient" not in by:
        return None
    encounter = by["Encounter"][0]
    roles = _roles(encounter)
    asked = [_asked(one) for kind in ("ServiceRequest", "Procedure") for one in by.get(kind, ())]
    results = [one for each in by.get("Observation", ()) for one in read_results(each)]
    return WholeVisit(
        read_visit(encounter),
        read_patient(by["Patient"][0]),
        tuple(_diagnoses(by.get("Condition", ()), roles)),
        _by_time(asked),
        _by_time([_drug(one) for one in by.get("MedicationRequest", ())]),
        _by_time(results),
        _by_time([_report(one) for one in by.get("DiagnosticReport", ())]),
        _by_time([_sheet(one) for one in by.get("QuestionnaireResponse", ())]),
        _by_time([read_note(one) for one in by.get("Composition", ())]),
        tuple(filter(None, (_impression(one) for one in by.get("ClinicalImpression", ())))),
        _by_time([_file(one) for one in by.get("DocumentReference", ())]),
        tuple(read_allergy(one) for one in by.get("AllergyIntolerance", ())),
        tuple(filter(None, (pieces.display(one.get("individual")) for one in encounter.get("participant", ())))),
    )  # fmt: skip


def _by_time(found: list[Any]) -> tuple[Any, ...]:
    return tuple(sorted(found, key=lambda one: one.at.timestamp() if one.at else 0.0))


def _roles(encounter: Json) -> dict[str, tuple[int, str]]:
    names = {"AD": "admission", "DD": "main", "CM": "comorbid"}
    found = {}
    for place, one in enumerate(encounter.get("diagnosis", ())):
        code = pieces.code_of(one.get("use"), systems.DIAGNOSIS_ROLE)
        role = names.get(code, "")
        if role == "main" and not one.get("rank"):
            role = "traditional"
        found[pieces.reference_id(one.get("condition"))] = (place, role)
    return found


def _diagnoses(conditions: Any, roles: dict[str, tuple[int, str]]) -> list[VisitDiagnosis]:
    held = [one for one in conditions if _stands(one)]
    ordered = sorted(held, key=lambda one: roles.get(str(one.get("id")), (99, "")))
    return [
        VisitDiagnosis(
            pieces.code_of(one.get("code"), systems.ICD10),
            pieces.concept_text(one.get("code")),
            roles.get(str(one.get("id")), (99, ""))[1],
            pieces.code_of(one.get("code"), systems.TRADITIONAL_DISEASE),
        )
        for one in ordered
    ]


def _stands(condition: Json) -> bool:
    status = pieces.code_of(condition.get("verificationStatus"), systems.CONDITION_VERIFICATION)
    return status not in {"refuted", "entered-in-error"}


def _coded(concept: Any) -> str:
    codings = concept.get("coding", ()) if isinstance(concept, dict) else ()
    return next((str(one["code"]) for one in codings if one.get("code")), "")


def kind_of(resource: Json) -> str:
    """What kind of service a ServiceRequest, Procedure or DiagnosticReport is about."""
    categories = resource.get("category", [])
    listed = categories if isinstance(categories, list) else [categories]
    codes = {str(c.get("code", "")).lower() for one in listed for c in one.get("coding", ())}
    found = next((kind for kind, known in _KINDS.items() if codes & known), "")
    return found or ("procedure" if resource.get("resourceType") == "Procedure" else "")


def _asked(one: Json) -> Asked:
    actors = [part.get("actor") for part in one.get("performer", ()) if "actor" in part]
    return Asked(
        str(one.get("id", "")),
        _coded(one.get("code")),
        pieces.concept_text(one.get("code")),
        kind_of(one),
        str(one.get("status", "")),
        pieces.starts(one, "performedDateTime", "performedPeriod", "authoredOn", "occurrenceDateTime"),
        pieces.display(one.get("requester")) or next(map(pieces.display, actors), ""),
        "\n".join(str(note.get("text", "")) for note in one.get("note", ())),
        next((str(each.get("value", "")) for each in one.get("identifier", ())), ""),
        "" if actors else next(map(pieces.display, one.get("performer", ())), ""),
    )


def _drug(one: Json) -> Drug:
    amount = one.get("dispenseRequest", {}).get("quantity") or {}
    dosage = [
        " ".join(filter(None, (str(each.get("text", "")), str(each.get("patientInstruction", "")))))
        for each in one.get("dosageInstruction", ())
    ]
    named = one.get("medicationCodeableConcept")
    return Drug(
        str(one.get("id", "")),
        _coded(named),
        pieces.concept_text(named) or pieces.display(one.get("medicationReference")),
        "; ".join(filter(None, dosage)),
        str(amount.get("value", "")),
        str(amount.get("unit", "")),
        pieces.starts(one, "authoredOn"),
        pieces.display(one.get("requester")),
    )


def _report(one: Json) -> Report:
    sections = {
        "LAB": "laboratory",
        "RAD": "imaging",
        "RX": "imaging",
        "CT": "imaging",
        "NMR": "imaging",
        "RUS": "imaging",
    }
    codes = [str(c.get("code", "")) for each in one.get("category", ()) for c in each.get("coding", ())]
    kind = next((sections[code] for code in codes if code in sections), "") or kind_of(one)
    signers = [*one.get("resultsInterpreter", ()), *one.get("performer", ())]
    return Report(
        str(one.get("id", "")),
        _coded(one.get("code")),
        pieces.concept_text(one.get("code")),
        kind,
        pieces.starts(one, "effectiveDateTime", "effectivePeriod", "issued"),
        next(filter(None, map(pieces.display, signers)), ""),
        str(one.get("conclusion", "")),
    )


def _impression(one: Json) -> str:
    parts = [str(one.get("description", "")), str(one.get("summary", ""))]
    parts += [str(note.get("text", "")) for note in one.get("note", ())]
    return "\n".join(filter(None, parts))


def _sheet(one: Json) -> Sheet:
    return Sheet(
        str(one.get("id", "")),
        str(one.get("questionnaire", "")),
        pieces.starts(one, "authored"),
        pieces.display(one.get("author")),
        tuple(_lines(one.get("item", ()), 0)),
    )


def _lines(items: Any, depth: int) -> list[Line]:
    found: list[Line] = []
    for item in items if depth < 10 else ():
        answers = [_answer(one) for one in item.get("answer", ())]
        below = _lines(item.get("item", ()), depth + 1)
        for one in item.get("answer", ()):
            below += _lines(one.get("item", ()), depth + 1)
        text = str(item.get("text", "")) or str(item.get("linkId", ""))
        if any(answers) or below:
            found.append(Line(depth, text, "; ".join(filter(None, answers))))
        found += below
    return found


def _answer(one: Json) -> str:
    name = next((key for key in one if key.startswith("value")), "")
    value = one.get(name)
    if name == "valueCoding" and isinstance(value, dict):
        return str(value.get("display") or value.get("code", ""))
    if name == "valueQuantity" and isinstance(value, dict):
        return f"{value.get('value', '')} {value.get('unit', '')}".strip()
    if name == "valueAttachment" and isinstance(value, dict):
        return str(value.get("title", ""))
    if name == "valueBoolean":
        return "có" if value else "không"
    at = pieces.instant(value) if name in ("valueDate", "valueDateTime") else None
    if at and isinstance(value, str) and len(value) >= 10:
        return at.strftime("%d/%m/%Y") if name == "valueDate" else at.strftime("%d/%m/%Y %H:%M")
    return "" if value is None or isinstance(value, dict) else str(value)


def _file(one: Json) -> File:
    attachment: Json = next((each.get("attachment", {}) for each in one.get("content", ())), {})
    url = str(attachment.get("url", ""))
    return File(
        str(one.get("id", "")),
        _coded(one.get("type")),
        str(one.get("description", "")) or str(attachment.get("title", "")),
        next((str(each.get("value", "")) for each in one.get("identifier", ())), ""),
        pieces.starts(one, "date"),
        url.removeprefix("urn:sha256:") if url.startswith("urn:sha256:") else "",
        one.get("docStatus") in ("final", "amended"),
    )
