"""Vital signs, the early-warning score, pregnancy and allergies as they are written to the record."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from hoaban.kernel import ids
from hoaban.kernel.clock import VIETNAM
from hoaban.modules.hospital.fhir.shapes import SIGN_CODES, Found, Measured
from hoaban.record import pieces, systems
from hoaban.record.shapes import Entry, Json

SCORE: Final = systems.code_list("warning-score")
CONSCIOUS: Final = systems.code_list("acvpu")
SNOMED: Final = "http://snomed.info/sct"
PREGNANT: Final = {"yes": ("77386006", "Có thai"), "no": ("60001007", "Không có thai")}
_PRESSURE: Final = ("systolic", "diastolic")
_CLINICAL: Final = "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical"
_VERIFIED: Final = "http://terminology.hl7.org/CodeSystem/allergyintolerance-verification"


class Outline:
    """Whose facts these are, of which visit, when, by whom; ids follow from what the form was sent with."""

    def __init__(
        self,
        *,
        patient: str,
        visit: UUID,
        at: datetime,
        once: str,
        performer: UUID | None = None,
        name: str = "",
    ) -> None:
        self.subject = pieces.reference("Patient", patient)
        self.encounter = pieces.reference("Encounter", str(visit))
        self.at = at.astimezone(VIETNAM).isoformat(timespec="seconds")
        self._visit, self._once = str(visit), once
        self.performers = (
            [pieces.reference("Practitioner", str(performer), name)]
            if performer
            else [{"display": name}]
            if name
            else []
        )

    def uid(self, *parts: str) -> str:
        """The same id for the same fact of the same form."""
        return str(ids.uuid8_timeless("hospital", self._visit, self._once, *parts))


def vital_entries(of: Outline, found: Found) -> list[Entry]:
    """One Observation for each sign that was measured (one for both pressures), and one for the score, derived from them."""
    made = [_number(of, one) for one in found.measured if one.sign not in _PRESSURE]
    if pressures := [one for one in found.measured if one.sign in _PRESSURE]:
        parts = [{"code": _loinc(SIGN_CODES[one.sign], one.name), **_quantity(one)} for one in pressures]
        made.append(_vital(of, "pressure", _loinc("85354-9", "Huyết áp"), {"component": parts}))
    if found.consciousness is not None:
        letter, word = found.consciousness
        value = {"valueCodeableConcept": pieces.concept(pieces.coding(CONSCIOUS, letter, word), text=word)}
        made.append(_vital(of, "consciousness", _loinc("67775-7", "Tri giác"), value))
    if found.oxygen is not None:
        code, word = ("oxygen", "Thở oxy") if found.oxygen else ("air", "Thở khí trời")
        coded = pieces.concept(pieces.coding(systems.code_list("oxygen"), code, word), text=word)
        made.append(
            _vital(of, "oxygen", _ours("oxygen", "Thở oxy hay khí trời"), {"valueCodeableConcept": coded})
        )
    if found.score is not None:
        made.append(_score(of, *found.score, [str(one["id"]) for one in made]))
    return [Entry("PUT", "Observation", str(one["id"]), one) for one in made]


def pregnancy_entry(of: Outline, answer: str) -> Entry:
    """Whether she is pregnant, as she says. ``answer``: yes or no."""
    code, word = PREGNANT[answer]
    value = {"valueCodeableConcept": pieces.concept(pieces.coding(SNOMED, code, word), text=word)}
    made = _observation(of, "pregnancy", "social-history", _loinc("82810-3", "Tình trạng thai nghén"), value)
    return Entry("PUT", "Observation", str(made["id"]), made)


def allergy_entry(of: Outline, substance: str, reaction: str) -> Entry:
    """What somebody says they do not bear; no substance: they know of none."""
    code = (
        pieces.concept(text=substance)
        if substance
        else pieces.concept(
            pieces.coding(SNOMED, "716186003", "No known allergy"), text="Không có dị ứng đã biết"
        )
    )
    uid = of.uid("allergy", substance)
    shown = pieces.concept(text=reaction)
    made = {
        "clinicalStatus": pieces.concept(pieces.coding(_CLINICAL, "active")),
        "verificationStatus": pieces.concept(pieces.coding(_VERIFIED, "unconfirmed")),
        "code": code, "patient": of.subject, "encounter": of.encounter, "recordedDate": of.at,
        "reaction": [{"manifestation": [shown]}] if shown else None,
    }  # fmt: skip
    return Entry("PUT", "AllergyIntolerance", uid, pieces.resource("AllergyIntolerance", uid, made))


def _number(of: Outline, one: Measured) -> Json:
    return _vital(of, one.sign, _loinc(SIGN_CODES[one.sign], one.name), _quantity(one))


def _score(of: Outline, name: str, points: int, words: str, derived: list[str]) -> Json:
    value = {
        "valueInteger": points, "interpretation": [pieces.concept(text=words)],
        "derivedFrom": [pieces.reference("Observation", one) for one in derived],
    }  # fmt: skip
    coded = pieces.concept(pieces.coding(SCORE, name, name), text=f"Điểm cảnh báo sớm {name}")
    return _observation(of, "score", "survey", coded or {}, value)


def _vital(of: Outline, name: str, code: dict[str, Any], value: dict[str, Any]) -> Json:
    return _observation(of, name, "vital-signs", code, value)


def _observation(of: Outline, name: str, category: str, code: dict[str, Any], value: dict[str, Any]) -> Json:
    fields = {
        "status": "final",
        "category": [pieces.concept(pieces.coding(systems.OBSERVATION_CATEGORY, category))],
        "code": code, "subject": of.subject, "encounter": of.encounter, "effectiveDateTime": of.at, "issued": of.at,
        "performer": of.performers, **value,
    }  # fmt: skip
    return pieces.resource("Observation", of.uid(name), fields)


def _loinc(code: str, text: str) -> dict[str, Any]:
    return {"coding": [pieces.coding(systems.LOINC, code)], "text": text}


def _ours(name: str, text: str) -> dict[str, Any]:
    return {"coding": [pieces.coding(systems.code_list("observation"), name)], "text": text}


def _quantity(one: Measured) -> dict[str, Any]:
    return {"valueQuantity": pieces.quantity(one.value, one.unit, one.ucum)}
