"""Totals of the summary row against the lines (reference 5.3)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import Final

from hoaban.connect.claims import Row
from hoaban.shared.claims.rules.case import ZERO, Case, amount, number, several, shown
from hoaban.shared.claims.rules.findings import Hit

_SUPPLIES: Final = frozenset({"10", "11"})
_FEE_FOR_SERVICE: Final = "1"
# Programs do not check the fee-for-service total of army, police and cipher cards (reference 5.3).
_ARMED_FORCES: Final = ("CA", "CY", "QN")
_SUMS: Final = (
    ("TOT-003", "T_TONGCHI_BV", "THANH_TIEN_BV"),
    ("TOT-004", "T_TONGCHI_BH", "THANH_TIEN_BH"),
    ("TOT-005", "T_BNTT", "T_BNTT"),
    ("TOT-006", "T_BNCCT", "T_BNCCT"),
    ("TOT-007", "T_NGUONKHAC", "T_NGUONKHAC"),
)


def check_totals(case: Case) -> Iterator[Hit]:
    """The totals; silent when a table of lines could not be read, because then every sum would be wrong."""
    head = case.head
    if head is None or not case.dossier.is_whole:
        return
    drugs, services = case.rows("XML2"), case.rows("XML3")
    lines = [*drugs, *services]
    yield from _compare(head, "TOT-001", "T_THUOC", _sum(drugs, "THANH_TIEN_BV"))
    supplies = _sum(services, "THANH_TIEN_BV", lambda row: row.values.get("MA_NHOM") in _SUPPLIES)
    yield from _compare(head, "TOT-002", "T_VTYT", supplies)
    for code, total, part in _SUMS:
        yield from _compare(head, code, total, _sum(lines, part))
    yield from _check_fund(head, lines)
    if not any(card.startswith(_ARMED_FORCES) for card in several(case.value("MA_THE_BHYT"))):
        by_service = _sum(lines, "T_BHTT", lambda row: row.values.get("MA_PTTT") == _FEE_FOR_SERVICE)
        yield from _compare(head, "TOT-010", "T_BHTT_GDV", by_service)


def _sum(rows: Iterable[Row], name: str, wanted: Callable[[Row], bool] = lambda _: True) -> Decimal:
    return sum((amount(row, name) for row in rows if wanted(row)), ZERO)


def _compare(head: Row, code: str, name: str, expected: Decimal) -> Iterator[Hit]:
    written = number(head.values.get(name, ""))
    if written is not None and written != expected:
        words = {"expected": shown(expected), "found": shown(written)}
        yield Hit(code, "XML1", head.number, name, head.values[name], words)


def _check_fund(head: Row, lines: list[Row]) -> Iterator[Hit]:
    """T_BHTT = T_TONGCHI_BH - T_BNCCT; with subsidies the sum of the lines is defensible too, so it only warns."""
    written = number(head.values.get("T_BHTT", ""))
    if written is None:
        return
    expected = amount(head, "T_TONGCHI_BH") - amount(head, "T_BNCCT")
    if written == expected:
        return
    helped = any(amount(row, "T_NGUONKHAC") for row in lines)
    code = "TOT-009" if helped and written == _sum(lines, "T_BHTT") else "TOT-008"
    words = {"expected": shown(expected), "found": shown(written)}
    yield Hit(code, "XML1", head.number, "T_BHTT", head.values["T_BHTT"], words)
