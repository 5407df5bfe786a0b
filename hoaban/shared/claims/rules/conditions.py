"""Fields that are required under a condition (the ones that the format calls C)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from hoaban.connect.claims import Row
from hoaban.shared.claims.rules.case import Case, several
from hoaban.shared.claims.rules.findings import Hit

Given = Callable[[dict[str, str]], bool]

_PERFORMED: Final = frozenset({"1", "2", "3", "8", "18"})
_SUPPLIES: Final = frozenset({"10", "11"})
_BLOOD: Final = frozenset({"7", "17"})
_OXYGEN_AND_NO: Final = ("40.17", "40.573")
# A test done at another facility: XX.YYYY.ZZZZ.K.WWWWW (reference 4.11).
_ELSEWHERE: Final = ".K."
_TRANSPORT: Final = "12"
_TENDERED: Final = "10"


class Condition(NamedTuple):
    """One field that must be filled when ``given`` says so."""

    table: str
    name: str
    code: str
    given: Given


def _with(name: str) -> Given:
    return lambda row: bool(row.get(name))


def _equals(name: str, value: str) -> Given:
    return lambda row: row.get(name, "") == value


def _lists(name: str, value: str) -> Given:
    return lambda row: value in several(row.get(name, ""))


def _is_unless(name: str, value: str) -> Given:
    return lambda row: bool(row.get(name)) and row[name] != value


def _is_performed(row: dict[str, str]) -> bool:
    return row.get("MA_NHOM") in _PERFORMED and _ELSEWHERE not in row.get("MA_DICH_VU", "")


def _is_registered(row: dict[str, str]) -> bool:
    """Registration numbers are not asked of oxygen, NO, blood and herbal packs."""
    drug = row.get("MA_THUOC", "")
    return (
        row.get("MA_NHOM") not in _BLOOD
        and drug not in _OXYGEN_AND_NO
        and not drug.startswith(("VM.", "BB.", "05"))
    )


def _is_tendered(row: dict[str, str]) -> bool:
    return row.get("MA_NHOM") not in _BLOOD and row.get("PHAM_VI") == "1"


CONDITIONS: Final = (
    Condition("XML0", "LY_DO_VNT", "CND-001", _with("NGAY_VAO_NOI_TRU")),
    Condition("XML0", "TEN_DICH_VU", "CND-001", _with("MA_DICH_VU")),
    Condition("XML0", "TEN_THUOC", "CND-001", _with("MA_THUOC")),
    Condition("XML0", "TEN_VAT_TU", "CND-001", _with("MA_VAT_TU")),
    Condition("XML2", "SO_DANG_KY", "CND-002", _is_registered),
    Condition("XML2", "TT_THAU", "CND-003", _is_tendered),
    Condition("XML2", "MA_BAC_SI", "CND-001", lambda row: row.get("MA_NHOM") not in _BLOOD),
    Condition("XML3", "TEN_DICH_VU", "CND-001", _with("MA_DICH_VU")),
    Condition("XML3", "TEN_VAT_TU", "CND-001", _with("MA_VAT_TU")),
    Condition("XML3", "MA_VAT_TU", "CND-001", lambda row: row.get("MA_NHOM") in _SUPPLIES),
    Condition("XML3", "MA_XANG_DAU", "CND-001", _equals("MA_NHOM", _TRANSPORT)),
    Condition("XML3", "TT_THAU", "CND-003", _equals("MA_NHOM", _TENDERED)),
    Condition("XML3", "NGUOI_THUC_HIEN", "CND-001", _is_performed),
    Condition("XML3", "NGAY_TH_YL", "CND-001", _is_performed),
    Condition("XML4", "NGAY_KQ", "CND-001", _with("GIA_TRI")),
    Condition("XML6", "PHACDO_DTRI_LAO", "CND-001", _is_unless("LOAI_DTRI_LAO", "0")),
    Condition("XML6", "NGAYBD_DTRI_LAO", "CND-001", _is_unless("LOAI_DTRI_LAO", "0")),
    Condition("XML6", "LAN_XN_PCR", "CND-001", _lists("MA_TINH_TRANG_DK", "1")),
    Condition("XML6", "NGAY_XN_PCR", "CND-001", _lists("MA_TINH_TRANG_DK", "1")),
    Condition("XML6", "NGAY_KQ_XN_PCR", "CND-001", _lists("MA_TINH_TRANG_DK", "1")),
    Condition("XML6", "MA_KQ_XN_PCR", "CND-001", _lists("MA_TINH_TRANG_DK", "1")),
    Condition("XML6", "NGAY_BAT_DAU_XU_TRI", "CND-001", _lists("MA_XU_TRI", "1")),
    Condition("XML6", "NGAY_KET_THUC_XU_TRI", "CND-001", _lists("MA_XU_TRI", "1")),
    Condition("XML6", "SO_NGAY_CAP_THUOC_ARV", "CND-001", _lists("MA_XU_TRI", "1")),
    Condition("XML6", "MA_BAC_PHAC_DO", "CND-001", _equals("MA_PHAC_DO_DIEU_TRI", "KHAC")),
    Condition("XML7", "NGUYENNHAN_DINHCHI", "CND-001", _equals("MA_DINH_CHI_THAI", "1")),
    Condition("XML7", "THOIGIAN_DINHCHI", "CND-001", _equals("MA_DINH_CHI_THAI", "1")),
    Condition("XML7", "TUOI_THAI", "CND-001", _equals("MA_DINH_CHI_THAI", "1")),
    Condition("XML7", "NGOAITRU_TUNGAY", "CND-001", _with("SO_NGAY_NGHI")),
    Condition("XML7", "NGOAITRU_DENNGAY", "CND-001", _with("SO_NGAY_NGHI")),
    Condition("XML11", "NGUYENNHAN_DINHCHI", "CND-001", _equals("MA_DINH_CHI_THAI", "1")),
    Condition("XML11", "TUOI_THAI", "CND-001", _equals("MA_DINH_CHI_THAI", "1")),
)

# One of these must be filled: (table, fields, code).
ALTERNATIVES: Final = (
    ("XML0", ("MA_DICH_VU", "MA_THUOC", "MA_VAT_TU"), "CND-004"),
    ("XML3", ("MA_DICH_VU", "MA_VAT_TU"), "CND-004"),
)

# Called conditional by the portal, but the condition cannot be seen in the file, or contradicts the decision's text.
NOT_CHECKED: Final = {
    ("XML2", "MA_DICH_VU"): "only for drugs that belong to a service, which the line does not tell otherwise",
    (
        "XML6",
        "NGAYKT_DTRI_LAO",
    ): "blank while treatment goes on, says the decision; the portal sheet says otherwise",
}


def _by_table() -> dict[str, tuple[Condition, ...]]:
    tables = dict.fromkeys(one.table for one in CONDITIONS)
    return {table: tuple(one for one in CONDITIONS if one.table == table) for table in tables}


_BY_TABLE: Final = _by_table()


def check_conditions(case: Case) -> Iterator[Hit]:
    """Every conditional field that its condition asks for and that is empty."""
    for table, conditions in _BY_TABLE.items():
        for row in case.rows(table):
            yield from _check_row(table, row, conditions)
    for table, names, code in ALTERNATIVES:
        for row in case.rows(table):
            if not any(row.values.get(name) for name in names):
                yield Hit(code, table, row.number, names[0], "", {"names": ", ".join(names)})


def _check_row(table: str, row: Row, conditions: tuple[Condition, ...]) -> Iterator[Hit]:
    for one in conditions:
        if not row.values.get(one.name) and one.given(row.values):
            yield Hit(one.code, table, row.number, one.name, "", {"name": one.name})
