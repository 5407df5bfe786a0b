"""Doses as they are typed, quantities, sentences, numbers: rules alone."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hoaban.shared.prescribing.rules import calculating, numbers, sentences
from hoaban.shared.prescribing.rules.dose_text import read_dose
from hoaban.shared.prescribing.rules.lines import build_line, strengths
from hoaban.shared.prescribing.rules.numbering import new_code, read_code
from hoaban.shared.prescribing.rules.registration import read_registration
from hoaban.shared.prescribing.rules.shapes import Control, Drug, Kind

TABLET = Drug("P", "Hoabamol", ("Paracetamol",), "500mg", "Viên nén", "Viên", "oral")
SYRUP = Drug(
    "S",
    "Hoabamol Kid",
    ("Paracetamol",),
    "150mg/5ml",
    "",
    "Chai",
    "oral",
    dose_unit="ml",
    per_unit=Decimal(60),
)


@pytest.mark.parametrize(
    ("typed", "said", "quantity"),
    [
        ("1x2 5n sau an", "Uống mỗi lần 1 viên, ngày 2 lần, sau ăn, trong 5 ngày.", 10),
        ("1-0-1 x5", "Uống mỗi lần 1 viên, ngày 2 lần: sáng, tối, trong 5 ngày.", 10),
        ("1/2-0-1 10 ngày", "Uống sáng 1/2 viên, tối 1 viên, trong 10 ngày.", 15),
        ("s1 t2 7n", "Uống sáng 1 viên, tối 2 viên, trong 7 ngày.", 21),
        ("2 sáng 1 tối 3n", "Uống sáng 2 viên, tối 1 viên, trong 3 ngày.", 9),
        ("1 viên x 2 lần x 5 ngày", "Uống mỗi lần 1 viên, ngày 2 lần, trong 5 ngày.", 10),
        ("ngày 3 lần mỗi lần 1/2 viên 5 ngày", "Uống mỗi lần 1/2 viên, ngày 3 lần, trong 5 ngày.", 8),
        ("1 mỗi 6h 3n", "Uống mỗi lần 1 viên, cách 6 giờ một lần, trong 3 ngày.", 12),
        ("500mg x 3 x 5", "Uống mỗi lần 1 viên, ngày 3 lần, trong 5 ngày.", 15),
        ("1 khi sốt sl 10", "Uống mỗi lần 1 viên, khi sốt.", 10),
        ("2 trước ngủ 2 tuần", "Uống mỗi lần 2 viên, ngày 1 lần, trước khi ngủ, trong 14 ngày.", 28),
        ("1X2 5N SAU ĂN", "Uống mỗi lần 1 viên, ngày 2 lần, sau ăn, trong 5 ngày.", 10),
    ],
)  # fmt: skip
def test_a_typed_dose_becomes_a_sentence_and_a_quantity(typed: str, said: str, quantity: int) -> None:
    line, faults = build_line(TABLET, typed)

    assert faults == ()
    assert sentences.vietnamese(TABLET, line.dosage) == said
    assert line.quantity == quantity


def test_english_says_the_same() -> None:
    line, _ = build_line(TABLET, "1-0-1 x5 sau an")

    assert sentences.english(TABLET, line.dosage) == (
        "1 viên in the morning, 1 viên in the evening, by mouth, after meals, for 5 days."
    )


@pytest.mark.parametrize(
    "typed", ["", "xyz", "1x2", "5ml x2 3n", "0x2 3n", "1/0x2 3n", "99999x9 3n", "1x99 5n", "333mg x2 3n"]
)
def test_what_cannot_be_meant_is_a_fault_and_nothing_typed_is_lost(typed: str) -> None:
    line, faults = build_line(TABLET, typed)

    assert faults
    assert line.typed == typed


def test_what_is_not_understood_stays_as_a_note() -> None:
    found = read_dose("1x2 5n uống nhiều nước, kiêng rượu")

    assert found.note == "uống nhiều nước kiêng rượu"
    assert (found.amount, found.times, found.days) == (1, 2, 5)


@pytest.mark.parametrize(
    ("typed", "quantity"), [("5ml x3 3n", 1), ("5ml x3 5n", 2), ("150mg x3 5n", 2), ("5 x 3 x 3", 1)]
)
def test_bottles_are_counted_by_what_they_hold(typed: str, quantity: int) -> None:
    line, faults = build_line(SYRUP, typed)

    assert (line.quantity, faults) == (quantity, ())
    assert line.dosage.at_once == 5


def test_milligrams_of_each_ingredient() -> None:
    two = replace(TABLET, ingredients=("Amoxicillin", "Acid clavulanic"), strength="500mg + 62,5mg")

    assert strengths(two) == {"Amoxicillin": 500, "Acid clavulanic": Decimal("62.5")}
    assert strengths(SYRUP) == {"Paracetamol": 30}
    assert strengths(replace(TABLET, strength="1g")) == {"Paracetamol": 1000}
    assert strengths(replace(TABLET, strength="5%")) == {}


@given(st.text(max_size=400))
def test_any_text_is_read(text: str) -> None:
    found = read_dose(text)

    assert found.days is None or 1 <= found.days <= 366
    assert found.a_day is None or found.a_day >= 0


@given(st.integers(min_value=0, max_value=999_999))
def test_every_number_has_words_of_its_own(value: int) -> None:
    said = numbers.in_words(value)

    assert said
    assert said != numbers.in_words((value + 1) % 1_000_000)


@pytest.mark.parametrize(
    ("value", "said"),
    [(5, "năm"), (10, "mười"), (15, "mười lăm"), (21, "hai mươi mốt"), (24, "hai mươi bốn"), (105, "một trăm lẻ năm"),
     (1000, "một nghìn"), (2015, "hai nghìn không trăm mười lăm")],
)  # fmt: skip
def test_numbers_in_words(value: int, said: str) -> None:
    assert numbers.in_words(value) == said


def test_a_quantity_below_ten_has_a_leading_zero() -> None:
    assert [numbers.amount(Decimal(one)) for one in ("5", "10", "1.5", "100")] == ["05", "10", "01,5", "100"]


def test_codes_are_of_the_law_and_are_read_however_they_are_written() -> None:
    codes = {new_code("12981", Kind.NARCOTIC) for _ in range(200)}

    assert len(codes) == 200
    assert all(read_code(f" {code.upper()} ") == code for code in codes)
    assert [read_code(one) for one in ("", "12981abc-C", "12981abcdefg-X", "x" * 500)] == ["", "", "", ""]


def test_registration_numbers_of_twelve_digits_are_read_and_older_ones_are_text() -> None:
    found = read_registration("893112000126")

    assert found is not None
    assert (found.country, found.group, found.prescription_only, found.control, found.year) == (
        "893", "1", True, Control.PSYCHOTROPIC, 2026,
    )  # fmt: skip
    assert read_registration("VD-12345-20") is None


def test_kidneys_by_cockcroft_and_gault_and_by_schwartz() -> None:
    man = calculating.clearance(
        years=60, sex="male", weight=Decimal(60), height=None, creatinine=Decimal("88.4")
    )
    woman = calculating.clearance(
        years=60, sex="female", weight=Decimal(60), height=None, creatinine=Decimal("88.4")
    )
    child = calculating.clearance(
        years=6, sex="male", weight=None, height=Decimal(115), creatinine=Decimal("44.2")
    )

    assert man is not None
    assert woman is not None
    assert child is not None
    assert (man.value, man.method) == (Decimal("66.7"), "cockcroft")
    assert woman.value == Decimal("56.7")
    assert (child.value, child.method) == (Decimal("95.0"), "schwartz")
    assert (
        calculating.clearance(years=6, sex="male", weight=Decimal(20), height=None, creatinine=Decimal(44))
        is None
    )
