"""Diagnoses of a visit as Conditions: suspected on arrival, main, comorbid, traditional."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from hoaban.record import systems
from hoaban.shared.claims.fhir import pieces
from hoaban.shared.claims.fhir.visit import Visit, dotted_icd

_CATEGORY: Final = {
    "coding": [
        {
            "system": systems.CONDITION_CATEGORY,
            "code": "encounter-diagnosis",
            "display": "Encounter Diagnosis",
        }
    ]
}


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """A Condition and its part in the visit: admission, main, comorbid or traditional; rank 0 is unranked."""

    role: str
    rank: int
    condition: pieces.Resource


def build_diagnoses(visit: Visit) -> list[Diagnosis]:
    """All diagnoses of the summary row, in the order in which a clinician reads them."""
    head = visit.head
    found = []
    if text := head.get("CHAN_DOAN_VAO"):
        made = _condition(visit, "admission", {"text": text}, "provisional", head.get("NGAY_VAO"))
        found.append(Diagnosis("admission", 0, made))
    ended = head.get("NGAY_RA")
    main = pieces.concept(visit.disease(head.get("MA_BENH_CHINH")), text=head.get("CHAN_DOAN_RV"))
    if main:
        found.append(Diagnosis("main", 1, _condition(visit, "main", main, "confirmed", ended)))
    others = [dotted_icd(value) for value in pieces.several(head.get("MA_BENH_KT"))]
    for rank, value in enumerate(dict.fromkeys(others), start=2):
        coded = visit.disease(value)
        concept = pieces.concept(coded, text=coded.get("display") if coded else None)
        made = _condition(visit, f"comorbid:{value}", concept, "confirmed", ended)
        found.append(Diagnosis("comorbid", rank, made))
    for value in pieces.several(head.get("MA_BENH_YHCT")):
        name = visit.lookups.name("MA_BENH_YHCT", value, visit.on)
        concept = pieces.concept(pieces.coding(systems.TRADITIONAL_DISEASE, value, name), text=name)
        made = _condition(visit, f"traditional:{value}", concept, "confirmed", ended)
        found.append(Diagnosis("traditional", 0, made))
    return found


def _condition(
    visit: Visit, key: str, concept: dict[str, Any] | None, certainty: str, recorded: str
) -> pieces.Resource:
    fields = {
        "verificationStatus": {"coding": [{"system": systems.CONDITION_VERIFICATION, "code": certainty}]},
        "category": [_CATEGORY],
        "code": concept,
        "subject": visit.subject,
        "encounter": visit.encounter,
        "recordedDate": pieces.instant(recorded),
    }
    return pieces.resource("Condition", visit.uid("XML1", "diagnosis", key), fields)


def main_reference(diagnoses: list[Diagnosis]) -> dict[str, Any] | None:
    """A reference to the main diagnosis."""
    return next(
        (pieces.reference("Condition", one.condition["id"]) for one in diagnoses if one.role == "main"), None
    )
