"""The papers that go with a visit: discharge, record summary, birth, referral, appointment (XML7, 8, 9, 13, 14)."""

from __future__ import annotations

from hoaban.ops.demo.lines import Frame
from hoaban.ops.demo.money import Values
from hoaban.ops.demo.staff import staff_of

_COPIED = (
    "MA_LK", "HO_TEN", "NGAY_SINH", "GIOI_TINH", "DIA_CHI", "MA_THE_BHYT", "GT_THE_DEN", "NGAY_VAO",
    "NGAY_VAO_NOI_TRU", "NGAY_RA", "CHAN_DOAN_RV", "MA_BENH_CHINH", "MA_BENH_KT",
)  # fmt: skip


def papers(frame: Frame, head: Values, results: list[Values]) -> dict[str, list[Values]]:
    """The papers by table; only those that the visit calls for."""
    visit = frame.visit
    found: dict[str, list[Values]] = {}
    if visit.admitted or head["MA_LOAI_KCB"] == "09":
        found["XML7"] = [_discharge(frame, head)]
    if visit.admitted:
        found["XML8"] = [_summary(frame, head, results)]
    if visit.baby is not None and head["SO_CCCD"]:
        found["XML9"] = [_birth(frame, head)]
    if visit.referred_to:
        found["XML13"] = [_referral(frame, head)]
    if head["NGAY_TAI_KHAM"] and visit.end.strftime("%Y%m%d") <= head["NGAY_TAI_KHAM"]:
        found["XML14"] = [_appointment(frame, head)]
    return found


def _copied(head: Values) -> Values:
    return {name: head[name] for name in _COPIED}


def _discharge(frame: Frame, head: Values) -> Values:
    staff = staff_of(frame.visit.facility)
    # the mother's own paper names no parents of hers
    parents = frame.visit.parents if frame.visit.baby is None else ("", "")
    return {
        "MA_LK": frame.ma_lk,
        "SO_LUU_TRU": head["MA_HSBA"],
        "MA_YTE": head["MA_BN"],
        "MA_KHOA_RV": frame.department,
        "NGAY_VAO": head["NGAY_VAO"],
        "NGAY_RA": head["NGAY_RA"],
        "CHAN_DOAN_RV": head["CHAN_DOAN_RV"],
        "PP_DIEUTRI": head["PP_DIEU_TRI"],
        "HO_TEN_CHA": parents[0],
        "HO_TEN_ME": parents[1],
        "GHI_CHU": head["GHI_CHU"],
        "MA_TTDV": staff.head.number,
        "MA_BS": frame.doctor,
        "TEN_BS": staff.name_of(frame.doctor),
        "NGAY_CT": frame.visit.end.strftime("%Y%m%d"),
    }


def _summary(frame: Frame, head: Values, results: list[Values]) -> Values:
    told = [
        f"{one['TEN_CHI_SO']} {one['GIA_TRI'] or one['KET_LUAN']} {one['DON_VI_DO']}".strip()
        for one in results[:6]
    ]
    return {
        "MA_LK": frame.ma_lk,
        "MA_LOAI_KCB": head["MA_LOAI_KCB"],
        "NGAY_VAO": head["NGAY_VAO"],
        "NGAY_RA": head["NGAY_RA"],
        "CHAN_DOAN_VAO": head["CHAN_DOAN_VAO"],
        "CHAN_DOAN_RV": head["CHAN_DOAN_RV"],
        "QT_BENHLY": f"Bệnh diễn biến vài ngày trước khi vào: {frame.visit.condition.reason.lower()}.",
        "TOMTAT_KQ": "; ".join(told) or "Không có xét nghiệm đặc biệt",
        "PP_DIEUTRI": head["PP_DIEU_TRI"],
        "KET_QUA_DTRI": head["KET_QUA_DTRI"],
        "GHI_CHU": head["GHI_CHU"],
        "MA_TTDV": staff_of(frame.visit.facility).head.number,
        "NGAY_CT": frame.visit.end.strftime("%Y%m%d"),
    }


