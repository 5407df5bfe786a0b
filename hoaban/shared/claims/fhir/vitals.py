"""Weight and blood group of the summary, and the vital signs written into progress notes."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any, Final

from hoaban.record import systems
from hoaban.shared.claims.fhir import pieces
from hoaban.shared.claims.fhir.visit import Line, Visit

_NOTATION: Final = re.compile(r"CSST\s*<([^<>]*)>")
_PART: Final = re.compile(r"([A-Z]+)\s*([0-9]+(?:[.,][0-9]+)?)(?:/([0-9]+(?:[.,][0-9]+)?))?")
# Letters of the notation -> LOINC, name, shown unit, UCUM. No text explains the others (HL): they stay text.
_SIGNS: Final = {
    "M": ("8867-4", "Mạch", "lần/phút", "/min"),
    "T": ("8310-5", "Nhiệt độ", "°C", "Cel"),
    "NT": ("9279-1", "Nhịp thở", "lần/phút", "/min"),
}
_PRESSURE: Final = (("8480-6", "Huyết áp tâm thu"), ("8462-4", "Huyết áp tâm trương"))


def build_arrival_measurements(visit: Visit) -> list[pieces.Resource]:
    """Body weight and blood group, when the summary has them."""
    head = visit.head
    found = []
    weight = pieces.number(head.get("CAN_NANG"))
    if weight:
        found.append(
            observation(
                visit,
                uid=visit.uid("XML1", "CAN_NANG"),
                category="vital-signs",
                code=loinc("29463-7", "Cân nặng"),
                at=head.get("NGAY_VAO"),
                value={"valueQuantity": pieces.quantity(weight, "kg", "kg")},
            )
        )
    if group := head.get("NHOM_MAU"):
        found.append(
            observation(
                visit,
                uid=visit.uid("XML1", "NHOM_MAU"),
                category="laboratory",
                code=loinc("882-1", "Nhóm máu"),
                at=head.get("NGAY_VAO"),
                value={"valueCodeableConcept": {"text": group}},
            )
        )
    return found


def build_vital_signs(visit: Visit, note: Line) -> list[pieces.Resource]:
    """The vital signs that a progress note carries as ``CSST<M75_T37_HA120/70_NT18>``."""
    notation = _NOTATION.search(note.get("DIEN_BIEN_LS"))
    if not notation:
        return []
    found: list[pieces.Resource] = []
    told: set[str] = set()
    for part in notation[1].split("_"):
        if not (read := _PART.fullmatch(part.strip().upper())):
            continue
        letters, first, second = read[1], read[2].replace(",", "."), (read[3] or "").replace(",", ".")
        code, value = _sign(letters, first, second)
        if code and letters not in told:
            told.add(letters)
            found.append(
                observation(
                    visit,
                    uid=visit.uid("XML5", note.key, "sign", letters),
                    category="vital-signs",
                    code=code,
                    at=note.get("THOI_DIEM_DBLS"),
                    value=value,
                    performers=visit.practitioners(note.get("NGUOI_THUC_HIEN")),
                )
            )
    return found


def _sign(letters: str, first: str, second: str) -> tuple[dict[str, Any] | None, dict[str, Any]]:
    if letters == "HA" and second:
        parts = zip(_PRESSURE, (first, second), strict=True)
        components = [
            {"code": loinc(*sign), "valueQuantity": pieces.quantity(Decimal(value), "mmHg", "mm[Hg]")}
            for sign, value in parts
        ]
        return loinc("85354-9", "Huyết áp"), {"component": components}
    if letters in _SIGNS and not second:
        code, name, unit, ucum = _SIGNS[letters]
        return loinc(code, name), {"valueQuantity": pieces.quantity(Decimal(first), unit, ucum)}
    return None, {}


def loinc(code: str, text: str) -> dict[str, Any]:
    """A LOINC concept with its Vietnamese name."""
    return {"coding": [{"system": systems.LOINC, "code": code}], "text": text}


def observation(
    visit: Visit,
    *,
    uid: str,
    category: str,
    code: dict[str, Any],
    at: str,
    value: dict[str, Any],
    performers: list[dict[str, Any]] | None = None,
) -> pieces.Resource:
    """A final Observation of this visit; ``value`` is its value or its components."""
    fields = {
        "status": "final",
        "category": [{"coding": [{"system": systems.OBSERVATION_CATEGORY, "code": category}]}],
        "code": code,
        "subject": visit.subject,
        "encounter": visit.encounter,
        "effectiveDateTime": pieces.instant(at),
        "performer": performers,
        **value,
    }
    return pieces.resource("Observation", uid, fields)
