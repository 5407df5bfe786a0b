"""Dossiers of invented people for tests: small builders whose sums are right unless a test makes them wrong.

Numbers begin 099, the last ten digits of cards begin 00, telephones begin 0100 (docs: rules of the fiction).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

from hoaban.connect.claims import Dossier, Row
from hoaban.connect.claims.levels import level as level_of

HOSPITAL = "12981"
HEALTH_CENTRE = "12982"
DOCTOR = "000123/LCH-CCHN"
TECHNICIAN = "000456/LCH-CCHN"
CENT = Decimal("0.01")

Values = dict[str, str]


def two(amount: Decimal) -> str:
    """An amount with two decimals, halves up."""
    return str(amount.quantize(CENT, ROUND_HALF_UP))


def amounts(quantity: str, price_bv: str, price_bh: str, *, service: str, scope: str, benefit: str) -> Values:
    """The amounts of a line by the formulas of QĐ 130, without subsidies."""
    whole = Decimal(quantity) * Decimal(price_bv) * Decimal(service) / 100
    inside = Decimal(quantity) * Decimal(price_bh) * Decimal(service) / 100 * Decimal(scope) / 100
    whole, inside = Decimal(two(whole)), Decimal(two(inside))
    fund = Decimal(two(inside * Decimal(benefit) / 100))
    return {
        "THANH_TIEN_BV": two(whole),
        "THANH_TIEN_BH": two(inside),
        "T_NGUONKHAC_NSNN": "0",
        "T_NGUONKHAC_VTNN": "0",
        "T_NGUONKHAC_VTTN": "0",
        "T_NGUONKHAC_CL": "0",
        "T_NGUONKHAC": "0",
        "MUC_HUONG": benefit,
        "T_BNTT": two(whole - inside),
        "T_BNCCT": two(inside - fund),
        "T_BHTT": two(fund),
    }


def drug(
    stt: int, *, quantity: str = "30", price: str = "1000", benefit: str = "47.5", **other: str
) -> Values:
    """A drug line (XML2)."""
    return {
        "MA_LK": "DEMO-0001",
        "STT": str(stt),
        "MA_THUOC": "40.30",
        "MA_NHOM": "4",
        "TEN_THUOC": "Amlodipin DEMO",
        "DON_VI_TINH": "Viên",
        "HAM_LUONG": "5mg",
        "DUONG_DUNG": "1.01",
        "DANG_BAO_CHE": "Viên nén",
        "LIEU_DUNG": "1 viên/lần * 1 lần/ngày * 30 ngày [1 viên/ngày]",
        "CACH_DUNG": "Uống sau ăn sáng",
        "SO_DANG_KY": "VD-00001-DEMO",
        "TT_THAU": "DEMO-01;G1;N1;2026",
        "PHAM_VI": "1",
        "TYLE_TT_BH": "100",
        "SO_LUONG": quantity,
        "DON_GIA": price,
        **amounts(quantity, price, price, service="100", scope="100", benefit=benefit),
        "MA_KHOA": "K01",
        "MA_BAC_SI": DOCTOR,
        "NGAY_YL": "202611130915",
        "NGAY_TH_YL": "202611130940",
        "MA_PTTT": "1",
        "NGUON_CTRA": "1",
        **other,
    }


def service(
    stt: int, *, quantity: str = "1", price: str = "22000", benefit: str = "47.5", **other: str
) -> Values:
    """A service line (XML3): a blood test unless told otherwise."""
    return {
        "MA_LK": "DEMO-0001",
        "STT": str(stt),
        "MA_DICH_VU": "23.0075.1494",
        "MA_NHOM": "1",
        "TEN_DICH_VU": "Định lượng Glucose [Máu]",
        "DON_VI_TINH": "Lần",
        "PHAM_VI": "1",
        "SO_LUONG": quantity,
        "DON_GIA_BV": price,
        "DON_GIA_BH": price,
        "TYLE_TT_DV": "100",
        "TYLE_TT_BH": "100",
        **amounts(quantity, price, price, service="100", scope="100", benefit=benefit),
        "MA_KHOA": "K01",
        "MA_BAC_SI": DOCTOR,
        "NGUOI_THUC_HIEN": TECHNICIAN,
        "MA_BENH": "E11.9",
        "NGAY_YL": "202611130905",
        "NGAY_TH_YL": "202611130920",
        "NGAY_KQ": "202611131000",
        "MA_PTTT": "1",
        **other,
    }


def examination(stt: int, *, price: str = "45000", **other: str) -> Values:
    """The line of an examination."""
    return service(
        stt,
        price=price,
        **{
            "MA_DICH_VU": "02.03.1896",
            "MA_NHOM": "13",
            "TEN_DICH_VU": "Khám Nội",
            "NGUOI_THUC_HIEN": "",
            "NGAY_YL": "202611130900",
            "NGAY_TH_YL": "202611130902",
            "NGAY_KQ": "202611130915",
            "MA_BENH": "",
            **other,
        },
    )


def result(stt: int, **other: str) -> Values:
    """A result row (XML4)."""
    return {
        "MA_LK": "DEMO-0001",
        "STT": str(stt),
        "MA_DICH_VU": "23.0075.1494",
        "MA_CHI_SO": "GLU",
        "TEN_CHI_SO": "Glucose máu",
        "GIA_TRI": "7.80",
        "DON_VI_DO": "mmol/L",
        "NGAY_KQ": "202611131000",
        "MA_BS_DOC_KQ": TECHNICIAN,
        **other,
    }


def summary(drugs: Sequence[Values], services: Sequence[Values], **other: str) -> Values:
    """The summary row (XML1) of the retired teacher's visit, with the totals of the given lines."""
    both = [*drugs, *services]

    def total(field: str, lines: Iterable[Mapping[str, str]]) -> Decimal:
        return sum((Decimal(line[field] or "0") for line in lines), Decimal())

    inside, shared = total("THANH_TIEN_BH", both), total("T_BNCCT", both)
    return {
        "MA_LK": "DEMO-0001",
        "STT": "1",
        "MA_BN": "PT-000103",
        "HO_TEN": "Lò Văn Inh",
        "SO_CCCD": "099064000103",
        "NGAY_SINH": "196409020000",
        "GIOI_TINH": "1",
        "MA_QUOCTICH": "000",
        "MA_DANTOC": "03",
        "MA_NGHE_NGHIEP": "00000",
        "DIA_CHI": "Bản Hoa Ban 1, xã Khổng Lào, tỉnh Lai Châu",
        "MATINH_CU_TRU": "12",
        "MAHUYEN_CU_TRU": "",
        "MAXA_CU_TRU": "03583",
        "DIEN_THOAI": "0100000103",
        "MA_THE_BHYT": "HT3120000000103",
        "MA_DKBD": HEALTH_CENTRE,
        "GT_THE_TU": "20260101",
        "GT_THE_DEN": "20261231",
        "LY_DO_VV": "Đau đầu, khát nước nhiều",
        "CHAN_DOAN_VAO": "Theo dõi tăng huyết áp",
        "CHAN_DOAN_RV": "Tăng huyết áp vô căn; Đái tháo đường týp 2",
        "MA_BENH_CHINH": "I10",
        "MA_BENH_KT": "E11.9",
        "MA_DOITUONG_KCB": "1.14",
        "NGAY_VAO": "202611130855",
        "NGAY_RA": "202611131030",
        "SO_NGAY_DTRI": "0",
        "PP_DIEU_TRI": "Nội khoa ngoại trú",
        "KET_QUA_DTRI": "2",
        "MA_LOAI_RV": "1",
        "GHI_CHU": "Ăn nhạt, đo huyết áp mỗi sáng",
        "NGAY_TTOAN": "202611131035",
        "T_THUOC": two(total("THANH_TIEN_BV", drugs)),
        "T_VTYT": two(total("THANH_TIEN_BV", [line for line in services if line["MA_NHOM"] in ("10", "11")])),
        "T_TONGCHI_BV": two(total("THANH_TIEN_BV", both)),
        "T_TONGCHI_BH": two(inside),
        "T_BNTT": two(total("T_BNTT", both)),
        "T_BNCCT": two(shared),
        "T_BHTT": two(inside - shared),
        "T_NGUONKHAC": two(total("T_NGUONKHAC", both)),
        "T_BHTT_GDV": two(total("T_BHTT", [line for line in both if line["MA_PTTT"] == "1"])),
        "NAM_QT": "2026",
        "THANG_QT": "11",
        "MA_LOAI_KCB": "01",
        "MA_KHOA": "K01",
        "MA_CSKCB": HOSPITAL,
        "CAN_NANG": "61.50",
        "NGAY_TAI_KHAM": "20261211",
        "MA_HSBA": "26.013579",
        "MA_TTDV": "000001/LCH-CCHN",
        **other,
    }


