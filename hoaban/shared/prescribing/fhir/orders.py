"""A line of a prescription as a MedicationRequest; a decoction as one with its herbs in a Medication within it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from hoaban.kernel.clock import VIETNAM
from hoaban.record import pieces, systems
from hoaban.record.shapes import Json

FACILITY_DRUG = systems.code_list("facility-drug")
ROUTE = systems.code_list("route")
CONTROL = systems.code_list("drug-control")
KIND = systems.code_list("prescription-kind")
_WHEN = {"morning": "MORN", "noon": "NOON", "afternoon": "AFT", "evening": "EVE"}


@dataclass(frozen=True, slots=True)
class Dose:
    """How much at a time. ``moments``: keys of the times of day; ``event``: FHIR's code for meals and sleep; ``times`` a day,
    or every ``hours``."""

    amount: Decimal | None
    unit: str
    moments: tuple[str, ...] = ()
    times: int | None = None
    hours: int | None = None
    event: str = ""


@dataclass(frozen=True, slots=True)
class Herb:
    """An herb of a decoction: grams in one pack."""

    code: str
    name: str
    grams: Decimal


@dataclass(frozen=True, slots=True)
class Order:
    """A line as the record keeps it. ``text_vi``: the sentence; ``typed``: what was typed; ``place``: its place, from 1;
    ``herbs``: of a decoction."""

    id: UUID
    code: str
    kind: str
    place: int
    drug_code: str
    name: str
    strength: str
    form: str
    unit: str
    quantity: Decimal | None
    text_vi: str
    text_en: str
    typed: str
    doses: tuple[Dose, ...] = ()
    days: int | None = None
    as_needed: str = ""
    route: str = ""
    route_text: str = ""
    insurer_code: str = ""
    registration: str = ""
    control: str = "none"
    ingredients: tuple[str, ...] = ()
    herbs: tuple[Herb, ...] = ()
    status: str = "active"


@dataclass(frozen=True, slots=True)
class Written:
    """Who prescribed for whom, at what visit, when, for what; what it replaces; until when it may be filled."""

    patient: str
    visit: UUID
    practitioner: UUID
    practitioner_name: str
    at: datetime
    holds_until: date
    reasons: tuple[UUID, ...] = ()
    prior: UUID | None = None
    advice: str = ""


def build_order(order: Order, written: Written) -> Json:
    """The MedicationRequest of a line."""
    subject = pieces.reference("Patient", written.patient)
    fields = {
        "contained": [_decoction(order)] if order.herbs else None,
        "extension": pieces.present(
            [
                pieces.extension("drug-strength", valueString=order.strength),
                pieces.extension("drug-form", valueString=order.form),
                pieces.extension("drug-unit", valueString=order.unit),
                pieces.extension("dosage-typed", valueString=order.typed),
                pieces.extension("prescription-line", valuePositiveInt=order.place),
                pieces.extension("prescription-kind", valueCoding=pieces.coding(KIND, order.kind)),
                pieces.extension("drug-control", valueCoding=pieces.coding(CONTROL, order.control))
                if order.control != "none"
                else None,
                *(pieces.extension("drug-ingredient", valueString=one) for one in order.ingredients),
            ]
        ),
        "status": order.status,
        "intent": "order",
        "category": [pieces.concept(pieces.coding(systems.MEDICATION_CATEGORY, "outpatient"))],
        **_medication(order),
        "subject": subject,
        "encounter": pieces.reference("Encounter", str(written.visit)),
        "authoredOn": _instant(written.at),
        "requester": pieces.reference("Practitioner", str(written.practitioner), written.practitioner_name),
        "reasonReference": [pieces.reference("Condition", str(one)) for one in written.reasons],
        "groupIdentifier": pieces.identifier(systems.PRESCRIPTION, order.code),
        "priorPrescription": pieces.reference("MedicationRequest", str(written.prior))
        if written.prior
        else None,
        "note": [{"text": written.advice}] if written.advice and order.place == 1 else None,
        "dosageInstruction": _dosages(order),
        "dispenseRequest": _dispense(order, written),
    }
    return pieces.resource("MedicationRequest", str(order.id), fields)


def with_cancellation(stored: Json, reason: str) -> Json:
    """The same, cancelled, with why."""
    return {**stored, "status": "cancelled", "statusReason": {"text": reason}}


def read_order(stored: Json) -> Order:
    """A line as it stands in the record."""
    told = _extensions(stored)
    named = stored.get("medicationCodeableConcept") or {}
    coded = {one.get("system"): str(one.get("code", "")) for one in named.get("coding", ())}
    dosages = stored.get("dosageInstruction") or [{}]
    dispense = stored.get("dispenseRequest") or {}
    route: Json = next(iter((dosages[0].get("route") or {}).get("coding", ())), {})
    return Order(
        UUID(str(stored["id"])), str((stored.get("groupIdentifier") or {}).get("value", "")),
        str((told.get("prescription-kind") or [{}])[0].get("code", "C")), int((told.get("prescription-line") or [0])[0]),
        coded.get(FACILITY_DRUG, ""),
        str(named.get("text", "")) or str((stored.get("medicationReference") or {}).get("display", "")),
        str((told.get("drug-strength") or [""])[0]), str((told.get("drug-form") or [""])[0]),
        str((told.get("drug-unit") or [""])[0]), _decimal((dispense.get("quantity") or {}).get("value")),
        str(dosages[0].get("text", "")), _english(dosages[0]), str((told.get("dosage-typed") or [""])[0]),
        days=_whole((dispense.get("expectedSupplyDuration") or {}).get("value")), route=str(route.get("code", "")),
        route_text=str(route.get("display", "")), insurer_code=coded.get(systems.SUBSTANCE, ""),
        registration=coded.get(systems.REGISTRATION, ""),
        control=str((told.get("drug-control") or [{"code": "none"}])[0].get("code")),
        ingredients=tuple(str(one) for one in told.get("drug-ingredient", ())), herbs=tuple(_herbs(stored)),
        status=str(stored.get("status", "")),
    )  # fmt: skip


def advice_of(stored: Json) -> str:
    """What else the doctor told the person."""
    return next((str(one.get("text", "")) for one in stored.get("note", ())), "")


def _medication(order: Order) -> dict[str, Any]:
    if order.herbs:
        return {"medicationReference": {"reference": "#thang", "display": order.name}}
    codings = [
        pieces.coding(FACILITY_DRUG, order.drug_code, order.name),
        pieces.coding(systems.SUBSTANCE, order.insurer_code) if order.insurer_code else None,
        pieces.coding(systems.REGISTRATION, order.registration) if order.registration else None,
    ]
    return {"medicationCodeableConcept": pieces.concept(*codings, text=order.name)}


def _decoction(order: Order) -> Json:
    parts = [
        {
            "itemCodeableConcept": pieces.concept(pieces.coding(FACILITY_DRUG, one.code), text=one.name),
            "strength": {
                "numerator": pieces.quantity(one.grams, "g", "g"),
                "denominator": pieces.quantity(Decimal(1), "thang"),
            },
        }
        for one in order.herbs
    ]
    return pieces.resource(
        "Medication", "thang", {"code": pieces.concept(text=order.name), "ingredient": parts}
    )


def _herbs(stored: Json) -> list[Herb]:
    held: Json = next(
        (one for one in stored.get("contained", ()) if one.get("resourceType") == "Medication"), {}
    )
    return [
        Herb(
            _first_code(one["itemCodeableConcept"]),
            str(one["itemCodeableConcept"].get("text", "")),
            _decimal(one["strength"]["numerator"].get("value")) or Decimal(0),
        )
        for one in held.get("ingredient", ())
    ]


def _first_code(concept: Json) -> str:
    return next((str(one.get("code", "")) for one in concept.get("coding", ())), "")


def _dosages(order: Order) -> list[Json]:
    route = pieces.concept(pieces.coding(ROUTE, order.route, order.route_text)) if order.route else None
    made = []
    for number, dose in enumerate(order.doses or (Dose(None, ""),), start=1):
        needed: dict[str, Any] = (
            {"asNeededCodeableConcept": pieces.concept(text=order.as_needed)} if order.as_needed else {}
        )
        made.append(
            pieces.kept(
                {
                    "extension": pieces.present(
                        [pieces.extension("dosage-english", valueString=order.text_en)]
                    )
                    if number == 1
                    else None,
                    "sequence": number,
                    "text": order.text_vi,
                    "timing": _timing(dose, order.days),
                    **needed,
                    "route": route,
                    "doseAndRate": [{"doseQuantity": pieces.quantity(dose.amount, dose.unit)}]
                    if dose.amount is not None
                    else None,
                }
            )
        )
    return made


def _timing(dose: Dose, days: int | None) -> Json | None:
    repeat: dict[str, Any] = {}
    if days:
        repeat["boundsDuration"] = pieces.quantity(Decimal(days), "ngày", "d")
    if dose.hours:
        repeat |= {"frequency": 1, "period": Decimal(dose.hours), "periodUnit": "h"}
    elif dose.times:
        repeat |= {"frequency": dose.times, "period": Decimal(1), "periodUnit": "d"}
    when = [_WHEN[one] for one in dose.moments] + ([dose.event] if dose.event else [])
    if when and not dose.hours:
        repeat["when"] = when
    return {"repeat": repeat} if repeat else None


def _dispense(order: Order, written: Written) -> Json:
    period = {
        "start": written.at.astimezone(VIETNAM).date().isoformat(),
        "end": written.holds_until.isoformat(),
    }
    return pieces.kept(
        {
            "validityPeriod": period,
            "quantity": pieces.quantity(order.quantity, order.unit) if order.quantity is not None else None,
            "expectedSupplyDuration": pieces.quantity(Decimal(order.days), "ngày", "d")
            if order.days
            else None,
        }
    )


def _extensions(stored: Json) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for one in stored.get("extension", ()):
        value = next((content for key, content in one.items() if key.startswith("value")), None)
        found.setdefault(str(one.get("url", "")).rpartition("/")[2], []).append(value)
    return found


def _english(dosage: Json) -> str:
    return str((_extensions(dosage).get("dosage-english") or [""])[0])


def _instant(at: datetime) -> str:
    return at.astimezone(VIETNAM).isoformat(timespec="seconds")


def _decimal(value: object) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _whole(value: object) -> int | None:
    return None if value is None else int(Decimal(str(value)))
