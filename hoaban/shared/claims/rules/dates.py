"""Times of a visit in their order, inside the visit, and not in the future (reference 2.3, 3, 5.5)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from hoaban.connect.claims import Row
from hoaban.shared.claims.rules.case import Case, day, moment, number
from hoaban.shared.claims.rules.findings import Hit

# NGAY_RA is then the last covered day at 23:59 and may lie ahead (reference 3.1).
_COVERED_AHEAD: Final = frozenset({"02", "05", "07"})
_NO_DAYS: Final = frozenset({"01", "07", "09"})
_STAYS: Final = frozenset({"02", "03", "04", "06"})
_SERVICE_DAYS: Final = "08"
_EMERGENCY: Final = "2"
_DETAIL_TIMES: Final = {
    "XML2": ("NGAY_YL", "NGAY_TH_YL"),
    "XML3": ("NGAY_YL", "NGAY_TH_YL", "NGAY_KQ"),
    "XML4": ("NGAY_KQ",),
    "XML5": ("THOI_DIEM_DBLS",),
}


def check_dates(case: Case) -> Iterator[Hit]:
    """All time checks of a dossier."""
    for table in ("XML1", "XML0"):
        for row in case.rows(table):
            yield from _check_order(table, row)
            yield from _check_birth(table, row)
            yield from _check_future(case, table, row)
    yield from _check_lines(case)
    if case.head:
        yield from _check_treatment_days(case, case.head)
        yield from _check_settlement(case.head)
    yield from _check_papers(case)


def _backwards(table: str, row: Row, code: str, earlier: str, later: str) -> Iterator[Hit]:
    """A hit when ``later`` lies before ``earlier``; only times of equal precision are compared."""
    first, second = row.values.get(earlier, ""), row.values.get(later, "")
    if moment(first) and moment(second) and second < first:
        yield Hit(code, table, row.number, later, second, {"earlier": earlier, "later": later})


def _check_order(table: str, row: Row) -> Iterator[Hit]:
    yield from _backwards(table, row, "DAT-001", "NGAY_VAO", "NGAY_RA")
    yield from _backwards(table, row, "DAT-002", "NGAY_VAO", "NGAY_VAO_NOI_TRU")
    yield from _backwards(table, row, "DAT-003", "NGAY_VAO_NOI_TRU", "NGAY_RA")
    yield from _backwards(table, row, "DAT-015", "NGAY_VAO", "NGAY_TTOAN")


def _check_birth(table: str, row: Row) -> Iterator[Hit]:
    """A birth after the end is impossible; one after the arrival happens only to a child born in the visit."""
    born = row.values.get("NGAY_SINH", "")
    arrived, left = row.values.get("NGAY_VAO", ""), row.values.get("NGAY_RA", "")
    if not day(born[:8]):
        return
    if day(left) and born[:8] > left[:8]:
        yield Hit("DAT-009", table, row.number, "NGAY_SINH", born)
    elif day(arrived) and born[:8] > arrived[:8]:
        yield Hit("DAT-010", table, row.number, "NGAY_SINH", born)


def _check_future(case: Case, table: str, row: Row) -> Iterator[Hit]:
    names = ["NGAY_VAO", "NGAY_SINH"]
    if row.values.get("MA_LOAI_KCB", "").zfill(2) not in _COVERED_AHEAD:
        names.append("NGAY_RA")
    for name in names:
        on = day(row.values.get(name, ""))
        if on and on > case.today:
            yield Hit("DAT-008", table, row.number, name, row.values[name], {"name": name})


def _check_lines(case: Case) -> Iterator[Hit]:
    start, end = case.value("NGAY_VAO"), case.value("NGAY_RA")
    has_window = bool(moment(start) and moment(end))
    for table, names in _DETAIL_TIMES.items():
        for row in case.rows(table):
            yield from _backwards(table, row, "DAT-004", "NGAY_YL", "NGAY_TH_YL")
            yield from _backwards(table, row, "DAT-005", "NGAY_TH_YL", "NGAY_KQ")
            for name in names:
                on = day(row.values.get(name, ""))
                if on and on > case.today:
                    yield Hit("DAT-007", table, row.number, name, row.values[name], {"name": name})
            if has_window:
                yield from _check_inside(case, table, row, start, end)


def _check_inside(case: Case, table: str, row: Row, start: str, end: str) -> Iterator[Hit]:
    """Orders, acts and notes inside the visit.

    Exceptions: results may come later; an order may bear the date of the working day before a weekend (reference
    3.2), so only its execution counts then; emergencies are treated before they are registered.
    """
    if table == "XML4":
        return
    if table == "XML5":
        at = row.values.get("THOI_DIEM_DBLS", "")
        if moment(at) and not start <= at <= end:
            yield Hit("DAT-011", table, row.number, "THOI_DIEM_DBLS", at)
        return
    ordered, done = row.values.get("NGAY_YL", ""), row.values.get("NGAY_TH_YL", "")
    if moment(done) and done > end:
        yield Hit("DAT-006", table, row.number, "NGAY_TH_YL", done, {"name": "NGAY_TH_YL"})
    if not moment(ordered):
        return
    was_done_inside = bool(moment(done)) and start <= done <= end
    is_early = ordered < start and not was_done_inside and case.value("MA_DOITUONG_KCB") != _EMERGENCY
    if is_early or ordered > end:
        yield Hit("DAT-006", table, row.number, "NGAY_YL", ordered, {"name": "NGAY_YL"})


def _check_treatment_days(case: Case, head: Row) -> Iterator[Hit]:
    written = number(head.values.get("SO_NGAY_DTRI", ""))
    if written is None:
        return
    form = case.form_of_care
    if form in _NO_DAYS and written != 0:
        yield Hit(
            "DAT-012", "XML1", head.number, "SO_NGAY_DTRI", head.values["SO_NGAY_DTRI"], {"expected": 0}
        )
    if form in _STAYS:
        yield from _check_stay(head, int(written))
    if form == _SERVICE_DAYS:
        days = {
            (row.values.get("NGAY_TH_YL") or row.values.get("NGAY_YL", ""))[:8] for row in case.rows("XML3")
        } - {""}
        if days and written != len(days):
            words = {"expected": len(days)}
            yield Hit("DAT-014", "XML1", head.number, "SO_NGAY_DTRI", head.values["SO_NGAY_DTRI"], words)


def _check_stay(head: Row, written: int) -> Iterator[Hit]:
    """Discharge - admission + 1, counted from arrival or from the order of admission: both readings are in use."""
    left = day(head.values.get("NGAY_RA", ""))
    starts = [day(head.values.get(name, "")) for name in ("NGAY_VAO_NOI_TRU", "NGAY_VAO")]
    if left is None:
        return
    expected = [(left - start).days + 1 for start in starts if start and start <= left]
    if expected and written not in expected:
        words = {"expected": expected[0]}
        yield Hit("DAT-013", "XML1", head.number, "SO_NGAY_DTRI", head.values["SO_NGAY_DTRI"], words)


def _check_settlement(head: Row) -> Iterator[Hit]:
    """A visit cannot be settled in a month before the one in which it ended."""
    year, month = number(head.values.get("NAM_QT", "")), number(head.values.get("THANG_QT", ""))
    left = day(head.values.get("NGAY_RA", ""))
    if year is None or month is None or left is None:
        return
    if head.values.get("MA_LOAI_KCB", "").zfill(2) in _COVERED_AHEAD:
        return
    if (int(year), int(month)) < (left.year, left.month):
        yield Hit("DAT-016", "XML1", head.number, "THANG_QT", head.values["THANG_QT"])


def _check_papers(case: Case) -> Iterator[Hit]:
    start, end = case.value("NGAY_VAO")[:8], case.value("NGAY_RA")[:8]
    for row in case.rows("XML7"):
        written = row.values.get("NGAY_CT", "")
        if day(written) and day(end) and written != end:
            yield Hit("DAT-017", "XML7", row.number, "NGAY_CT", written)
    for row in case.rows("XML14"):
        again, issued = row.values.get("NGAY_HEN_KL", "")[:8], row.values.get("NGAY_CT", "")
        if day(again) and day(end) and again < end:
            yield Hit("DAT-018", "XML14", row.number, "NGAY_HEN_KL", row.values["NGAY_HEN_KL"])
        if day(issued) and day(start) and issued < start:
            yield Hit("DAT-019", "XML14", row.number, "NGAY_CT", issued)
