"""MUC_HUONG of each line against card level and coverage class (reference 6.1). Doubtful by nature: it only warns."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Final

from hoaban.connect.claims import Row
from hoaban.shared.claims.rules.case import HUNDRED, Case, amount, day, number, several, shown
from hoaban.shared.claims.rules.findings import Hit

INPATIENT: Final = frozenset({"03", "04", "06", "09"})
_SMALL_COST: Final = Decimal("0.15")
_IN_SCOPE: Final = "1"


def check_benefit(case: Case) -> Iterator[Hit]:
    """Each insured line; silent where card, class or rate are not known."""
    expected = expected_levels(case)
    if not expected:
        return
    words = {"expected": " / ".join(shown(level) for level in sorted(expected))}
    for table in ("XML2", "XML3"):
        for row in case.rows(table):
            if _is_insured(row) and number(row.values.get("MUC_HUONG", "")) not in (None, *expected):
                yield Hit("BEN-001", table, row.number, "MUC_HUONG", row.values["MUC_HUONG"], words)


def _is_insured(row: Row) -> bool:
    return row.values.get("PHAM_VI") == _IN_SCOPE and bool(amount(row, "THANH_TIEN_BH"))


def expected_levels(case: Case) -> frozenset[Decimal]:
    """The levels that can be right for the in-scope lines of a visit; empty when nothing can be said.

    Card level x rate of the class; 100 at primary level, with exemption from co-payment, and for a small total when
    the route is right. No text says which day's base salary decides, so each of the three days may.
    """
    share = case.codes.share(case.value("MA_DOITUONG_KCB"), case.on)
    cards = several(case.value("MA_THE_BHYT"))
    percents = [one for card in cards if (one := case.codes.card_percent(card, case.on)) is not None]
    if share is None or not percents:
        return frozenset()
    if share.full_level:
        return frozenset({HUNDRED})
    rate = share.inpatient_rate if case.form_of_care in INPATIENT else share.outpatient_rate
    if rate is None:
        return frozenset()
    levels = {(percent * rate / HUNDRED).normalize() for percent in percents}
    if rate == HUNDRED:
        if case.value("NGAY_MIEN_CCT"):
            levels.add(HUNDRED)
        verdicts = _is_small(case)
        if True in verdicts:
            levels.add(HUNDRED)
        if verdicts == {True}:
            levels = {HUNDRED}
    return frozenset(levels)


def _is_small(case: Case) -> set[bool]:
    """Whether the total in scope is under 15 % of the base salary, by each day that may decide."""
    head = case.head
    days: set[date] = {on for name in ("NGAY_VAO", "NGAY_RA", "NGAY_TTOAN") if (on := day(case.value(name)))}
    salaries = [salary for on in days if (salary := case.codes.base_salary(on)) is not None]
    if head is None:
        return set()
    total = amount(head, "T_TONGCHI_BH")
    return {total < salary * _SMALL_COST for salary in salaries}
