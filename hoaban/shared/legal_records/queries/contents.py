"""What the record of a visit says, read through the door: for the file that is signed and for the export."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from hoaban.foundation.places import api as places
from hoaban.kernel import clock
from hoaban.kernel.actor import Actor
from hoaban.shared.chart import api as chart
from hoaban.shared.legal_records.rules.exporting import Groups
from hoaban.shared.visits import api as visits

Entry = dict[str, str]


@dataclass(frozen=True, slots=True)
class Content:
    """A visit as its record tells it. ``signer``: who is to sign."""

    visit: visits.Visit
    whole: chart.WholeVisit
    facility_name: str
    signer: str

    @property
    def codes(self) -> list[str]:
        """ICD-10 codes of the visit."""
        return [one.code for one in self.whole.diagnoses if one.code]


def read_content(*, actor: Actor, visit: UUID, now: datetime) -> Content:
    """Read a visit as far as the actor may. :raises NotFound: it does not exist for them."""
    found = visits.get_visit(actor=actor, visit=visit)
    whole = chart.whole_visit(actor=actor, visit=visit)
    on = clock.vietnam_day(now)
    facility = places.facility(found.arrival.facility_code, on)
    signer = next(iter(whole.practitioners), "") or actor.label
    return Content(found, whole, facility.name_on(on) if facility else found.arrival.facility_code, signer)


def groups_of(content: Content) -> Groups:
    """The eleven groups of the export."""
    whole = content.whole
    asked = [one for one in whole.asked if one.kind not in ("referral", "follow-up", "surgery", "procedure")]
    return {
        "ThongTinBenhNhan": [_person(content)],
        "ThongTinVaoVien": [_arrival(content)],
        "ThongTinDieuTri": [_treatment(content)],
        "YLenhThuocVatTu": [
            {
                "mathuocvattu_byt": one.code, "ten": one.name, "lieudung": one.dose, "soluong": one.quantity,
                "donvi": one.unit, "ngay": instant(one.at), "chuky_hoten": one.by,
            }
            for one in whole.drugs
        ],
        "PhieuChiDinh": [
            {**_service(one), "trangthai": one.status} for one in asked
        ],
        "KetQuaChanDoanHinhAnh": [
            {
                "machidinh": one.code, "ten": one.name, "ketluan": one.conclusion, "ngay": instant(one.at),
                "chuky_hoten": one.by,
            }
            for one in whole.reports
            if one.kind == "imaging"
        ],
        "KetQuaXetNghiem": [
            {
                "machiso": one.key, "ten": one.name, "giatri": one.text, "donvi": one.unit, "khoang": limits(one),
                "ngay": instant(one.at), "chuky_hoten": _signed_lab(whole),
            }
            for one in whole.results
            if one.category == "laboratory"
        ],
        "GiayChuyenVien": [_referral(one, whole) for one in whole.asked if one.kind == "referral"],
        "HoSoCapCuu": [_emergency(content)] if content.visit.arrival.emergency else [],
        "PhieuThuThuat": [_service(one) for one in whole.asked if one.kind == "procedure"],
        "PhieuPhauThuat": [_service(one) for one in whole.asked if one.kind == "surgery"],
    }  # fmt: skip


def instant(at: datetime | None) -> str:
    """An instant in Viet Nam, as in ``2026-11-30T09:15:00+07:00``."""
    return at.astimezone(clock.VIETNAM).isoformat(timespec="seconds") if at else ""


def limits(one: chart.Result) -> str:
    """The reference range as it is written."""
    if one.low is None and one.high is None:
        return ""
    return f"{'' if one.low is None else one.low} – {'' if one.high is None else one.high}".strip()


def vitals_of(whole: chart.WholeVisit) -> str:
    """The vital signs in one line."""
    found = [one for one in whole.results if one.category == "vital-signs"]
    return "; ".join(f"{one.name}: {one.text} {one.unit}".strip() for one in found)


def examined(whole: chart.WholeVisit) -> str:
    """What was found on examination, as notes, forms and impressions tell it."""
    noted = [f"{title}: {text}" for title, text in written(whole)]
    said = [f"{line.text}: {line.answer}" for one in whole.sheets for line in one.lines if line.answer]
    return "\n".join((*noted, *said, *whole.impressions))


def written(whole: chart.WholeVisit) -> list[tuple[str, str]]:
    """What notes of the visit say, section by section; papers given out are none."""
    papers = {one.id for one in whole.files} | {one.id for one in whole.asked if one.kind == "referral"}
    return [said for one in whole.notes if one.id not in papers for said in one.sections]


def _person(content: Content) -> Entry:
    patient, numbers = content.whole.patient, dict(content.whole.patient.numbers)
    return {
        "ma_bn": numbers.get("facility_number", ""), "hoten": patient.name, "ngaysinh": patient.birth,
        "gioitinh": {"male": "Nam", "female": "Nữ"}.get(patient.sex, ""),
        "cccd_so": numbers.get("personal_number", ""),
        "the_bhyt_so": content.visit.arrival.card.number if content.visit.arrival.card else "",
        "dantoc_ten": patient.ethnic_group, "diachi": patient.address,
        "xaphuong_ma": patient.commune_code, "quanhuyen_ma": "", "dienthoai": patient.phone,
    }  # fmt: skip


def _arrival(content: Content) -> Entry:
    arrival = content.visit.arrival
    return {
        "ma_lk": content.visit.number, "cskcb_ma": arrival.facility_code, "cskcb_ten": content.facility_name,
        "ngayvao": instant(content.visit.arrived_at), "lydo_vao": arrival.reason,
        "doituong_ma": arrival.coverage_class, "giaychuyen_so": arrival.referral.paper,
    }  # fmt: skip


def _treatment(content: Content) -> Entry:
    told = [one for one in content.whole.diagnoses if one.role != "admission"]
    main = next((one for one in told if one.role == "main"), told[0] if told else None)
    others = [one.code for one in told if one is not main and one.code]
    visit = content.whole.visit
    return {
        "maicd": main.code if main else "", "tenicd": main.text if main else "", "maicd_khac": ";".join(others),
        "mabenh_yhct": ";".join(one.traditional for one in told if one.traditional),
        "khambenh": examined(content.whole), "sinhhieu": vitals_of(content.whole),
        "ngayra": instant(content.visit.ended_at), "ketqua_ten": visit.outcome, "ravien_ten": visit.discharge,
        "chuky_hoten": content.signer,
    }  # fmt: skip


def _service(one: chart.Asked) -> Entry:
    return {"machidinh": one.code, "ten": one.name, "ngay": instant(one.at), "chuky_hoten": one.by}


def _signed_lab(whole: chart.WholeVisit) -> str:
    return next((one.by for one in whole.reports if one.kind == "laboratory" and one.by), "")


def _referral(one: chart.Asked, whole: chart.WholeVisit) -> Entry:
    note = next((each for each in whole.notes if each.id == one.id), None)
    text = "\n".join(f"{title}: {said}" for title, said in note.sections) if note else ""
    return {
        "so": one.number, "ngay": instant(one.at), "noiden_ten": one.to or whole.visit.referred_to, "noidung": text,
        "chuky_hoten": one.by,
    }  # fmt: skip


def _emergency(content: Content) -> Entry:
    arrival = content.visit.arrival
    return {"capcuu": "có", "ngayvao": instant(content.visit.arrived_at), "lydo": arrival.reason}


def day(at: datetime | date | None) -> str:
    """A day as it is written on papers."""
    return f"{clock.vietnam_day(at) if isinstance(at, datetime) else at:%d/%m/%Y}" if at else ""
