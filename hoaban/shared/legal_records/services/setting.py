"""The sheets of a record: what the visit tells, part by part, set as PDF/A."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from hoaban.kernel import clock
from hoaban.shared.chart import api as chart
from hoaban.shared.legal_records.fhir import TITLE
from hoaban.shared.legal_records.queries import contents
from hoaban.shared.legal_records.queries.contents import Content
from hoaban.ui import formats, paper

_NATION = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập – Tự do – Hạnh phúc")
_SEXES = {"male": "Nam", "female": "Nữ"}
_ROLES = {
    "main": "bệnh chính",
    "comorbid": "bệnh kèm theo",
    "admission": "chẩn đoán lúc vào",
    "traditional": "y học cổ truyền",
}
_KINDS = {
    "laboratory": "xét nghiệm", "imaging": "chẩn đoán hình ảnh", "surgery": "phẫu thuật", "procedure": "thủ thuật",
    "consultation": "hội chẩn, khám chuyên khoa", "referral": "chuyển cơ sở", "follow-up": "hẹn khám lại",
}  # fmt: skip
_STATES = {
    "active": "đã chỉ định", "completed": "đã thực hiện", "on-hold": "tạm dừng", "in-progress": "đang thực hiện",
    "preparation": "đang chuẩn bị", "stopped": "đã dừng", "unknown": "",
}  # fmt: skip
Part = dict[str, Any]


def make(content: Content, version: int, now: datetime) -> tuple[bytes, dict[str, paper.Box]]:
    """The PDF of a record and where its signature belongs. :raises NoPaper: papers cannot be set here."""
    on = clock.vietnam_day(now)
    shown = {
        "title": TITLE,
        "facility": content.facility_name,
        "nation": _NATION,
        "numbered": f"Số: {content.visit.number} · bản {version}",
        "parts": _numbered([one for one in _parts(content) if one["pairs"] or one["rows"] or one["texts"]]),
        "written": f"Ngày {on:%d} tháng {on:%m} năm {on:%Y}",
        "signers": ["Bác sĩ khám bệnh, chữa bệnh"],
    }
    return paper.make_placed("legal_records/record.html", shown, now=now)


def _numbered(parts: list[Part]) -> list[Part]:
    return [{**one, "title": f"{number}. {one['title']}"} for number, one in enumerate(parts, start=1)]


def _part(
    title: str, *, pairs: list[tuple[str, str]] | None = None, head: tuple[str, ...] = (),
    rows: list[tuple[str, ...]] | None = None, texts: list[str] | None = None,
) -> Part:  # fmt: skip
    told = [(label, text) for label, text in pairs or [] if text]
    return {"title": title, "pairs": told, "head": head, "rows": rows or [], "texts": texts or []}


def _parts(content: Content) -> list[Part]:
    whole = content.whole
    return [
        _part("Hành chính", pairs=_person(content)),
        _part("Đến khám", pairs=_arrival(content)),
        _part(
            "Dấu hiệu sinh tồn",
            head=("Chỉ số", "Giá trị", "Thời điểm"),
            rows=_measures(whole, vital=True),
        ),
        *(_part(f"Phiếu khám: {one.author}".rstrip(": "), pairs=_answers(one)) for one in whole.sheets),
        _part("Hỏi bệnh, khám bệnh", pairs=contents.written(whole)),
        _part("Nhận định", texts=list(whole.impressions)),
        _part("Chẩn đoán", head=("Mã", "Tên bệnh", "Vai trò"), rows=_diagnoses(whole)),
        _part(
            "Chỉ định, thủ thuật",
            head=("Dịch vụ", "Loại", "Trạng thái", "Thời điểm"),
            rows=_orders(whole),
        ),
        _part(
            "Kết quả xét nghiệm",
            head=("Chỉ số", "Kết quả", "Thời điểm"),
            rows=_measures(whole, vital=False),
        ),
        _part("Kết luận cận lâm sàng", head=("Dịch vụ", "Kết luận", "Người ký"), rows=_reports(whole)),
        _part("Đơn thuốc", head=("Thuốc", "Cách dùng", "Số lượng"), rows=_drugs(whole)),
        _part("Giấy tờ đã cấp", head=("Giấy", "Số", "Ngày"), rows=_papers(whole)),
        _part("Kết thúc lượt khám", pairs=_outcome(content)),
    ]


def _person(content: Content) -> list[tuple[str, str]]:
    patient, numbers = content.whole.patient, dict(content.whole.patient.numbers)
    return [
        ("Họ và tên", patient.name),
        ("Ngày sinh", formats.partial_date(patient.birth) if patient.birth else ""),
        ("Giới tính", _SEXES.get(patient.sex, "")),
        ("Dân tộc", patient.ethnic_group),
        ("Số định danh cá nhân", numbers.get("personal_number", "")),
        ("Mã người bệnh", numbers.get("facility_number", "")),
        ("Địa chỉ", patient.address),
        ("Điện thoại", patient.phone),
    ]


def _arrival(content: Content) -> list[tuple[str, str]]:
    arrival = content.visit.arrival
    return [
        ("Mã lượt khám", content.visit.number),
        ("Đến lúc", formats.day_time(content.visit.arrived_at)),
        ("Lý do đến khám", arrival.reason),
        ("Cấp cứu", "có" if arrival.emergency else ""),
        ("Số thẻ bảo hiểm y tế", arrival.card.number if arrival.card else ""),
        ("Mã đối tượng đến khám", arrival.coverage_class),
        ("Phiếu chuyển đã nộp", arrival.referral.paper),
        ("Dị ứng đã ghi nhận", "; ".join(one.substance for one in content.whole.allergies if one.active)),
    ]


def _answers(sheet: chart.Sheet) -> list[tuple[str, str]]:
    return [(line.text, line.answer) for line in sheet.lines if line.answer]


def _measures(whole: chart.WholeVisit, *, vital: bool) -> list[tuple[str, ...]]:
    return [
        (one.name, f"{one.text} {one.unit}".strip() + _range(one), formats.day_time(one.at) if one.at else "")
        for one in whole.results
        if (one.category == "vital-signs") is vital
    ]


def _range(one: chart.Result) -> str:
    found = contents.limits(one)
    return f" ({found})" if found else ""


def _diagnoses(whole: chart.WholeVisit) -> list[tuple[str, ...]]:
    return [(one.code or one.traditional, one.text, _ROLES.get(one.role, "")) for one in whole.diagnoses]


def _orders(whole: chart.WholeVisit) -> list[tuple[str, ...]]:
    return [
        (
            one.name,
            _KINDS.get(one.kind, ""),
            _STATES.get(one.status, one.status),
            formats.day_time(one.at) if one.at else "",
        )
        for one in whole.asked
    ]


def _reports(whole: chart.WholeVisit) -> list[tuple[str, ...]]:
    return [(one.name, one.conclusion, one.by) for one in whole.reports if one.conclusion]


def _drugs(whole: chart.WholeVisit) -> list[tuple[str, ...]]:
    return [(one.name, one.dose, f"{one.quantity} {one.unit}".strip()) for one in whole.drugs]


def _papers(whole: chart.WholeVisit) -> list[tuple[str, ...]]:
    return [
        (one.title, one.number, formats.day(one.at) if one.at else "")
        for one in whole.files
        if one.number and not one.title.startswith(TITLE)
    ]


def _outcome(content: Content) -> list[tuple[str, str]]:
    visit = content.whole.visit
    return [
        ("Kết thúc lúc", formats.day_time(content.visit.ended_at) if content.visit.ended_at else ""),
        ("Kết quả điều trị", visit.outcome),
        ("Hình thức kết thúc", visit.discharge),
        ("Chuyển đến", visit.referred_to),
        ("Bác sĩ khám", content.signer),
    ]
