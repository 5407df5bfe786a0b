"""Code lists by day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from hoaban.foundation.codes import api as codes
from hoaban.kernel import tables

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize("list_id", sorted(codes.code_lists()))
def test_every_row_has_both_names_its_legal_basis_and_no_overlap(list_id: str) -> None:
    seen: dict[str, list[codes.Code]] = {}
    for row in tables.read_table("hoaban.foundation.codes", f"lists/{list_id}.csv"):
        assert row["name_vi"].strip(), row
        assert row["name_en"].strip(), row
        assert row["legal_basis"].strip(), row
        assert row["certainty"] in {"O", "S", "G"}, row
        period = tables.period_of(row)
        for other in seen.get(row["code"], []):
            assert period.start is not None, row
            assert other.period.end is not None, row
            assert other.period.end < period.start, row
        found = codes.find(list_id, row["code"], period.end or TODAY)
        assert found is not None, row
        seen.setdefault(row["code"], []).append(found)
        pattern = codes.code_lists()[list_id].pattern
        assert pattern is None or pattern.match(row["code"]), row


def test_a_form_of_care_added_in_2026_is_unknown_before() -> None:
    assert codes.is_known("MA_LOAI_KCB", "14", date(2026, 6, 18)) is False
    assert codes.is_known("MA_LOAI_KCB", "14", date(2026, 6, 19)) is True
    assert len(codes.names("MA_LOAI_KCB", TODAY)) == 16


def test_the_half_rate_for_coming_without_a_paper_starts_in_july_2026() -> None:
    before = codes.coverage_class("1.14", date(2026, 6, 30))
    after = codes.coverage_class("1.14", date(2026, 7, 1))
    assert before is not None
    assert after is not None
    assert (before.outpatient_rate, after.outpatient_rate) == (Decimal(0), Decimal(50))
    assert codes.coverage_class("1.1", TODAY) != codes.coverage_class("1.11", TODAY)


def test_primary_care_pays_in_full_whatever_the_card_says() -> None:
    primary = codes.coverage_class("1.2", TODAY)
    assert primary is not None
    assert primary.full_level


def test_a_department_of_the_right_shape_that_we_cannot_name_is_neither_right_nor_wrong() -> None:
    assert codes.is_known("MA_KHOA", "K19", TODAY) is True
    assert codes.is_known("MA_KHOA", "K0249", TODAY) is None
    assert codes.is_known("MA_KHOA", "K55", TODAY) is None
    assert codes.is_known("MA_KHOA", "19", TODAY) is False


def test_a_list_that_is_not_at_hand_says_nothing() -> None:
    assert not codes.exists("MA_XANG_DAU")
    assert codes.is_known("MA_XANG_DAU", "R954V1", TODAY) is None
    assert codes.names("MA_XANG_DAU", TODAY) == {}


@pytest.mark.parametrize(
    ("day", "amount"),
    [
        (date(2019, 7, 1), 1490000),
        (date(2024, 6, 30), 1800000),
        (date(2026, 6, 30), 2340000),
        (TODAY, 2530000),
    ],
)
def test_the_base_salary_of_a_day(day: date, amount: int) -> None:
    found = codes.base_salary(day)
    assert found is not None
    assert found.amount == amount


def test_there_is_no_base_salary_before_the_table_begins() -> None:
    assert codes.base_salary(date(2019, 6, 30)) is None


def test_the_level_of_a_card_is_its_third_character_and_shorter_numbers_carry_none() -> None:
    pensioner = codes.card_level("HT3120000000103", TODAY)
    assert pensioner is not None
    assert pensioner.percent == 95
    assert codes.card_level("0000000103", TODAY) is None
    assert codes.card_level("099064000103", TODAY) is None


def test_near_poor_cards_pay_in_full_since_2026() -> None:
    assert codes.usual_level("CN", date(2025, 12, 31)) == "3"
    assert codes.usual_level("CN", date(2026, 1, 1)) == "2"
    assert codes.usual_level("??", TODAY) is None
