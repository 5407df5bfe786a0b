"""Longer dossiers for tests: the mother's stay with all its papers, the referral before it, and the rarer tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hoaban.connect.claims import Dossier
from hoaban.shared.claims.tests import builders
from hoaban.shared.claims.tests.builders import DOCTOR, HEALTH_CENTRE, HOSPITAL, TECHNICIAN, Values

MOTHER = {
    "MA_LK": "DEMO-0002",
    "MA_BN": "BV-000101",
    "HO_TEN": "Giàng Thị Mỷ",
    "SO_CCCD": "099302000101",
    "NGAY_SINH": "200203140000",
    "GIOI_TINH": "2",
    "MA_DANTOC": "08",
    "DIA_CHI": "Bản Hoa Ban 2, xã Dào San, tỉnh Lai Châu",
    "MAXA_CU_TRU": "03571",
    "DIEN_THOAI": "",
    "MA_THE_BHYT": "DT2120000000101",
    "MA_DKBD": "12983",
}
STAY = {
    **MOTHER,
    "LY_DO_VV": "Chuyển từ cơ sở khác: thai đôi 34 tuần, ra máu",
    "LY_DO_VNT": "Mổ lấy thai cấp cứu",
    "CHAN_DOAN_VAO": "Thai đôi 34 tuần, rau tiền đạo",
    "CHAN_DOAN_RV": "Mổ lấy thai, thai đôi",
    "MA_BENH_CHINH": "O44.1",
    "MA_BENH_KT": "O30.0",
    "MA_PTTT_QT": "74.1",
    "MA_DOITUONG_KCB": "1.3",
    "MA_NOI_DI": HEALTH_CENTRE,
    "GIAY_CHUYEN_TUYEN": "00045",
    "NGAY_VAO": "202611111230",
    "NGAY_VAO_NOI_TRU": "202611111240",
    "NGAY_RA": "202611170900",
    "SO_NGAY_DTRI": "7",
    "KET_QUA_DTRI": "1",
    "NGAY_TTOAN": "202611170910",
    "NGAY_TAI_KHAM": "20261215",
    "MA_LOAI_KCB": "03",
    "MA_KHOA": "K27",
    "CAN_NANG": "52.00",
    "NHOM_MAU": "O+",
}


def _lines() -> tuple[list[Values], list[Values]]:
    when = {"MA_LK": "DEMO-0002", "NGAY_YL": "202611111310", "NGAY_TH_YL": "202611111325", "MA_KHOA": "K27"}
    drugs = [
        builders.drug(
            1,
            quantity="4",
            price="15000",
            benefit="100",
            **{**when, "MA_THUOC": "40.775", "TEN_THUOC": "Dexamethason DEMO", "HAM_LUONG": "4mg/ml"},
            DUONG_DUNG="2.10",
            LIEU_DUNG="1 ống/lần * 2 lần/ngày * 2 ngày",
        )
    ]
    services = [
        builders.examination(
            1,
            benefit="100",
            **{**when, "NGAY_YL": "202611111235", "NGAY_TH_YL": "202611111236", "NGAY_KQ": "202611111240"},
        ),
        builders.service(
            2,
            price="2332000",
            benefit="100",
            **{
                **when,
                "MA_DICH_VU": "13.0007.0671",
                "MA_NHOM": "8",
                "TEN_DICH_VU": "Phẫu thuật lấy thai lần đầu",
                "MA_PTTT_QT": "74.1",
                "PP_VO_CAM": "2",
                "NGUOI_THUC_HIEN": f"{DOCTOR};{TECHNICIAN}",
                "MA_BENH": "O44.1",
                "NGAY_KQ": "202611111410",
            },
        ),
        builders.service(
            3,
            quantity="6",
            price="300000",
            benefit="100",
            **{
                **when,
                "MA_DICH_VU": "K27.1912",
                "MA_NHOM": "15",
                "TEN_DICH_VU": "Giường Nội khoa loại 2",
                "DON_VI_TINH": "Ngày",
                "MA_GIUONG": "H012",
                "NGUOI_THUC_HIEN": "",
                "NGAY_KQ": "202611170900",
            },
        ),
        builders.service(
            4,
            quantity="2",
            price="50000",
            benefit="100",
            **{
                **when,
                "MA_DICH_VU": "13.0007.0671",
                "MA_VAT_TU": "N03.01.010-DEMO",
                "MA_NHOM": "10",
                "GOI_VTYT": "G1",
                "TEN_VAT_TU": "Chỉ phẫu thuật DEMO",
                "TT_THAU": "DEMO-01;G2;N0;2026",
                "NGUOI_THUC_HIEN": "",
            },
        ),
    ]
    return drugs, services


def progress(**other: str) -> Values:
    """A progress note (XML5) with vital signs."""
    return {
        "MA_LK": "DEMO-0002",
        "STT": "1",
        "DIEN_BIEN_LS": "Sau mổ tỉnh, tiếp xúc tốt. CSST<M75_T37.2_HA120/70_NT18_HL2>",
        "GIAI_DOAN_BENH": "Sau mổ ngày 1",
        "HOI_CHAN": "Tiếp tục theo dõi",
        "PHAU_THUAT": "Mổ ngang đoạn dưới",
        "THOI_DIEM_DBLS": "202611120700",
        "NGUOI_THUC_HIEN": DOCTOR,
        **other,
    }


def discharge_paper(**other: str) -> Values:
    """A discharge paper (XML7)."""
    return {
        "MA_LK": "DEMO-0002",
        "SO_LUU_TRU": "26.002222",
        "MA_YTE": "BV-000101",
        "MA_KHOA_RV": "K27",
        "NGAY_VAO": "202611111230",
        "NGAY_RA": "202611170900",
        "MA_DINH_CHI_THAI": "0",
        "CHAN_DOAN_RV": "Mổ lấy thai, thai đôi",
        "PP_DIEUTRI": "Phẫu thuật lấy thai",
        "GHI_CHU": "Nghỉ ngơi, khám lại sau 4 tuần",
        "MA_TTDV": "000001/LCH-CCHN",
        "MA_BS": DOCTOR,
        "TEN_BS": "Trần Đăng Quân",
        "NGAY_CT": "20261117",
        **other,
    }


def record_summary(**other: str) -> Values:
    """A record summary (XML8)."""
    return {
        "MA_LK": "DEMO-0002",
        "MA_LOAI_KCB": "03",
        "NGAY_VAO": "202611111230",
        "NGAY_RA": "202611170900",
        "CHAN_DOAN_VAO": "Thai đôi 34 tuần, rau tiền đạo",
        "CHAN_DOAN_RV": "Mổ lấy thai, thai đôi",
        "QT_BENHLY": "Thai đôi, ra máu từ sáng 11/11",
        "TOMTAT_KQ": "Hb 98 g/L",
        "PP_DIEUTRI": "Phẫu thuật lấy thai",
        "KET_QUA_DTRI": "1",
        "GHI_CHU": "Ổn định khi ra viện",
        "MA_TTDV": "000001/LCH-CCHN",
        "NGAY_CT": "20261117",
        **other,
    }


def birth(weight: str, **other: str) -> Values:
    """A birth paper (XML9)."""
    return {
        "MA_LK": "DEMO-0002",
        "HO_TEN_NND": "Giàng Thị Mỷ",
        "GIOI_TINH_CON": "2",
        "SO_CON": "2",
        "CAN_NANG_CON": weight,
        "NGAY_SINH_CON": "202611111341",
        **other,
    }


def follow_up(**other: str) -> Values:
    """A follow-up appointment (XML14)."""
    return {
        "MA_LK": "DEMO-0002",
        "SO_GIAYHEN_KL": "00731",
        "MA_CSKCB": HOSPITAL,
        "HO_TEN": "Giàng Thị Mỷ",
        "NGAY_RA": "202611170900",
        "NGAY_HEN_KL": "20261215",
        "CHAN_DOAN_RV": "Mổ lấy thai, thai đôi",
        "MA_BENH_CHINH": "O44.1",
        "MA_BAC_SI": DOCTOR,
        "MA_TTDV": "000001/LCH-CCHN",
        "NGAY_CT": "20261117",
        **other,
    }


def referral(**other: str) -> Values:
    """A referral paper (XML13) in the shape of 3176."""
    return {
        "MA_LK": "DEMO-0003",
        "SO_HOSO": "HS-45",
        "SO_CHUYENTUYEN": "45/2026",
        "GIAY_CHUYEN_TUYEN": "00045",
        "MA_CSKCB": HEALTH_CENTRE,
        "MA_CSKCB_DI": "12983",
        "MA_CSKCB_DEN": HOSPITAL,
        "HO_TEN": "Giàng Thị Mỷ",
        "NGAY_SINH": "200203140000",
        "GIOI_TINH": "2",
        "NGAY_VAO": "202611111030",
        "NGAY_RA": "202611111110",
        "DAU_HIEU_LS": "Ra máu âm đạo, mạch 96",
        "CHAN_DOAN_RV": "Thai đôi 34 tuần, rau tiền đạo",
        "QT_BENHLY": "Ra máu từ sáng",
        "TOMTAT_KQ": "Siêu âm: rau tiền đạo",
        "PP_DIEUTRI": "Truyền dịch, dexamethason",
        "MA_BENH_CHINH": "O44.1",
        "TINH_TRANG_CT": "Tỉnh, huyết áp 110/70",
        "MA_LOAI_RV": "2",
        "MA_LYDO_CT": "1",
        "HUONG_DIEU_TRI": "Mổ lấy thai",
        "PHUONGTIEN_VC": "Xe cứu thương",
        "HOTEN_NGUOI_HT": "Lường Thị Thơm",
        "CHUCDANH_NGUOI_HT": "Điều dưỡng",
        "MA_BAC_SI": DOCTOR,
        "MA_TTDV": "000002/LCH-CCHN",
        **other,
    }


def mother_stay(
    changes: Mapping[str, Mapping[str, str]] | None = None, *, without: Sequence[str] = (), **head: str
) -> Dossier:
    """Her stay of seven days: tables 1-5, 7, 8, 9 with two rows, 14. ``changes``: table -> fields of its first row."""
    drugs, services = _lines()
    tables: dict[str, list[Values]] = {
        "XML1": [builders.summary(drugs, services, **{**STAY, **head})],
        "XML2": drugs,
        "XML3": services,
        "XML4": [builders.result(1, MA_LK="DEMO-0002", MA_DICH_VU="13.0007.0671", NGAY_KQ="202611111410")],
        "XML5": [progress()],
        "XML7": [discharge_paper()],
        "XML8": [record_summary()],
        "XML9": [birth("1860"), birth("1790", NGAY_SINH_CON="202611111343")],
        "XML14": [follow_up()],
    }
    for table, fields in (changes or {}).items():
        tables.setdefault(table, [{"MA_LK": "DEMO-0002"}])[0].update(fields)
    return builders.dossier(**{name: rows for name, rows in tables.items() if name not in without})


def mother_referred(paper: Mapping[str, str] | None = None, **head: str) -> Dossier:
    """Her half hour at the health centre, ended by referral to the hospital: form of care 09, table 13."""
    drugs = [
        builders.drug(1, benefit="100", MA_LK="DEMO-0003", NGAY_YL="202611111040", NGAY_TH_YL="202611111045")
    ]
    services = [
        builders.examination(
            1,
            benefit="100",
            MA_LK="DEMO-0003",
            NGAY_YL="202611111032",
            NGAY_TH_YL="202611111033",
            NGAY_KQ="202611111040",
        )
    ]
    summary = builders.summary(
        drugs,
        services,
        **{
            **MOTHER,
            "MA_LK": "DEMO-0003",
            "MA_BN": "PT-000101",
            "MA_CSKCB": HEALTH_CENTRE,
            "CHAN_DOAN_VAO": "Thai đôi, ra máu",
            "CHAN_DOAN_RV": "Thai đôi 34 tuần, rau tiền đạo",
            "MA_BENH_CHINH": "O44.1",
            "MA_BENH_KT": "",
            "MA_DOITUONG_KCB": "2",
            "MA_NOI_DEN": HOSPITAL,
            "NGAY_VAO": "202611111030",
            "NGAY_RA": "202611111110",
            "NGAY_TTOAN": "202611111115",
            "NGAY_TAI_KHAM": "",
            "SO_NGAY_DTRI": "0",
            "KET_QUA_DTRI": "3",
            "MA_LOAI_RV": "2",
            "MA_LOAI_KCB": "09",
            "CAN_NANG": "52.00",
            **head,
        },
    )
    return builders.dossier(
        XML1=[summary],
        XML2=drugs,
        XML3=services,
        XML5=[progress(MA_LK="DEMO-0003", THOI_DIEM_DBLS="202611111035")],
        XML7=[
            discharge_paper(
                MA_LK="DEMO-0003",
                MA_YTE="PT-000101",
                NGAY_VAO="202611111030",
                NGAY_RA="202611111110",
                NGAY_CT="20261111",
            )
        ],
        XML13=[referral(**(paper or {}))],
    )
