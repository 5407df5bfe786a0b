"""The ministry's workbook of ICD-10 (TT 06/2026/TT-BYT: 29 columns) as codes: which column is which, and what cannot be taken.

Columns are known by their titles. Of titles that we do not know, the places that the circular gives are taken where the
workbook has its 29 columns: 18 the code with dot, 24 to 29 what is said of its use. The operator may name columns by letter.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from hoaban.foundation.codes.rules import icd10
from hoaban.foundation.codes.rules.diagnoses import FLAGS, Diagnosis
from hoaban.kernel import vietnamese

TITLES = {
    "code": ("ma benh", "ma icd 10", "ma icd10", "ma icd", "ma benh co dau", "ma benh co dau cham", "code"),
    "vi": ("ten benh", "ten benh tieng viet", "ten tieng viet", "ten benh viet"),
    "en": ("disease name", "ten benh tieng anh", "ten tieng anh", "english name"),
}
PLACES = {
    "code": 18,
    "never_main": 24,
    "seldom_main": 25,
    "too_coarse": 26,
    "death_only": 27,
    "female": 28,
    "male": 29,
}
WIDTH = 29
NEEDED = ("code", "vi")
_TITLES_WITHIN = 15
_NO = {"", "0", "khong", "no", "none", "false"}


@dataclass(frozen=True, slots=True)
class Fault:
    """A line that was left out, and why. ``line`` counts from 1, as spreadsheets do."""

    line: int
    vi: str
    en: str


@dataclass(slots=True)
class DiagnosisTable:
    """What a workbook says. ``columns``: what stands where, from 0; ``lacking``: columns that were not found."""

    columns: dict[str, int]
    lacking: tuple[str, ...]
    found: dict[str, Diagnosis] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


def read_diagnosis_table(
    rows: Sequence[Sequence[object]], *, named: Mapping[str, int] | None = None
) -> DiagnosisTable:
    """The codes of a workbook's rows. ``named``: columns that the operator names, from 0."""
    titles, columns = _columns(rows)
    columns = {**columns, **(named or {})}
    table = DiagnosisTable(columns, tuple(one for one in NEEDED if one not in columns))
    if table.lacking:
        return table
    for number, row in enumerate(rows[titles + 1 :], start=titles + 2):
        if any(_text(cell) for cell in row):
            _take(table, number, row)
    return table


def _take(table: DiagnosisTable, number: int, row: Sequence[object]) -> None:
    cells = {what: _text(row[place]) if place < len(row) else "" for what, place in table.columns.items()}
    if not cells["code"] and _heads_a_part(cells):
        return
    if not icd10.is_shaped(cells["code"]):
        told = cells["code"][:20]
        table.faults.append(Fault(number, f"“{told}” không phải mã ICD-10.", f"“{told}” is no ICD-10 code."))
        return
    one = Diagnosis(
        icd10.dotted(cells["code"]), cells["vi"][:500], cells.get("en", "")[:500],
        frozenset(flag for flag in FLAGS if vietnamese.fold(cells.get(flag, "")) not in _NO),
    )  # fmt: skip
    if not one.name:
        table.faults.append(Fault(number, f"Mã {one.code} không có tên.", f"Code {one.code} has no name."))
    elif one.code in table.found:
        table.faults.append(Fault(number, f"Mã {one.code} lặp lại.", f"Code {one.code} stands there twice."))
    else:
        table.found[one.code] = one


def _heads_a_part(cells: Mapping[str, str]) -> bool:
    """A line of a chapter or block has no code of its own."""
    return not any(cells.get(flag) for flag in FLAGS)


def _columns(rows: Sequence[Sequence[object]]) -> tuple[int, dict[str, int]]:
    """The line of titles, and what stands where."""
    best: tuple[int, dict[str, int]] = (-1, {})
    for line, row in enumerate(rows[:_TITLES_WITHIN]):
        folded = [vietnamese.fold(_text(cell)) for cell in row]
        found = {
            what: next(place for place, title in enumerate(folded) if title in titles)
            for what, titles in TITLES.items()
            if any(title in titles for title in folded)
        }
        if len(found) > len(best[1]):
            best = line, found
    width = max((place + 1 for row in rows[:200] for place, cell in enumerate(row) if _text(cell)), default=0)
    if width == WIDTH:
        by_place = {what: place - 1 for what, place in PLACES.items()}
        best = best[0], {**by_place, **{what: place for what, place in best[1].items() if what != "code"}}
    return best


def _text(cell: object) -> str:
    return vietnamese.nfc(str(cell)) if cell is not None else ""