def dossier(level: str = "1931", **tables: Sequence[Values]) -> Dossier:
    """A dossier of tables; facility and MA_LK come from its first summary or check-in row."""
    head = [*tables.get("XML1", ()), *tables.get("XML0", ()), {}][0]
    return Dossier(
        facility_code=head.get("MA_CSKCB", HOSPITAL),
        sender_code=head.get("MA_CSKCB", HOSPITAL),
        ma_lk=head.get("MA_LK", ""),
        level=level_of(level),
        tables={
            name: tuple(Row(values=dict(values), number=place) for place, values in enumerate(rows, start=1))
            for name, rows in tables.items()
        },
        original=b"<GIAMDINHHS/>",
        index=0,
    )


def teacher_visit(**other: str) -> Dossier:
    """The retired teacher's bill of 412 000 dong: seven lines, of which the fund pays 47.5 %."""
    drugs = [
        drug(1, quantity="30", price="1500"),
        drug(2, quantity="50", price="1000", MA_THUOC="40.35", TEN_THUOC="Metformin DEMO", HAM_LUONG="500mg"),
    ]
    services = [
        examination(1),
        service(2, price="105000", MA_DICH_VU="23.0083.1523", TEN_DICH_VU="Định lượng HbA1c [Máu]"),
        service(3),
        service(4, MA_DICH_VU="23.0051.1494", TEN_DICH_VU="Định lượng Creatinin [Máu]"),
        service(5, price="88000", MA_DICH_VU="23.0041.1506", TEN_DICH_VU="Bộ mỡ máu [Máu]"),
        service(6, price="35000", MA_DICH_VU="02.0085.1778", MA_NHOM="3", TEN_DICH_VU="Điện tim thường"),
    ]
    results = [
        result(
            1, MA_DICH_VU="23.0083.1523", MA_CHI_SO="HBA1C", TEN_CHI_SO="HbA1c", GIA_TRI="8.1", DON_VI_DO="%"
        ),
        result(2),
        result(
            3,
            MA_DICH_VU="23.0051.1494",
            MA_CHI_SO="CREA",
            TEN_CHI_SO="Creatinin",
            GIA_TRI="88",
            DON_VI_DO="µmol/L",
        ),
        result(
            4,
            MA_DICH_VU="02.0085.1778",
            MA_CHI_SO="",
            TEN_CHI_SO="Điện tim",
            GIA_TRI="",
            DON_VI_DO="",
            MO_TA="Nhịp xoang 76 lần/phút",
            KET_LUAN="Điện tim trong giới hạn bình thường",
        ),
    ]
    head = summary(drugs, services, **other)
    return dossier(XML1=[head], XML2=drugs, XML3=services, XML4=results)
