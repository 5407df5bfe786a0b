"""Service lines (XML3): orders as ServiceRequest, operations also as Procedure, samples as Specimen.

Examinations and beds describe the visit itself (Encounter.participant, Encounter.location); they, supplies,
transport and blood costs are otherwise lines of the Claim.
"""

from __future__ import annotations

from typing import Any, Final

from hoaban.record import systems
from hoaban.shared.claims.fhir import medicines, pieces, stay
from hoaban.shared.claims.fhir.visit import Line, Visit

LABORATORY: Final = "1"
IMAGING: Final = "2"
FUNCTION_TEST: Final = "3"
_OPERATIONS: Final = frozenset({"8", "18"})
_SUPPLIES: Final = frozenset({"10", "11"})
_NOT_ORDERED: Final = frozenset({"12", "17", stay.EXAMINATION, *stay.BEDS, *_SUPPLIES})
_CATEGORIES: Final = {
    LABORATORY: ("laboratory", "Xét nghiệm"),
    IMAGING: ("imaging", "Chẩn đoán hình ảnh"),
    FUNCTION_TEST: ("function-test", "Thăm dò chức năng"),
    "8": ("surgery", "Phẫu thuật"),
    "18": ("procedure", "Thủ thuật"),
}
# Ordered, but could not be continued (reference 4.11).
_BROKEN_OFF: Final = "_TB"


def is_order(line: Line) -> bool:
    """Whether a line is a service that somebody ordered for the patient."""
    return bool(line.get("MA_DICH_VU")) and line.get("MA_NHOM") not in _NOT_ORDERED


def is_procedure(line: Line) -> bool:
    """Whether a line is an operation or a procedure, or is coded or anaesthetised like one."""
    return is_order(line) and bool(
        line.get("MA_NHOM") in _OPERATIONS or line.get("MA_PTTT_QT") or line.get("PP_VO_CAM")
    )


def request_uid(visit: Visit, line: Line) -> str:
    """The id of the order of a service line."""
    return visit.uid("XML3", line.key, "request")


def specimen_uid(visit: Visit, line: Line) -> str:
    """The id of the sample of a laboratory line."""
    return visit.uid("XML3", line.key, "specimen")


def has_specimen(line: Line) -> bool:
    """Whether a sample is told of: a laboratory line with the time of its execution."""
    return (
        is_order(line)
        and line.get("MA_NHOM") == LABORATORY
        and pieces.moment(line.get("NGAY_TH_YL")) is not None
    )


def build_services(visit: Visit, main: dict[str, Any] | None) -> list[pieces.Resource]:
    """The orders, procedures and samples of the service lines."""
    found = []
    for line in visit.lines("XML3"):
        if not is_order(line):
            continue
        found.append(_request(visit, line, main))
        if is_procedure(line):
            found.append(_procedure(visit, line))
        if has_specimen(line):
            found.append(_specimen(visit, line))
    return found


def service_concept(line: Line) -> dict[str, Any]:
    """The service of a line as written, code and name."""
    code = line.get("MA_DICH_VU")
    return pieces.concept(
        pieces.coding(systems.SERVICE, code) if code else None, text=line.get("TEN_DICH_VU")
    ) or {"text": "Dịch vụ không ghi tên"}


def _is_broken_off(line: Line) -> bool:
    return line.get("MA_DICH_VU").endswith(_BROKEN_OFF)


def _reasons(visit: Visit, line: Line) -> list[dict[str, Any]]:
    """The diseases written beside the line itself; a line without them was done for the main disease."""
    western = [pieces.concept(visit.disease(code)) for code in pieces.several(line.get("MA_BENH"))]
    traditional = [
        pieces.concept(pieces.coding(systems.TRADITIONAL_DISEASE, code))
        for code in pieces.several(line.get("MA_BENH_YHCT"))
    ]
    return pieces.present([*western, *traditional])


def _request(visit: Visit, line: Line, main: dict[str, Any] | None) -> pieces.Resource:
    kind = _CATEGORIES.get(line.get("MA_NHOM"))
    reasons = _reasons(visit, line)
    amount = pieces.number(line.get("SO_LUONG"))
    fields = {
        "identifier": [medicines.line_identifier(visit, line)],
        "status": "revoked" if _is_broken_off(line) else "completed",
        "intent": "order",
        "category": [pieces.concept(pieces.coding(systems.REQUEST_KIND, *kind))] if kind else None,
        "code": service_concept(line),
        "quantityQuantity": pieces.quantity(amount, line.get("DON_VI_TINH")) if amount is not None else None,
        "subject": visit.subject,
        "encounter": visit.encounter,
        "occurrenceDateTime": pieces.instant(line.get("NGAY_TH_YL")),
        "authoredOn": pieces.instant(line.get("NGAY_YL")),
        "requester": visit.practitioner(line.get("MA_BAC_SI")),
        "performer": visit.practitioners(line.get("NGUOI_THUC_HIEN")),
        "reasonCode": reasons,
        "reasonReference": [main] if main and not reasons else None,
        "specimen": [pieces.reference("Specimen", specimen_uid(visit, line))] if has_specimen(line) else None,
    }
    return pieces.resource("ServiceRequest", request_uid(visit, line), fields)


def _procedure(visit: Visit, line: Line) -> pieces.Resource:
    international = [pieces.coding(systems.ICD9CM, code) for code in pieces.several(line.get("MA_PTTT_QT"))]
    local = service_concept(line)
    kind = _CATEGORIES.get(line.get("MA_NHOM"))
    fields = {
        "extension": pieces.present(
            [pieces.extension("anaesthesia", valueCoding=visit.coding("PP_VO_CAM", line.get("PP_VO_CAM")))]
        ),
        "identifier": [medicines.line_identifier(visit, line)],
        "basedOn": [pieces.reference("ServiceRequest", request_uid(visit, line))],
        "status": "stopped" if _is_broken_off(line) else "completed",
        "category": pieces.concept(pieces.coding(systems.REQUEST_KIND, *kind)) if kind else None,
        "code": pieces.concept(*local.get("coding", []), *international, text=local.get("text")),
        "subject": visit.subject,
        "encounter": visit.encounter,
        "performedPeriod": pieces.period(line.get("NGAY_TH_YL") or line.get("NGAY_YL"), line.get("NGAY_KQ")),
        "performer": [{"actor": person} for person in visit.practitioners(line.get("NGUOI_THUC_HIEN"))],
        "location": stay.department(visit, line.get("MA_KHOA")) if line.get("MA_KHOA") else None,
        "reasonCode": _reasons(visit, line),
    }
    return pieces.resource("Procedure", visit.uid("XML3", line.key, "procedure"), fields)


def _specimen(visit: Visit, line: Line) -> pieces.Resource:
    """R4 gives a Specimen no encounter; it belongs to the visit by its request."""
    fields = {
        "subject": visit.subject,
        "request": [pieces.reference("ServiceRequest", request_uid(visit, line))],
        "collection": {"collectedDateTime": pieces.instant(line.get("NGAY_TH_YL"))},
    }
    return pieces.resource("Specimen", specimen_uid(visit, line), fields)
