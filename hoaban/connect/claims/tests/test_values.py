from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hoaban.connect import claims
from hoaban.connect.claims import Birth, Failure
from hoaban.kernel.clock import VIETNAM


def test_an_instant_is_local_time_of_viet_nam():
    assert claims.instant("202611221030") == datetime(2026, 11, 22, 10, 30, tzinfo=VIETNAM)
    assert claims.instant("202402292359") == datetime(2024, 2, 29, 23, 59, tzinfo=VIETNAM)


@pytest.mark.parametrize(
    "text", ["20261122", "2026112210300", "2026-11-22 1", "２０２６１１２２１０３０", "abc"]
)
def test_another_shape_is_no_instant(text: str):
    assert claims.instant(text) is Failure.SHAPE


@pytest.mark.parametrize("text", ["202602301030", "202611222400", "202611221060", "000011221030"])
def test_an_unreal_time_is_named(text: str):
    assert claims.instant(text) is Failure.UNREAL


def test_a_day_is_read_or_named():
    assert claims.day("20261122") == date(2026, 11, 22)
    assert claims.day("20261322") is Failure.UNREAL
    assert claims.day("2026") is Failure.SHAPE
    assert claims.day("") is Failure.EMPTY


@pytest.mark.parametrize(
    ("text", "birth", "iso"),
    [
        ("196000000000", Birth(1960), "1960"),
        ("196005000000", Birth(1960, 5), "1960-05"),
        ("196005020000", Birth(1960, 5, 2), "1960-05-02"),
        ("202611220815", Birth(2026, 11, 22, 8, 15), "2026-11-22"),
        ("1960", Birth(1960), "1960"),
        ("19600502", Birth(1960, 5, 2), "1960-05-02"),
    ],
)
def test_a_birth_date_stays_as_partial_as_it_is(text: str, birth: Birth, iso: str):
    assert claims.birth(text) == birth
    assert birth.text == iso


@pytest.mark.parametrize(
    "text", ["196000020000", "196013000000", "196002300000", "196000000815", "000000000000"]
)
def test_an_unreal_birth_date_is_named(text: str):
    assert claims.birth(text) is Failure.UNREAL


def test_numbers_are_exact():
    assert claims.number("0.1") == Decimal("0.1")
    assert str(claims.number("10.50")) == "10.50"
    for wrong in ["1,5", "1.", ".5", "1e5", " 1", "+1", "NaN", "Infinity", "٣", "1" * 19]:
        assert claims.number(wrong) is Failure.SHAPE, wrong


def test_lists_keep_empty_places():
    assert claims.listed("a; b;;c") == ("a", "b", "", "c")
    assert claims.listed("") == ()


@given(st.text(max_size=30))
def test_no_text_makes_a_value_helper_raise(text: str):
    for helper in (claims.instant, claims.day, claims.birth, claims.number, claims.listed):
        helper(text)
