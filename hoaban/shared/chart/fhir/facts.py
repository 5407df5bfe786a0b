"""Single clinical facts: diagnoses, medicines, results, allergies, doses, orders, papers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from hoaban.record.shapes import Json
from hoaban.shared.chart.fhir import pieces

_ICD10 = "http://hl7.org/fhir/sid/icd-10"
_SNOMED = "http://snomed.info/sct"
_NO_ALLERGY = frozenset({"716186003", "409137002", "1003774007"})


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """A Condition. ``confirmed`` is False for what was only suspected on arrival."""

    id: str
    encounter: str
    at: datetime | None
    code: str
    text: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Medicine:
    """A drug ordered or handed out."""

    id: str
    encounter: str
    at: datetime | None
    name: str
    dose: str
    quantity: str


@dataclass(frozen=True, slots=True)
class Result:
    """One measured value or finding. ``value`` is a number where it is one; ``text`` how it is written."""

    id: str
    encounter: str
    at: datetime | None
    name: str
    key: str
    value: Decimal | None
    text: str
    unit: str
    low: Decimal | None
    high: Decimal | None
    category: str


@dataclass(frozen=True, slots=True)
class Allergy:
    """An allergy or intolerance."""

    id: str
    substance: str
    reaction: str
    at: datetime | None
    active: bool
    is_none: bool = False
    """Somebody asked, and there is none that is known."""


@dataclass(frozen=True, slots=True)
class Dose:
    """One vaccination."""

    id: str
    vaccine: str
    at: datetime | None
    number: str
    lot: str
    place: str


@dataclass(frozen=True, slots=True)
class Order:
    """A service asked for or done."""

    id: str
    encounter: str
    at: datetime | None
    name: str
    done: bool


@dataclass(frozen=True, slots=True)
class Document:
    """A paper kept as a file. ``digest``: SHA-256 of the original, empty when it lies elsewhere. ``is_current``: no later one
    took its place."""

    id: str
    encounter: str
    at: datetime | None
    title: str
    facility: str
    digest: str
    size: int
    is_current: bool = True


def read_diagnosis(resource: Json) -> Diagnosis:
    """Read a Condition."""
    status = pieces.concept_text(resource.get("verificationStatus"))
    return Diagnosis(
        str(resource.get("id", "")),
        pieces.reference_id(resource.get("encounter")),
        pieces.starts(resource, "onsetDateTime", "onsetPeriod", "recordedDate"),
        pieces.code_of(resource.get("code"), _ICD10),
        pieces.concept_text(resource.get("code")),
        status not in {"provisional", "differential", "unconfirmed", "refuted", "entered-in-error"},
    )


def read_medicine(resource: Json) -> Medicine:
    """Read a MedicationRequest or MedicationDispense."""
    named = resource.get("medicationCodeableConcept")
    dosage: Json = next(iter(resource.get("dosageInstruction", ())), {})
    amount = resource.get("quantity") or resource.get("dispenseRequest", {}).get("quantity") or {}
    return Medicine(
        str(resource.get("id", "")),
        pieces.reference_id(resource.get("encounter") or resource.get("context")),
        pieces.starts(resource, "authoredOn", "whenHandedOver", "whenPrepared"),
        pieces.concept_text(named) or pieces.display(resource.get("medicationReference")),
        "; ".join(filter(None, (str(dosage.get("text", "")), str(dosage.get("patientInstruction", ""))))),
        f"{amount['value']} {amount.get('unit', '')}".strip() if "value" in amount else "",
    )


def read_results(resource: Json) -> list[Result]:
    """Read an Observation: itself, and its components (systolic and diastolic pressure)."""
    common = (
        str(resource.get("id", "")),
        pieces.reference_id(resource.get("encounter")),
        pieces.starts(resource, "effectiveDateTime", "effectivePeriod", "effectiveInstant", "issued"),
    )
    category = next((pieces.concept_text(one) for one in resource.get("category", ())), "")
    codes = {str(c.get("code")) for one in resource.get("category", ()) for c in one.get("coding", ())}
    kind = "vital-signs" if "vital-signs" in codes else "laboratory" if "laboratory" in codes else category
    held = [one for one in (resource, *resource.get("component", ())) if _has_value(one)]
    return [_result(common, one, kind) for one in held]


def _has_value(holder: Json) -> bool:
    return any(name.startswith("value") for name in holder)


def _result(common: tuple[str, str, datetime | None], holder: Json, category: str) -> Result:
    quantity = holder.get("valueQuantity") or {}
    number = pieces.decimal(quantity.get("value"))
    limits: Json = next(iter(holder.get("referenceRange", ())), {})
    name = pieces.concept_text(holder.get("code"))
    coded = next((str(one.get("code", "")) for one in holder.get("code", {}).get("coding", ())), "")
    return Result(
        *common,
        name=name,
        key=coded or name,
        value=number,
        text=_text(holder, quantity),
        unit=str(quantity.get("unit") or quantity.get("code") or ""),
        low=pieces.decimal(limits.get("low", {}).get("value")),
        high=pieces.decimal(limits.get("high", {}).get("value")),
        category=category,
    )


def _text(holder: Json, quantity: Json) -> str:
    if "value" in quantity:
        return f"{quantity.get('comparator', '')}{quantity['value']}"
    value: Any = next((holder[name] for name in holder if name.startswith("value")), "")
    if isinstance(value, dict):
        return pieces.concept_text(value) or str(value.get("value", ""))
    return {True: "có", False: "không"}.get(value, str(value)) if isinstance(value, bool) else str(value)


def read_allergy(resource: Json) -> Allergy:
    """Read an AllergyIntolerance."""
    signs = [
        pieces.concept_text(sign)
        for one in resource.get("reaction", ())
        for sign in one.get("manifestation", ())
    ]
    status = pieces.code_of(
        resource.get("clinicalStatus"), "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical"
    )
    return Allergy(
        str(resource.get("id", "")),
        pieces.concept_text(resource.get("code")),
        ", ".join(filter(None, signs)),
        pieces.starts(resource, "onsetDateTime", "recordedDate"),
        status not in {"inactive", "resolved"},
        pieces.code_of(resource.get("code"), _SNOMED) in _NO_ALLERGY,
    )


def read_dose(resource: Json) -> Dose:
    """Read an Immunization."""
    protocol: Json = next(iter(resource.get("protocolApplied", ())), {})
    return Dose(
        str(resource.get("id", "")),
        pieces.concept_text(resource.get("vaccineCode")),
        pieces.starts(resource, "occurrenceDateTime"),
        str(protocol.get("doseNumberPositiveInt") or protocol.get("doseNumberString") or ""),
        str(resource.get("lotNumber", "")),
        pieces.display(next((one.get("actor") for one in resource.get("performer", ())), None)),
    )


def read_order(resource: Json) -> Order:
    """Read a ServiceRequest or a Procedure."""
    return Order(
        str(resource.get("id", "")),
        pieces.reference_id(resource.get("encounter")),
        pieces.starts(resource, "performedDateTime", "performedPeriod", "authoredOn", "occurrenceDateTime"),
        pieces.concept_text(resource.get("code")),
        resource.get("resourceType") == "Procedure" or resource.get("status") == "completed",
    )


def read_document(resource: Json) -> Document:
    """Read a DocumentReference."""
    attachment: Json = next((one.get("attachment", {}) for one in resource.get("content", ())), {})
    context = resource.get("context", {})
    return Document(
        str(resource.get("id", "")),
        next((pieces.reference_id(one) for one in context.get("encounter", ())), ""),
        pieces.starts(resource, "date"),
        str(resource.get("description", ""))
        or str(attachment.get("title", ""))
        or pieces.concept_text(resource.get("type")),
        pieces.display(resource.get("custodian")),
        str(attachment.get("url", "")).removeprefix("urn:sha256:")
        if str(attachment.get("url", "")).startswith("urn:sha256:")
        else "",
        int(attachment.get("size") or 0),
        resource.get("status", "current") == "current",
    )
