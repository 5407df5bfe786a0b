"""The elements of Conditions and Procedures that answers are written into, by the path that ``definition`` names."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from hoaban.record.shapes import Json
from hoaban.shared.forms.fhir.shapes import Value

_CLINICAL: Final = "http://terminology.hl7.org/CodeSystem/condition-clinical"
_VERIFIED: Final = "http://terminology.hl7.org/CodeSystem/condition-ver-status"
_CATEGORY: Final = "http://terminology.hl7.org/CodeSystem/condition-category"
WITHDRAWN: Final = "entered-in-error"

Put = Callable[[Json, str, Value], None]


def concept(value: Value) -> Json:
    """A coded answer with its words, or words alone."""
    if value.type != "Coding":
        return {"text": str(value.json)}
    shown = value.json.get("display")
    return {"coding": [value.json], **({"text": shown} if shown else {})}


def coded(system: str, code: str) -> Json:
    return {"coding": [{"system": system, "code": code}]}


def _one(resource: Json, name: str, value: Value) -> None:
    resource[name] = concept(value)


def _several(resource: Json, name: str, value: Value) -> None:
    resource.setdefault(name, []).append(concept(value))


def _words(resource: Json, name: str, value: Value) -> None:
    """Its name in words; of a coded answer it stands beside the code."""
    resource.setdefault(name, {})["text"] = value.json


def _plain(resource: Json, name: str, value: Value) -> None:
    resource[name] = value.json.get("code") if value.type == "Coding" else value.json


def _note(resource: Json, _name: str, value: Value) -> None:
    resource.setdefault("note", []).append({"text": value.json})


ELEMENTS: Final[dict[str, Put]] = {
    "Condition.code": _one, "Condition.code.text": _words, "Condition.severity": _one, "Condition.clinicalStatus": _one,
    "Condition.verificationStatus": _one, "Condition.bodySite": _several, "Condition.onsetDateTime": _plain,
    "Condition.onsetString": _plain, "Condition.abatementDateTime": _plain, "Condition.note.text": _note,
    "Procedure.code": _one, "Procedure.code.text": _words, "Procedure.status": _plain, "Procedure.outcome": _one,
    "Procedure.bodySite": _several, "Procedure.complication": _several,
    "Procedure.performedDateTime": _plain, "Procedure.performedString": _plain,
    "Procedure.note.text": _note,
}  # fmt: skip

MADE: Final[dict[str, Callable[[], Json]]] = {
    "Condition": lambda: {
        "clinicalStatus": coded(_CLINICAL, "active"),
        "verificationStatus": coded(_VERIFIED, "confirmed"),
        "category": [coded(_CATEGORY, "encounter-diagnosis")],
    },
    "Procedure": lambda: {"status": "completed"},
}
"""What a resource says where nobody is asked."""


def withdrawn(resource: Json) -> Json:
    """The same fact as one that was entered in error (R4: such a Condition has no clinical status)."""
    if resource["resourceType"] != "Condition":
        return {**resource, "status": WITHDRAWN}
    kept: dict[str, Any] = {name: value for name, value in resource.items() if name != "clinicalStatus"}
    return {**kept, "verificationStatus": coded(_VERIFIED, WITHDRAWN)}
