"""Whether the clinical content can be true: diagnoses and sex, weights, referral, certificates (reference 3)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from hoaban.connect.claims import Row
from hoaban.kernel import vietnamese
from hoaban.shared.claims.rules.case import Case, day, number, several
from hoaban.shared.claims.rules.findings import Hit

_MOST_COMORBID: Final = 12
_MALE, _FEMALE = "1", "2"
# Chapters that only one sex can have; the ministry's own lists are longer and are not at hand.
_WOMEN_ONLY: Final = re.compile(r"O|N(7[0-7]|8|9[0-8])|C5[1-8]|D06|Z3[2-79]|F53")
_MEN_ONLY: Final = re.compile(r"N(4|5[01])|C6[0-3]|D07\.?[4-6]")
_REFERRED: Final = frozenset({"2", "5"})
_HEAVIEST_KG: Final = 300
_NEWBORN_GRAMS: Final = (300, 7000)
_PREGNANCY_REST: Final = "duong thai"
_LONGEST_LEAVE: Final = 30
_LONGEST_LEAVE_TB: Final = 180
_LONGEST_LEAVE_LOSS: Final = 50
_LOSS_FROM_WEEK: Final = 13
_TB_CODES: Final = re.compile(r"A1[5-9]|B90|Z03\.?0|R76\.?1|Z20\.?1|U84")


def check_clinical(case: Case) -> Iterator[Hit]:
    """All clinical checks."""
    if case.head:
        yield from _check_diagnoses(case, case.head)
        yield from _check_weight(case.head)
        yield from _check_referral(case, case.head)
    yield from _check_births(case)
    yield from _check_pregnancy_rest(case)
    yield from _check_sick_leave(case)
    yield from _check_tuberculosis(case)


def _check_diagnoses(case: Case, head: Row) -> Iterator[Hit]:
    main, others = several(head.values.get("MA_BENH_CHINH", "")), several(head.values.get("MA_BENH_KT", ""))
    if len(main) > 1:
        yield Hit("CLN-001", "XML1", head.number, "MA_BENH_CHINH", head.values["MA_BENH_CHINH"])
    if len(others) > _MOST_COMORBID:
        words = {"count": len(others), "most": _MOST_COMORBID}
        yield Hit("CLN-002", "XML1", head.number, "MA_BENH_KT", head.values["MA_BENH_KT"], words)
    plain = [code.replace(".", "") for code in others]
    if main and main[0].replace(".", "") in plain:
        yield Hit("CLN-003", "XML1", head.number, "MA_BENH_KT", main[0])
    wrong = {_MALE: _WOMEN_ONLY, _FEMALE: _MEN_ONLY}.get(case.value("GIOI_TINH"))
    if wrong is None:
        return
    for name, codes in (("MA_BENH_CHINH", main), ("MA_BENH_KT", others)):
        for code in codes:
            if wrong.match(code):
                yield Hit("CLN-004", "XML1", head.number, name, code)


def _check_weight(head: Row) -> Iterator[Hit]:
    weight = number(head.values.get("CAN_NANG", ""))
    if weight is not None and not 0 < weight <= _HEAVIEST_KG:
        yield Hit("CLN-005", "XML1", head.number, "CAN_NANG", head.values["CAN_NANG"])


def _check_referral(case: Case, head: Row) -> Iterator[Hit]:
    if case.value("MA_LOAI_RV") in _REFERRED and not case.value("MA_NOI_DEN"):
        yield Hit("CLN-006", "XML1", head.number, "MA_NOI_DEN")
    for row in case.rows("XML13"):
        if row.values.get("MA_LOAI_RV", "") not in ("", *_REFERRED):
            yield Hit("CLN-007", "XML13", row.number, "MA_LOAI_RV", row.values["MA_LOAI_RV"])


def _check_births(case: Case) -> Iterator[Hit]:
    lightest, heaviest = _NEWBORN_GRAMS
    births = case.rows("XML9")
    start, end = case.value("NGAY_VAO"), case.value("NGAY_RA")
    for row in births:
        count = number(row.values.get("SO_CON", ""))
        if count is not None and count != len(births):
            words = {"rows": len(births)}
            yield Hit("CLN-008", "XML9", row.number, "SO_CON", row.values["SO_CON"], words)
        weight = number(row.values.get("CAN_NANG_CON", ""))
        if weight is not None and not lightest <= weight <= heaviest:
            yield Hit("CLN-009", "XML9", row.number, "CAN_NANG_CON", row.values["CAN_NANG_CON"])
        born = row.values.get("NGAY_SINH_CON", "")
        if day(born) and day(start) and day(end) and not start[:8] <= born[:8] <= end[:8]:
            yield Hit("CLN-010", "XML9", row.number, "NGAY_SINH_CON", born)


def _check_pregnancy_rest(case: Case) -> Iterator[Hit]:
    for row in case.rows("XML10"):
        if _PREGNANCY_REST not in vietnamese.fold(row.values.get("CHAN_DOAN_RV", "")):
            yield Hit("CLN-011", "XML10", row.number, "CHAN_DOAN_RV")
        yield from _check_leave_days("XML10", row, "SO_NGAY")


def _check_leave_days(table: str, row: Row, name: str) -> Iterator[Hit]:
    """End - start + 1: the example of the decision counts both ends, though its text does not."""
    first, last = day(row.values.get("TU_NGAY", "")), day(row.values.get("DEN_NGAY", ""))
    written = number(row.values.get(name, ""))
    if first and last and written is not None:
        days = (last - first).days + 1
        if written != days:
            yield Hit("CLN-012", table, row.number, name, row.values[name], {"expected": days})


def _check_sick_leave(case: Case) -> Iterator[Hit]:
    for row in case.rows("XML11"):
        yield from _check_leave_days("XML11", row, "SO_NGAY_NGHI")
        written = number(row.values.get("SO_NGAY_NGHI", ""))
        longest = _longest_leave(case, row)
        if written is not None and written > longest:
            value = row.values["SO_NGAY_NGHI"]
            yield Hit("CLN-013", "XML11", row.number, "SO_NGAY_NGHI", value, {"most": longest})


def _longest_leave(case: Case, row: Row) -> int:
    if case.rows("XML15") or _has_tuberculosis(case):
        return _LONGEST_LEAVE_TB
    weeks = number(row.values.get("TUOI_THAI", ""))
    lost = row.values.get("MA_DINH_CHI_THAI") == "1" and weeks is not None and weeks >= _LOSS_FROM_WEEK
    return _LONGEST_LEAVE_LOSS if lost else _LONGEST_LEAVE


def _has_tuberculosis(case: Case) -> bool:
    codes = [*several(case.value("MA_BENH_CHINH")), *several(case.value("MA_BENH_KT"))]
    return any(_TB_CODES.match(code) for code in codes)


def _check_tuberculosis(case: Case) -> Iterator[Hit]:
    if case.head and case.rows("XML15") and not _has_tuberculosis(case):
        yield Hit("CLN-014", "XML15", case.rows("XML15")[0].number)
