"""Amounts of drug and service lines by the formulas of the decisions (reference 5.2, 5.4), exact to two decimals.

A difference of one cent may come from another way of rounding, which no text settles: it warns. Where another source
pays (T_NGUONKHAC), three ways of dividing are lawful and the line does not say which was used: one must fit.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from hoaban.connect.claims import Row
from hoaban.connect.claims.levels import level as level_of
from hoaban.shared.claims.rules.case import CENT, HUNDRED, NOT_INSURED, ZERO, Case, amount, number, shown, two
from hoaban.shared.claims.rules.findings import Hit

_SOURCES = ("T_NGUONKHAC_NSNN", "T_NGUONKHAC_VTNN", "T_NGUONKHAC_VTTN", "T_NGUONKHAC_CL")
_SPLIT = (("T_BNTT", "AMT-006"), ("T_BNCCT", "AMT-007"), ("T_BHTT", "AMT-008"))


class Split(NamedTuple):
    """How a line is divided: patient outside scope, patient inside scope, fund."""

    self_paid: Decimal
    copayment: Decimal
    fund: Decimal


def check_amounts(case: Case) -> Iterator[Hit]:
    """Every drug and service line."""
    for row in case.rows("XML2"):
        yield from _check_drug(case, row)
    for row in case.rows("XML3"):
        yield from _check_service(case, row)


def _check_drug(case: Case, row: Row) -> Iterator[Hit]:
    quantity, price = amount(row, "SO_LUONG"), amount(row, "DON_GIA")
    whole = quantity * price
    inside = whole * amount(row, "TYLE_TT_BH") / HUNDRED
    yield from _compare("AMT-001", "XML2", row, "THANH_TIEN_BV", (whole,))
    yield from _compare("AMT-002", "XML2", row, "THANH_TIEN_BH", (inside, _after_gift(row, whole, inside)))
    yield from _check_division(case, "XML2", row)


def _check_service(case: Case, row: Row) -> Iterator[Hit]:
    quantity = amount(row, "SO_LUONG")
    own, fund = amount(row, "DON_GIA_BV") * quantity, amount(row, "DON_GIA_BH") * quantity
    rate = _service_rate(row)
    whole = own * rate / HUNDRED
    inside = fund * rate / HUNDRED * amount(row, "TYLE_TT_BH") / HUNDRED
    level = level_of(case.level)
    allowed = [whole]
    if level.rank >= level_of("3176").rank:
        allowed.append(own - fund * (HUNDRED - rate) / HUNDRED)  # own price not reduced (reference 5.4)
    if level.rank < level_of("4750").rank:
        allowed.append(own)  # QĐ 130 had no rate in this formula
    yield from _compare("AMT-003", "XML3", row, "THANH_TIEN_BV", tuple(allowed))
    yield from _compare("AMT-004", "XML3", row, "THANH_TIEN_BH", (inside, _after_gift(row, whole, inside)))
    yield from _check_division(case, "XML3", row)


def _service_rate(row: Row) -> Decimal:
    rate = number(row.values.get("TYLE_TT_DV", ""))
    return HUNDRED if rate is None else rate


def _after_gift(row: Row, whole: Decimal, inside: Decimal) -> Decimal:
    """What is in scope when a gift to the facility was taken off the total first (case b)."""
    return (whole - _given(row)) * inside / whole if whole else inside


def _compare(code: str, table: str, row: Row, name: str, allowed: tuple[Decimal, ...]) -> Iterator[Hit]:
    written = number(row.values.get(name, ""))
    if written is None:
        return
    expected = [two(value) for value in allowed]
    if written in expected:
        return
    near = any(abs(written - value) <= CENT for value in expected)
    words = {"expected": shown(expected[0]), "found": shown(written)}
    yield Hit("AMT-010" if near else code, table, row.number, name, row.values[name], words)


def _given(row: Row) -> Decimal:
    return sum((amount(row, name) for name in _SOURCES), ZERO)


def _check_division(case: Case, table: str, row: Row) -> Iterator[Hit]:
    given = _given(row)
    yield from _compare("AMT-005", table, row, "T_NGUONKHAC", (given,))
    if number(row.values.get("MUC_HUONG", "")) is None:
        return
    whole, inside = amount(row, "THANH_TIEN_BV"), amount(row, "THANH_TIEN_BH")
    level = amount(row, "MUC_HUONG")
    if case.value("MA_DOITUONG_KCB") == NOT_INSURED or given:
        yield from _check_unusual(table, row, possible_splits(whole, inside, level, given))
        return
    (expected,) = possible_splits(whole, inside, level, ZERO)
    for (name, code), value in zip(_SPLIT, expected, strict=True):
        yield from _compare(code, table, row, name, (value,))


def _check_unusual(table: str, row: Row, splits: list[Split]) -> Iterator[Hit]:
    """A line that is not insured, or that another source helps to pay: it must fit one of the ways."""
    written = [amount(row, name) for name, _ in _SPLIT]
    for split in splits:
        if all(abs(one - two(value)) <= CENT for one, value in zip(written, split, strict=True)):
            return
    words = {"expected": " / ".join(shown(two(value)) for value in splits[0])}
    yield Hit("AMT-009", table, row.number, "T_NGUONKHAC", row.values.get("T_NGUONKHAC", ""), words)


def possible_splits(whole: Decimal, inside: Decimal, level: Decimal, given: Decimal) -> list[Split]:
    """The lawful divisions of a line: one without a subsidy, three with one (reference 5.2, cases a, b, c).

    ``level`` is MUC_HUONG in percent. Case b reads THANH_TIEN_BH as written before or after the gift was taken off.
    """
    fund = inside * level / HUNDRED
    plain = Split(whole - inside, inside - fund, fund)
    if not given:
        return [plain]
    return [_to_patient(plain, given), *_to_facility(whole, inside, level, given), _for_arv(plain)]


def _to_patient(plain: Split, given: Decimal) -> Split:
    """Case a: off what the patient pays outside scope, then off the co-payment, the rest off the fund."""
    parts = []
    left = given
    for part in plain:
        taken = min(part, left)
        parts.append(part - taken)
        left -= taken
    return Split(*parts)


def _to_facility(whole: Decimal, inside: Decimal, level: Decimal, given: Decimal) -> list[Split]:
    """Case b: off the total first, then what is left is divided as usual."""
    left = max(whole - given, ZERO)
    found = []
    for scope in (left * inside / whole if whole else ZERO, min(inside, left)):
        fund = scope * level / HUNDRED
        found.append(Split(left - scope, scope - fund, fund))
    return found


def _for_arv(plain: Split) -> Split:
    """Case c: the source pays exactly the co-payment."""
    return Split(plain.self_paid, ZERO, plain.fund)
