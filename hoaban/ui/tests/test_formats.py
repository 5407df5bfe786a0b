from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from hoaban.ui import formats

NBSP = "\u00a0"


def test_a_day_is_written_day_first() -> None:
    assert formats.day(date(2002, 3, 4)) == "04/03/2002"


def test_an_instant_shows_its_hour_and_day_in_viet_nam() -> None:
    late = datetime(2026, 11, 10, 18, 5, tzinfo=UTC)

    assert formats.clock(late) == "01:05"
    assert formats.day(late) == "11/11/2026"
    assert formats.day_time(late) == f"01:05{NBSP}11/11/2026"


def test_an_instant_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        formats.clock(datetime(2026, 11, 11, 7, 0))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("known", "shown"),
    [
        ("2002-03-14", "14/03/2002"),
        ("2002-03", "03/2002"),
        ("2002", "2002"),
        (date(2002, 3, 14), "14/03/2002"),
    ],
)
def test_a_partial_birth_date_stays_partial(known: str | date, shown: str) -> None:
    assert formats.partial_date(known) == shown


@pytest.mark.parametrize("wrong", ["14/03/2002", "2002-3", "", "20020314"])
def test_what_is_no_partial_date_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match="not a date"):
        formats.partial_date(wrong)


@pytest.mark.parametrize(
    ("value", "places", "shown"),
    [
        (0, None, "0"),
        (1234567, None, "1.234.567"),
        (Decimal("5.10"), None, "5,10"),
        (1234.5, None, "1.234,5"),
        (0.1, None, "0,1"),
        (Decimal("2.345"), 2, "2,35"),
        (Decimal("-1234.5"), 0, "\u22121.235"),
        (7, 1, "7,0"),
        (Decimal("1E+3"), None, "1.000"),
        (Decimal("-0.2"), 0, "0"),
    ],
)
def test_numbers_have_points_for_thousands_and_a_comma_for_decimals(
    value: formats.Number, places: int | None, shown: str
) -> None:
    assert formats.number(value, places) == shown


def test_money_is_whole_dong() -> None:
    assert formats.money(Decimal("1234567.50")) == f"1.234.568{NBSP}đ"


def test_a_share_of_nothing_is_a_dash() -> None:
    assert formats.percent(1, 3) == f"33,3{NBSP}%"
    assert formats.percent(0, 0) == "—"


def test_a_masked_number_shows_its_end_and_hides_its_length() -> None:
    assert formats.masked("099302000101") == f"••••{NBSP}0101"
    assert formats.masked("DT2120000000101") == f"••••{NBSP}0101"


def test_a_short_number_never_shows_more_than_half() -> None:
    assert formats.masked("1234") == f"••••{NBSP}34"
    assert formats.masked("1") == "••••"
    assert formats.masked("") == "••••"


@pytest.mark.parametrize(
    ("birth", "vietnamese", "english"),
    [
        ("2026-11-11", "0 ngày", "0 days"),
        ("2026-11-10", "1 ngày", "1 day"),
        ("2026-10-12", "30 ngày", "30 days"),
        ("2026-10-11", "1 tháng", "1 month"),
        ("2026-08-11", "3 tháng", "3 months"),
        ("2023-11-12", "35 tháng", "35 months"),
        ("2023-11-11", "3 tuổi", "3 years"),
        ("2002-03-14", "24 tuổi", "24 years"),
        ("2001-11-12", "24 tuổi", "24 years"),
        ("1999", "khoảng 27 tuổi", "about 27 years"),
        ("2026-09", "khoảng 2 tháng", "about 2 months"),
        ("2020-02", "khoảng 6 tuổi", "about 6 years"),
        ("2026-11-12", "—", "—"),
        ("2027", "—", "—"),
        ("2026-12", "—", "—"),
    ],
)
def test_age_is_told_as_the_ward_tells_it(birth: str, vietnamese: str, english: str) -> None:
    on = date(2026, 11, 11)

    assert formats.age(birth, on) == vietnamese
    assert formats.age(birth, on, "en") == english


def test_someone_born_on_the_last_of_a_month_ages_on_the_first_of_the_next() -> None:
    assert formats.age(date(2026, 1, 31), date(2026, 2, 28)) == "28 ngày"
    assert formats.age(date(2026, 1, 31), date(2026, 3, 1)) == "1 tháng"
