"""Vital signs, the early-warning score, pregnancy and allergies as they are written to the record."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from hoaban.kernel import ids
from hoaban.kernel.clock import VIETNAM
from hoaban.modules.hospital.rules.signs import CONSCIOUSNESS, Sign, Signs, signs
from hoaban.modules.hospital.rules.warning import Warning
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


def vital_entries(of: Outline, measured: Signs, warning: Warning | None) -> list[Entry]:
    """One Observation for each sign that was measured, one for the score."""
    made = [
        _number(of, one, value) for one in signs().values() if (value := _alone(measured, one)) is not None
    ]
    if measured.systolic is not None or measured.diastolic is not None:
        made.append(_pressure(of, measured))
    if (mass := measured.body_mass) is not None:
        made.append(
            _vital(of, "bmi", _loinc("39156-5", "Chỉ số khối cơ thể"), _quantity(mass, "kg/m²", "kg/m2"))
        )
    if measured.consciousness:
        word = CONSCIOUSNESS[measured.consciousness][0]
        value = {
            "valueCodeableConcept": pieces.concept(
                pieces.coding(CONSCIOUS, measured.consciousness, word), text=word
            )
        }
        made.append(_vital(of, "consciousness", _loinc("67775-7", "Tri giác"), value))
    if measured.oxygen is not None:
        word = "Thở oxy" if measured.oxygen else "Thở khí trời"
        coded = pieces.concept(
            pieces.coding(systems.code_list("oxygen"), "oxygen" if measured.oxygen else "air", word),
            text=word,
        )
        made.append(
            _vital(of, "oxygen", _ours("oxygen", "Thở oxy hay khí trời"), {"valueCodeableConcept": coded})
        )
    if warning is not None:
        made.append(_score(of, warning, [str(one["id"]) for one in made]))
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


def _alone(measured: Signs, sign: Sign) -> Decimal | None:
    return None if sign.name in _PRESSURE else measured.number(sign.name)


def _number(of: Outline, sign: Sign, value: Decimal) -> Json:
    return _vital(of, sign.name, _loinc(sign.code, sign.vi), _quantity(value, sign.unit, sign.ucum))


def _pressure(of: Outline, measured: Signs) -> Json:
    parts = []
    for name in _PRESSURE:
        sign, value = signs()[name], measured.number(name)
        if value is not None:
            parts.append({"code": _loinc(sign.code, sign.vi), **_quantity(value, sign.unit, sign.ucum)})
    return _vital(of, "pressure", _loinc("85354-9", "Huyết áp"), {"component": parts})


def _score(of: Outline, warning: Warning, derived: list[str]) -> Json:
    value = {
        "valueInteger": warning.points, "interpretation": [pieces.concept(text=warning.vi)],
        "derivedFrom": [pieces.reference("Observation", one) for one in derived],
    }  # fmt: skip
    coded = pieces.concept(
        pieces.coding(SCORE, warning.score, warning.score), text=f"Điểm cảnh báo sớm {warning.score}"
    )
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


def _quantity(value: Decimal, unit: str, ucum: str) -> dict[str, Any]:
    return {"valueQuantity": pieces.quantity(value, unit, ucum)}
