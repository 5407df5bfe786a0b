"""Where the patient goes next: referral (XML13) and follow-up visits (XML14, NGAY_TAI_KHAM)."""

from __future__ import annotations

from typing import Any, Final

from hoaban.record import systems
from hoaban.shared.claims.fhir import composition, papers, pieces
from hoaban.shared.claims.fhir.visit import Line, Visit

_SECTIONS: Final = (
    ("DAU_HIEU_LS", "Dấu hiệu lâm sàng"),
    ("QT_BENHLY", "Quá trình bệnh lý"),
    ("TOMTAT_KQ", "Kết quả xét nghiệm, cận lâm sàng"),
    ("PP_DIEUTRI", "Phương pháp, thủ thuật, kỹ thuật, thuốc đã sử dụng"),
    ("PP_DIEU_TRI", "Phương pháp điều trị"),
    ("TEN_DICH_VU", "Dịch vụ đã sử dụng"),
    ("TEN_THUOC", "Thuốc đã sử dụng"),
    ("TINH_TRANG_CT", "Tình trạng người bệnh lúc chuyển"),
    ("HUONG_DIEU_TRI", "Hướng điều trị"),
    ("PHUONGTIEN_VC", "Phương tiện vận chuyển"),
    ("HOTEN_NGUOI_HT", "Người hộ tống"),
    ("CHUCDANH_NGUOI_HT", "Chức danh người hộ tống"),
)
_NUMBERS: Final = (
    ("GIAY_CHUYEN_TUYEN", systems.REFERRAL_PAPER),
    ("SO_CHUYENTUYEN", systems.REFERRAL_REGISTER),
    ("SO_HOSO", systems.REFERRAL_DOSSIER),
)


def build_referrals(visit: Visit, main: dict[str, Any] | None) -> list[pieces.Resource]:
    """The referral paper as a note, and the request to the facility of destination that rests on it."""
    found = []
    for line in visit.lines("XML13"):
        note = _note(visit, line)
        found += [note, _request(visit, line, note, main)]
    return found


def _note(visit: Visit, line: Line) -> pieces.Resource:
    return composition.build_composition(
        visit,
        uid=visit.uid("XML13", line.key, "note"),
        kind=("57133-1", "Referral note"),
        title="Phiếu chuyển cơ sở khám bệnh, chữa bệnh",
        written_at=line.get("NGAY_RA") or visit.head.get("NGAY_RA"),
        authors=visit.practitioners(line.get("MA_BAC_SI")),
        sections=[composition.section(field, title, line.get(field)) for field, title in _SECTIONS],
        more={"attester": papers.signed(visit, line)},
    )


def _request(visit: Visit, line: Line, note: pieces.Resource, main: dict[str, Any] | None) -> pieces.Resource:
    destination = line.get("MA_CSKCB_DEN") or line.get("MA_NOI_DEN") or visit.head.get("MA_NOI_DEN")
    passed = pieces.several(line.get("MA_CSKCB_DI") or line.get("MA_NOI_DI"))
    target = visit.organization(destination)
    commune = visit.lookups.station_commune(destination, visit.on)
    if target and commune:  # whose staff hold their role in the commune: the record opens to them, too
        target = target | {"extension": pieces.present([visit.commune(commune)])}
    fields = {
        "extension": pieces.present(
            pieces.extension("facility-passed", valueReference=visit.organization(code)) for code in passed
        ),
        "identifier": [
            pieces.identifier(system, line.get(field), assigner=visit.provider)
            for field, system in _NUMBERS
            if line.get(field)
        ],
        "status": "active",
        "intent": "order",
        "category": [pieces.concept(pieces.coding(systems.REQUEST_KIND, "referral", "Chuyển cơ sở"))],
        "code": {"text": "Chuyển cơ sở khám bệnh, chữa bệnh"},
        "subject": visit.subject,
        "encounter": visit.encounter,
        "authoredOn": pieces.instant(line.get("NGAY_RA") or visit.head.get("NGAY_RA")),
        "requester": visit.practitioner(line.get("MA_BAC_SI")),
        "performer": [target] if target else None,
        "reasonCode": pieces.present([visit.concept("MA_LYDO_CT", line.get("MA_LYDO_CT"))]),
        "reasonReference": [main] if main else None,
        "supportingInfo": [pieces.reference("Composition", note["id"])],
    }
    return pieces.resource("ServiceRequest", visit.uid("XML13", line.key, "request"), fields)


def build_follow_ups(visit: Visit, main: dict[str, Any] | None) -> list[pieces.Resource]:
    """Follow-up visits: each appointment paper, and each day of the summary that no paper speaks of."""
    found = [_appointment(visit, line, main) for line in visit.lines("XML14")]
    on_paper = {line.get("NGAY_HEN_KL")[:8] for line in visit.lines("XML14")}
    for written in pieces.several(visit.head.get("NGAY_TAI_KHAM")):
        if written not in on_paper and pieces.day(written):
            fields = _follow_up(visit, main) | {"occurrenceDateTime": pieces.day(written)}
            found.append(pieces.resource("ServiceRequest", visit.uid("XML1", "follow-up", written), fields))
    return found


def _follow_up(visit: Visit, main: dict[str, Any] | None) -> dict[str, Any]:
    return {
        "status": "active",
        "intent": "plan",
        "category": [pieces.concept(pieces.coding(systems.REQUEST_KIND, "follow-up", "Khám lại"))],
        "code": {"text": "Khám lại theo hẹn"},
        "subject": visit.subject,
        "encounter": visit.encounter,
        "performer": [visit.provider],
        "reasonReference": [main] if main else None,
    }


def _appointment(visit: Visit, line: Line, main: dict[str, Any] | None) -> pieces.Resource:
    number = line.get("SO_GIAYHEN_KL")
    fields = {
        "extension": pieces.present(
            [pieces.extension("signatory", valueReference=visit.practitioner(line.get("MA_TTDV")))]
        ),
        "identifier": [pieces.identifier(systems.FOLLOW_UP_PAPER, number, assigner=visit.provider)]
        if number
        else None,
        **_follow_up(visit, main),
        "occurrenceDateTime": pieces.when(line.get("NGAY_HEN_KL")),
        "authoredOn": pieces.day(line.get("NGAY_CT")),
        "requester": visit.practitioner(line.get("MA_BAC_SI")),
    }
    return pieces.resource("ServiceRequest", visit.uid("XML14", line.key, "request"), fields)
