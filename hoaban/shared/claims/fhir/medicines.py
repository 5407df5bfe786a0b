"""Drug lines (XML2): what was ordered (MedicationRequest) and what was given (MedicationDispense)."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any, Final

from hoaban.record import systems
from hoaban.shared.claims.fhir import pieces, stay
from hoaban.shared.claims.fhir.visit import Line, Visit

# "1 viên/lần * 2 lần/ngày * 5 ngày [2 viên/ngày]": the pattern of reference 3.2; anything else stays text.
_DOSE: Final = re.compile(
    r"([0-9]+(?:[.,][0-9]+)?)\s*([^*/\[\]0-9]*?)\s*(?:/\s*lần)?\s*\*\s*([0-9]+)\s*(?:lần)?\s*(?:/\s*ngày)?\s*"
    r"\*\s*([0-9]+)\s*(?:ngày)?\s*(?:\[[^\]]*\])?",
    re.IGNORECASE,
)
# Transport of blood and packaging of herbal packs are billed as drugs but are none.
_NOT_MEDICINE: Final = ("VM.", "BB.")
_OUTSIDE_LIST: Final = "00.0000"


def is_medicine(line: Line) -> bool:
    """Whether a drug line is a medicine (or blood), not a cost that is billed among them."""
    return not line.get("MA_THUOC").startswith(_NOT_MEDICINE)


def request_uid(visit: Visit, line: Line) -> str:
    """The id of the order of a drug line."""
    return visit.uid("XML2", line.key, "request")


def build_medicines(visit: Visit, main: dict[str, Any] | None) -> list[pieces.Resource]:
    """An order and its dispensing for each medicine line."""
    found = []
    for line in visit.lines("XML2"):
        if is_medicine(line):
            medication = _medication(line)
            found.append(_request(visit, line, medication, main))
            found.append(_dispense(visit, line, medication))
    return found


def _medication(line: Line) -> dict[str, Any]:
    substance, registration = line.get("MA_THUOC"), pieces.code(line.get("SO_DANG_KY"))
    name = " ".join(part for part in (line.get("TEN_THUOC"), line.get("HAM_LUONG")) if part)
    return pieces.concept(
        pieces.coding(systems.SUBSTANCE, substance) if substance and substance != _OUTSIDE_LIST else None,
        pieces.coding(systems.REGISTRATION, registration) if registration else None,
        text=name,
    ) or {"text": "Thuốc không ghi tên"}


def _extensions(visit: Visit, line: Line) -> list[dict[str, Any]]:
    processing = [
        pieces.extension("drug-processing", valueCoding=visit.coding("MA_PP_CHEBIEN", code))
        for code in pieces.several(line.get("MA_PP_CHEBIEN"))
    ]
    return pieces.present(
        [
            pieces.extension("drug-strength", valueString=line.get("HAM_LUONG")),
            pieces.extension("drug-form", valueString=line.get("DANG_BAO_CHE")),
            *processing,
        ]
    )


def line_identifier(visit: Visit, line: Line) -> dict[str, Any]:
    """The place of a line in its dossier: facility, MA_LK, table, STT."""
    parts = (visit.facility, pieces.code(visit.ma_lk), line.table, line.get("STT"))
    return pieces.identifier(systems.CLAIM_LINE, "/".join(parts))


def _category(visit: Visit) -> dict[str, Any]:
    inside = stay.encounter_class(visit.head.get("MA_LOAI_KCB"), "")["code"] in ("IMP", "SS")
    return {
        "coding": [{"system": systems.MEDICATION_CATEGORY, "code": "inpatient" if inside else "outpatient"}]
    }


def _quantity(line: Line) -> dict[str, Any] | None:
    amount = pieces.number(line.get("SO_LUONG"))
    return None if amount is None else pieces.quantity(amount, line.get("DON_VI_TINH"))


def _request(
    visit: Visit, line: Line, medication: dict[str, Any], main: dict[str, Any] | None
) -> pieces.Resource:
    quantity = _quantity(line)
    fields = {
        "extension": _extensions(visit, line),
        "identifier": [line_identifier(visit, line)],
        "status": "completed",
        "intent": "order",
        "category": [_category(visit)],
        "medicationCodeableConcept": medication,
        "subject": visit.subject,
        "encounter": visit.encounter,
        "authoredOn": pieces.instant(line.get("NGAY_YL")),
        "requester": visit.practitioner(line.get("MA_BAC_SI")),
        "reasonReference": [main] if main else None,
        "dosageInstruction": _dosage(visit, line),
        "dispenseRequest": {"quantity": quantity} if quantity else None,
    }
    return pieces.resource("MedicationRequest", request_uid(visit, line), fields)


def _dispense(visit: Visit, line: Line, medication: dict[str, Any]) -> pieces.Resource:
    fields = {
        "identifier": [line_identifier(visit, line)],
        "status": "completed",
        "category": _dispense_category(visit),
        "medicationCodeableConcept": medication,
        "subject": visit.subject,
        "context": visit.encounter,
        "authorizingPrescription": [pieces.reference("MedicationRequest", request_uid(visit, line))],
        "quantity": _quantity(line),
        "whenHandedOver": pieces.instant(line.get("NGAY_TH_YL")),
    }
    return pieces.resource("MedicationDispense", visit.uid("XML2", line.key, "dispense"), fields)


def _dispense_category(visit: Visit) -> dict[str, Any]:
    made = _category(visit)
    return {"coding": [{**made["coding"][0], "system": systems.DISPENSE_CATEGORY}]}


def _dosage(visit: Visit, line: Line) -> list[dict[str, Any]]:
    dose, manner = line.get("LIEU_DUNG"), line.get("CACH_DUNG")
    made: dict[str, Any] = {
        "text": dose,
        "patientInstruction": manner,
        "route": visit.concept("DUONG_DUNG", line.get("DUONG_DUNG")),
    }
    if read := _DOSE.fullmatch(dose):
        amount, unit = Decimal(read[1].replace(",", ".")), read[2].strip() or line.get("DON_VI_TINH")
        made["timing"] = _timing(times=int(read[3]), days=int(read[4]))
        made["doseAndRate"] = [{"doseQuantity": pieces.quantity(amount, unit)}]
    made = pieces.kept(made)
    return [made] if made else []


def _timing(*, times: int, days: int) -> dict[str, Any] | None:
    if not times or not days:
        return None
    length = pieces.quantity(Decimal(days), "ngày", "d")
    return {"repeat": {"boundsDuration": length, "frequency": times, "period": Decimal(1), "periodUnit": "d"}}
