from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hoaban.oversight.command_centre import rules

DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))


def test_small_parts_are_hidden() -> None:
    assert rules.hidden({"a": 3, "b": 4, "c": 5, "d": 0}, adds_up=False) == {"a", "b"}
    assert rules.hidden({"a": 5, "b": 90}, adds_up=True) == frozenset()


def test_one_hidden_part_of_a_shown_sum_takes_another_with_it() -> None:
    assert rules.hidden({"a": 3, "b": 40, "c": 9}, adds_up=True) == {"a", "c"}
    assert rules.hidden({"a": 3, "b": 2, "c": 9}, adds_up=True) == {"a", "b"}


@given(DAYS, DAYS)
def test_months_and_days_cover_each_day_of_a_period_once(one: date, other: date) -> None:
    first, last = min(one, other), max(one, other)
    months, days = rules.spans(first, last)
    covered = [start + timedelta(n) for start, end in days for n in range((end - start).days + 1)]
    for month in months:
        after = (month + timedelta(days=31)).replace(day=1)
        covered += [month + timedelta(n) for n in range((after - month).days)]

    assert sorted(covered) == [first + timedelta(n) for n in range((last - first).days + 1)]
    assert len(days) <= 2


@pytest.mark.parametrize("day", [date(2026, 2, 28), date(2026, 12, 31), date(2028, 2, 29)])
def test_a_visit_counts_in_its_day_and_its_month(day: date) -> None:
    assert rules.grains(day) == (("d", day), ("m", day.replace(day=1)))