def _birth(frame: Frame, head: Values) -> Values:
    visit = frame.visit
    assert visit.baby is not None  # noqa: S101
    surgical = visit.condition.key == "caesarean"
    return {
        "MA_LK": frame.ma_lk,
        "HO_TEN_NND": head["HO_TEN"],
        "NGAYSINH_NND": head["NGAY_SINH"][:8],
        "MA_DANTOC_NND": head["MA_DANTOC"],
        "SO_CCCD_NND": head["SO_CCCD"],
        "NGAYCAP_CCCD_NND": "20220101",
        "NOICAP_CCCD_NND": "Cục Cảnh sát quản lý hành chính về trật tự xã hội",
        "NOI_CU_TRU_NND": head["DIA_CHI"],
        "MA_QUOCTICH": "000",
        "MATINH_CU_TRU": head["MATINH_CU_TRU"],
        "MAHUYEN_CU_TRU": head["MAHUYEN_CU_TRU"],
        "MAXA_CU_TRU": head["MAXA_CU_TRU"],
        # the child's own card once it has one: by it the child's record is found from the mother's
        "MA_THE_TAM": visit.baby.card.full_number if visit.baby.card else f"TE11200{visit.baby.index:08d}",
        "HO_TEN_CHA": visit.parents[0],
        "HO_TEN_CON": visit.baby.name,
        "GIOI_TINH_CON": visit.baby.sex,
        "SO_CON": "1",
        "LAN_SINH": str(visit.birth_order),
        "SO_CON_SONG": "1",
        "CAN_NANG_CON": head["CAN_NANG_CON"],
        "NGAY_SINH_CON": frame.at(180),
        "NOI_SINH_CON": "Cơ sở khám bệnh, chữa bệnh",
        "TINH_TRANG_CON": "Khóc ngay, hồng hào",
        "SINHCON_PHAUTHUAT": "1" if surgical else "0",
        "SINHCON_DUOI32TUAN": "0",
        "GHI_CHU": "Sinh con phải phẫu thuật" if surgical else "Không",
        "NGUOI_DO_DE": staff_of(visit.facility).name_of(frame.doctor),
        "NGUOI_GHI_PHIEU": staff_of(visit.facility).technician.name,
        "NGAY_CT": visit.end.strftime("%Y%m%d"),
        "SO": f"{visit.baby.index:05d}.GCS.{visit.facility}.{visit.start:%y}",
        "QUYEN_SO": f"01/{visit.start:%Y}",
        "MA_TTDV": staff_of(visit.facility).head.number,
    }


def _referral(frame: Frame, head: Values) -> Values:
    visit, paper = frame.visit, f"{frame.visit.person.index % 10000:05d}"
    copied = {name: head[name] for name in (*_COPIED, "MA_QUOCTICH", "MA_DANTOC", "MA_NGHE_NGHIEP")}
    return {
        **copied,
        "SO_HOSO": f"HS-{paper}",
        "SO_CHUYENTUYEN": f"{paper}/{visit.start:%Y}",
        "GIAY_CHUYEN_TUYEN": paper,
        "MA_CSKCB": visit.facility,
        "MA_CSKCB_DI": visit.facility,
        "MA_CSKCB_DEN": visit.referred_to,
        "DAU_HIEU_LS": f"{visit.condition.reason}; mạch, huyết áp ổn định khi chuyển",
        "QT_BENHLY": f"Khởi phát trong ngày: {visit.condition.reason.lower()}",
        "TOMTAT_KQ": "Đã khám lâm sàng",
        "PP_DIEUTRI": "Sơ cứu, ổn định trước khi chuyển",
        "TINH_TRANG_CT": "Tỉnh, tiếp xúc được",
        "MA_LOAI_RV": "2",
        "MA_LYDO_CT": "1",
        "HUONG_DIEU_TRI": "Chuyển bệnh viện đa khoa tỉnh điều trị tiếp",
        "PHUONGTIEN_VC": "Xe cứu thương",
        "HOTEN_NGUOI_HT": staff_of(visit.facility).technician.name,
        "CHUCDANH_NGUOI_HT": "Điều dưỡng",
        "MA_BAC_SI": frame.doctor,
        "MA_TTDV": staff_of(visit.facility).head.number,
    }


def _appointment(frame: Frame, head: Values) -> Values:
    return {
        **_copied(head),
        "SO_GIAYHEN_KL": f"{frame.visit.person.index % 100000:05d}",
        "MA_CSKCB": frame.visit.facility,
        "NGAY_HEN_KL": head["NGAY_TAI_KHAM"],
        "MA_DOITUONG_KCB": head["MA_DOITUONG_KCB"],
        "MA_BAC_SI": frame.doctor,
        "MA_TTDV": staff_of(frame.visit.facility).head.number,
        "NGAY_CT": frame.visit.end.strftime("%Y%m%d"),
    }
