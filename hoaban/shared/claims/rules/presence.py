"""Which tables belong to which visit (reference 2.5)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from hoaban.shared.claims.rules.case import Case, amount
from hoaban.shared.claims.rules.findings import Hit

_WITH_PROGRESS: Final = frozenset({"02", "03", "04", "05", "06", "08", "09"})
_WITH_DISCHARGE_PAPER: Final = frozenset({"03", "04", "09"})
_WITH_SUMMARY: Final = frozenset({"03", "04", "06"})
_ABSCONDED: Final = "3"
_REFERRED: Final = frozenset({"2", "5"})
_NEEDS_RESULT: Final = frozenset({"1", "2", "3"})


def check_presence(case: Case) -> Iterator[Hit]:
    """Tables that are missing, too many, or do not fit the visit."""
    summaries = case.rows("XML1")
    if len(summaries) > 1:
        yield Hit("PRE-002", "XML1", summaries[1].number)
    if case.head is None:
        if not case.rows("XML0"):
            yield Hit("PRE-001", "XML1")
        return
    if not case.dossier.is_whole:
        return
    form, discharge = case.form_of_care, case.value("MA_LOAI_RV")
    if form in _WITH_PROGRESS and not case.rows("XML5"):
        yield Hit("PRE-003", "XML5", None, "", "", {"form": form})
    if form in _WITH_DISCHARGE_PAPER and discharge != _ABSCONDED and not case.rows("XML7"):
        yield Hit("PRE-004", "XML7", None, "", "", {"form": form})
    if form in _WITH_SUMMARY and not case.rows("XML8"):
        yield Hit("PRE-005", "XML8", None, "", "", {"form": form})
    if discharge in _REFERRED and not case.rows("XML13"):
        yield Hit("PRE-006", "XML13")
    if discharge and discharge not in _REFERRED:
        for row in case.rows("XML13"):
            yield Hit("PRE-007", "XML13", row.number)
    yield from _check_results(case)
    if not case.rows("XML2") and not case.rows("XML3") and amount(case.head, "T_TONGCHI_BV"):
        yield Hit("PRE-010", "XML1", case.head.number, "T_TONGCHI_BV", case.value("T_TONGCHI_BV"))


def _check_results(case: Case) -> Iterator[Hit]:
    """Results of services that nobody billed, and billed tests of which no result came."""
    billed = {row.values.get("MA_DICH_VU", "") for row in case.rows("XML3")}
    for row in case.rows("XML4"):
        service = row.values.get("MA_DICH_VU", "")
        if service and service not in billed:
            yield Hit("PRE-008", "XML4", row.number, "MA_DICH_VU", service)
    tested = [row for row in case.rows("XML3") if row.values.get("MA_NHOM") in _NEEDS_RESULT]
    if tested and not case.rows("XML4"):
        yield Hit("PRE-009", "XML4", None, "", "", {"count": len(tested)})
