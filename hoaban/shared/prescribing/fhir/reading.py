"""What the record knows of a person that a prescription must respect."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from hoaban.kernel.clock import VIETNAM
from hoaban.record import systems
from hoaban.record.shapes import Json

TYPES = ("Patient", "AllergyIntolerance", "MedicationRequest", "Condition", "Observation")
_WEIGHT, _HEIGHT, _CREATININE = {"29463-7", "3141-9"}, {"8302-2", "8306-3"}, {"2160-0", "14682-9", "38483-4"}
_PREGNANCY, _BREASTFEEDING = {"82810-3", "11449-6"}, {"63895-7"}
_YES = {"77386006", "LA15173-0", "Y", "pregnant", "LA33-6", "413712001", "69840006", "yes"}
_PREGNANT_ICD10 = ("O0", "O1", "O2", "O3", "O4", "Z32.1", "Z33", "Z34", "Z35", "Z36")
_NURSING_ICD10 = ("Z39.1", "O92")
_TERM = timedelta(days=294)
"""Longer ago than a pregnancy lasts, that somebody was pregnant says nothing."""
_BODY = timedelta(days=365)
_SNOMED = "http://snomed.info/sct"


@dataclass(frozen=True, slots=True)
class Taken:
    """A medicine of an order elsewhere or before. ``until``: the last day of its supply, as far as it says."""

    name: str
    ingredients: tuple[str, ...]
    visit: str
    code: str
    since: date | None
    until: date | None


@dataclass(frozen=True, slots=True)
class Identity:
    """What a prescription names of a person; empty where the record has none."""

    national_id: str = ""
    card: str = ""
    address: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """Facts as read: weight kg with its day, height cm, creatinine µmol/l; None where nothing is recorded."""

    name: str
    birth: str
    sex: str
    weight: Decimal | None
    weight_on: date | None
    height: Decimal | None
    creatinine: Decimal | None
    pregnant: bool | None
    breastfeeding: bool | None
    allergies: tuple[str, ...] | None
    taken: tuple[Taken, ...]
    diagnoses: tuple[tuple[UUID, str, str], ...]
    """Conditions of the visit: id, ICD-10 code, name; in the order of the record, the newest last."""
    identity: Identity = Identity()


def read_known(found: Iterable[Json], *, visit: UUID, on: date) -> Known:
    """The facts of a person, newest first as the record gives them, as they matter at a visit on a day."""
    by_type: dict[str, list[Json]] = {kind: [] for kind in TYPES}
    for one in found:
        by_type.setdefault(str(one.get("resourceType")), []).append(one)
    patients = sorted(by_type["Patient"], key=lambda one: len(str(one.get("birthDate", ""))), reverse=True)
    patient = patients[0] if patients else {}
    measured = by_type["Observation"]
    weight = _latest(measured, _WEIGHT, on)
    conditions = by_type["Condition"]
    return Known(
        name=_name(patient), birth=str(patient.get("birthDate", "")), sex=str(patient.get("gender", "")),
        weight=_kilograms(weight), weight_on=_day(weight) if weight else None,
        height=_centimetres(_latest(measured, _HEIGHT, on)), creatinine=_micromoles(_latest(measured, _CREATININE, on)),
        pregnant=_state(measured, conditions, _PREGNANCY, _PREGNANT_ICD10, on),
        breastfeeding=_state(measured, conditions, _BREASTFEEDING, _NURSING_ICD10, on),
        allergies=_allergies(by_type["AllergyIntolerance"]),
        taken=tuple(_taken(one) for one in by_type["MedicationRequest"] if one.get("status") in ("active", "completed")),
        diagnoses=tuple(_diagnosis(one) for one in reversed(conditions) if _of_visit(one, visit) and _stands(one)),
        identity=_identity(patients),
    )  # fmt: skip


def _name(patient: Json) -> str:
    for one in patient.get("name", ()):
        words = [one.get("family", ""), *one.get("given", ())]
        if text := one.get("text") or " ".join(word for word in words if word):
            return str(text)
    return ""


def _identity(patients: list[Json]) -> Identity:
    numbers = {
        str(each.get("system", "")): str(each.get("value", ""))
        for one in patients
        for each in one.get("identifier", ())
    }
    addresses = [
        str(each.get("text", "")) for one in patients for each in one.get("address", ()) if each.get("text")
    ]
    phones = [
        str(each.get("value", ""))
        for one in patients
        for each in one.get("telecom", ())
        if each.get("system") == "phone"
    ]
    return Identity(
        numbers.get(systems.NATIONAL_ID, ""), numbers.get(systems.INSURANCE_NUMBER, ""), next(iter(addresses), ""),
        next(iter(phones), ""),
    )  # fmt: skip


def _codes(concept: Json | None) -> set[str]:
    return {str(one.get("code", "")) for one in (concept or {}).get("coding", ())}


def _latest(measured: list[Json], wanted: set[str], on: date) -> Json | None:
    held = [
        one
        for one in measured
        if _codes(one.get("code")) & wanted and one.get("status") not in ("entered-in-error", "cancelled")
        and (day := _day(one)) and on - _BODY <= day <= on
    ]  # fmt: skip
    return max(held, key=_moment, default=None)


def _moment(one: Json) -> str:
    return str(
        one.get("effectiveDateTime")
        or (one.get("effectivePeriod") or {}).get("start")
        or one.get("issued")
        or ""
    )


def _day(one: Json, *names: str) -> date | None:
    text = next((str(one[name]) for name in names if one.get(name)), "") if names else _moment(one)
    try:
        if len(text) > 10:
            return datetime.fromisoformat(text).astimezone(VIETNAM).date()
        return date.fromisoformat(text)
    except ValueError:
        return None


def _value(one: Json | None) -> tuple[Decimal, str] | None:
    held = (one or {}).get("valueQuantity") or {}
    if held.get("value") is None:
        return None
    return Decimal(str(held["value"])), str(held.get("code") or held.get("unit") or "")


def _kilograms(one: Json | None) -> Decimal | None:
    read = _value(one)
    return None if read is None else read[0] / 1000 if read[1] == "g" else read[0]


def _centimetres(one: Json | None) -> Decimal | None:
    read = _value(one)
    return None if read is None else read[0] * 100 if read[1] == "m" else read[0]


def _micromoles(one: Json | None) -> Decimal | None:
    read = _value(one)
    if read is None:
        return None
    return read[0] * Decimal("88.4") if read[1].lower() == "mg/dl" else read[0]


def _state(
    measured: list[Json], conditions: list[Json], wanted: set[str], icd10: tuple[str, ...], on: date
) -> bool | None:
    """What was last said of a state; a diagnosis that implies it says yes."""
    said = [
        (day, _codes(one.get("valueCodeableConcept")) | ({"yes"} if one.get("valueBoolean") else set()))
        for one in measured
        if _codes(one.get("code")) & wanted and (day := _day(one)) and on - _TERM <= day <= on
    ]
    newest = max(said, key=lambda one: one[0], default=None)
    if newest is not None and newest[0] == on:
        return bool(newest[1] & _YES)
    implied = any(
        _icd10(one).startswith(icd10) and _stands(one) and (day := _day(one, "recordedDate", "onsetDateTime"))
        and on - _TERM <= day <= on
        for one in conditions
    )  # fmt: skip
    if implied:
        return True
    return bool(newest[1] & _YES) if newest is not None else None


def _icd10(condition: Json) -> str:
    coded = (condition.get("code") or {}).get("coding", ())
    return next((str(one.get("code", "")) for one in coded if one.get("system") == systems.ICD10), "")


def _diagnosis(condition: Json) -> tuple[UUID, str, str]:
    name = str((condition.get("code") or {}).get("text", "")) or next(
        (str(one.get("display", "")) for one in (condition.get("code") or {}).get("coding", ())), ""
    )
    return UUID(str(condition["id"])), _icd10(condition), name


def _of_visit(one: Json, visit: UUID) -> bool:
    return str((one.get("encounter") or {}).get("reference", "")) == f"Encounter/{visit}"


def _stands(condition: Json) -> bool:
    return not _codes(condition.get("verificationStatus")) & {"refuted", "entered-in-error"}


def _allergies(found: list[Json]) -> tuple[str, ...] | None:
    """Names of what is not borne; None: nothing was ever recorded; empty: recorded that there is none."""
    if not found:
        return None
    said = []
    for one in found:
        over = _codes(one.get("clinicalStatus")) & {"inactive", "resolved"}
        wrong = _codes(one.get("verificationStatus")) & {"refuted", "entered-in-error"}
        code = one.get("code") or {}
        none = any(entry.get("system") == _SNOMED and entry.get("code") in ("716186003", "409137002", "1003774007")
                   for entry in code.get("coding", ()))  # fmt: skip
        text = str(code.get("text", "")) or next(
            (str(entry.get("display", "")) for entry in code.get("coding", ())), ""
        )
        if text and not over and not wrong and not none:
            said.append(text)
    return tuple(dict.fromkeys(said))


def _taken(request: Json) -> Taken:
    named = request.get("medicationCodeableConcept") or {}
    text = str(named.get("text", "")) or str((request.get("medicationReference") or {}).get("display", ""))
    ingredients = tuple(
        str(one.get("valueString", "")) for one in request.get("extension", ())
        if str(one.get("url", "")).endswith("/drug-ingredient")
    )  # fmt: skip
    since = _day(request, "authoredOn")
    days = _supply_days(request)
    until = since + timedelta(days=days) if since and days else None
    return Taken(
        text, ingredients, str((request.get("encounter") or {}).get("reference", "")).removeprefix("Encounter/"),
        str((request.get("groupIdentifier") or {}).get("value", "")), since, until,
    )  # fmt: skip


def _supply_days(request: Json) -> int | None:
    supply = (request.get("dispenseRequest") or {}).get("expectedSupplyDuration") or {}
    if supply.get("value") is not None:
        return int(Decimal(str(supply["value"])))
    for dosage in request.get("dosageInstruction", ()):
        bounds = ((dosage.get("timing") or {}).get("repeat") or {}).get("boundsDuration") or {}
        if bounds.get("value") is not None and bounds.get("code") == "d":
            return int(Decimal(str(bounds["value"])))
    return None
