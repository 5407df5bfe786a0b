"""What ties the tables of a dossier together: MA_LK, the facility, line numbers, and fields copied from the summary."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from hoaban.connect.claims import Row
from hoaban.shared.claims.rules.case import Case
from hoaban.shared.claims.rules.findings import Hit

_FACILITY_TABLES: Final = ("XML0", "XML6", "XML13", "XML14", "XML15")
_NUMBERED: Final = ("XML2", "XML3", "XML4", "XML5", "XML15")
# table -> fields that the decisions call a copy of the summary; left: name here, right: name in XML1.
_COPIES: Final = {
    "XML6": ("MA_THE_BHYT", "SO_CCCD", "NGAY_SINH", "GIOI_TINH", "MAXA_CU_TRU"),
    "XML7": ("NGAY_VAO", "NGAY_RA", "MA_YTE:MA_BN"),
    "XML8": ("MA_LOAI_KCB", "NGAY_VAO", "NGAY_RA", "KET_QUA_DTRI"),
    "XML13": (
        "MA_NOI_DI",
        "MA_NOI_DEN",
        "HO_TEN",
        "NGAY_SINH",
        "GIOI_TINH",
        "MA_THE_BHYT",
        "NGAY_VAO",
        "NGAY_RA",
        "MA_BENH_CHINH",
        "MA_BENH_KT",
        "MA_LOAI_RV",
    ),
    "XML14": (
        "HO_TEN",
        "NGAY_SINH",
        "GIOI_TINH",
        "MA_THE_BHYT",
        "NGAY_VAO",
        "NGAY_RA",
        "MA_BENH_CHINH",
        "MA_BENH_KT",
        "MA_DOITUONG_KCB",
    ),
    "XML15": ("MA_BN", "HO_TEN", "SO_CCCD"),
}


def check_keys(case: Case) -> Iterator[Hit]:
    """All ties."""
    yield from _check_encounter_key(case)
    yield from _check_facility(case)
    for table in _NUMBERED:
        yield from _check_numbers(table, case.rows(table))
    yield from _check_copies(case)


def _check_encounter_key(case: Case) -> Iterator[Hit]:
    for table, rows in case.dossier.tables.items():
        for row in rows:
            written = row.values.get("MA_LK", "")
            if written and written != case.dossier.ma_lk:
                yield Hit("KEY-001", table, row.number, "MA_LK", written, {"table": table})


def _check_facility(case: Case) -> Iterator[Hit]:
    sender, own = case.dossier.sender_code, case.dossier.facility_code
    if case.head and sender and own and sender != own:
        yield Hit("KEY-002", "XML1", case.head.number, "MA_CSKCB", own, {"sender": sender})
    for table in _FACILITY_TABLES:
        for row in case.rows(table):
            written = row.values.get("MA_CSKCB", "")
            if written and own and written != own:
                yield Hit("KEY-003", table, row.number, "MA_CSKCB", written, {"table": table})


def _check_numbers(table: str, rows: tuple[Row, ...]) -> Iterator[Hit]:
    written = [row.values.get("STT", "") for row in rows]
    times = Counter(written)
    for row, stt in zip(rows, written, strict=True):
        if stt and times[stt] > 1:
            yield Hit("KEY-004", table, row.number, "STT", stt)
    is_countable = len(times) == len(written) and all(stt.isdecimal() for stt in written)
    if is_countable and sorted(map(int, written)) != list(range(1, len(written) + 1)):
        yield Hit("KEY-005", table, None, "STT")
    seen: set[tuple[tuple[str, str], ...]] = set()
    for row in rows:
        content = tuple(sorted((name, value) for name, value in row.values.items() if name != "STT"))
        if content in seen:
            yield Hit("KEY-006", table, row.number)
        seen.add(content)


def _check_copies(case: Case) -> Iterator[Hit]:
    """A copy that says otherwise than the summary; an empty copy, or a list where one value stood, says nothing."""
    if case.head is None:
        return
    for table, names in _COPIES.items():
        for row in case.rows(table):
            for name in names:
                here, _, there = name.partition(":")
                copy, source = row.values.get(here, ""), case.value(there or here)
                if copy and source and copy != source and not _is_same(here, copy, source):
                    yield Hit("KEY-007", table, row.number, here, copy, {"name": here, "table": table})


def _is_same(name: str, copy: str, source: str) -> bool:
    """Writings that mean the same: a leading zero of a form of care, one of several, an ICD code without its dot."""
    if name == "MA_LOAI_KCB":
        return copy.zfill(2) == source.zfill(2)
    if name.startswith("MA_BENH"):
        return copy.replace(".", "").replace(" ", "") == source.replace(".", "").replace(" ", "")
    return ";" in copy or ";" in source
