"""The sheet of a paper: its template filled with ready words, set as PDF/A."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from hoaban.foundation.codes import api as codes
from hoaban.kernel import clock
from hoaban.shared.papers import models
from hoaban.shared.papers.queries import prefilling
from hoaban.shared.papers.rules import terms
from hoaban.shared.papers.rules.kinds import Field, Kind
from hoaban.ui import formats, paper

NATION = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập – Tự do – Hạnh phúc")
_SEXES = {"male": "Nam", "female": "Nữ"}


def make(
    kind: Kind,
    row: models.Paper,
    ground: prefilling.Ground,
    values: Mapping[str, str],
    to_name: str,
    now: datetime,
) -> tuple[bytes, dict[str, paper.Box]]:
    """The PDF of a paper and where its signatures belong, in Vietnamese whatever the language of who writes it.

    :raises NoPaper: papers cannot be set here.
    """
    on = clock.vietnam_day(now)
    lines = [
        (one.name[0], _said(one, values[one.code], to_name, on)) for one in kind.fields if values[one.code]
    ]
    shown = {
        "title": kind.name[0],
        "number": row.number,
        "numbered": f"Số: {row.number}",
        "sheet": "small" if kind.size == "small" else "",
        "facility": prefilling.facility_name(row.facility_code, on),
        "nation": NATION,
        "form": f"Mẫu số {kind.form}" if kind.form else "",
        "who": _who(ground),
        "lines": [*lines, *_leave_until(kind, values)],
        "term": f"Giấy có giá trị đến hết ngày {formats.day(row.valid_until)}." if row.valid_until else "",
        "written": f"Ngày {on:%d} tháng {on:%m} năm {on:%Y}",
        "signers": _signers(kind),
    }
    return paper.make_placed("papers/paper.html", shown, now=now)


def _who(ground: prefilling.Ground) -> list[tuple[str, str]]:
    patient, card = ground.whole.patient, ground.visit.arrival.card
    numbers = dict(patient.numbers)
    said = (
        ("Họ và tên người bệnh", patient.name),
        ("Ngày sinh", formats.partial_date(patient.birth) if patient.birth else "chưa rõ"),
        ("Giới tính", _SEXES.get(patient.sex, "")),
        ("Số định danh cá nhân", numbers.get("personal_number", "")),
        ("Địa chỉ", patient.address),
        ("Số thẻ bảo hiểm y tế", card.number if card else ""),
        ("Đã khám lúc", f"{formats.day_time(ground.visit.arrived_at)}, mã lượt khám {ground.visit.number}"),
    )
    return [(label, text) for label, text in said if text]


def _signers(kind: Kind) -> list[str]:
    if kind.key == "refusal":
        return ["Người giải thích", "Người cam kết"]
    doctor = ["Bác sĩ khám bệnh, chữa bệnh"] if kind.act else ["Người lập phiếu"]
    return [*doctor, "Đại diện cơ sở khám bệnh, chữa bệnh"] if kind.seal else doctor


def _said(one: Field, text: str, to_name: str, on: date) -> str:
    if one.shape == "day":
        return formats.day(date.fromisoformat(text))
    if one.shape == "facility":
        return to_name or text
    if one.shape == "reason":
        found = codes.find("MA_LYDO_CT", text, on)
        return found.name_vi if found else text
    return text


def _leave_until(kind: Kind, values: Mapping[str, str]) -> list[tuple[str, str]]:
    if kind.key != "sick_leave":
        return []
    last = terms.leave_until(date.fromisoformat(values["TU_NGAY"]), int(values["SO_NGAY_NGHI"]))
    return [("Nghỉ đến hết ngày", formats.day(last))]
