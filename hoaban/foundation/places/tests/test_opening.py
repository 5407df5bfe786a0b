"""Opening hours as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hoaban.foundation.places.rules import opening

OFFICE = tuple((day, opens, closes) for day in range(1, 6) for opens, closes in ((450, 690), (810, 1020)))


@pytest.mark.parametrize(
    "text",
    [
        "2-6: 07:30-11:30, 13:30-17:00",
        "Thứ 2 - Thứ 6: 7h30-11h30,13h30-17h00",
        "T2-T3: 07:30-11:30, 13:30-17:00; 4-6: 13:30-17:00, 07:30-11:30",
    ],
)
def test_lines_are_read_however_weekdays_are_written(text: str) -> None:
    assert opening.read_hours(text) == OFFICE
    assert opening.shown_hours(OFFICE) == "2-6: 07:30-11:30, 13:30-17:00"


@pytest.mark.parametrize(
    "text", ["luôn mở", "8: 07:00-08:00", "2: 08:00-07:00", "2: 25:00-26:00", "2-x: 07:00-08:00", "CN"]
)
def test_what_is_no_hours_is_refused_with_its_line(text: str) -> None:
    with pytest.raises(opening.NotHours):
        opening.read_hours(text)


@given(
    st.lists(
        st.tuples(st.integers(1, 7), st.integers(0, 1439), st.integers(1, 1440)).filter(
            lambda one: one[1] < one[2]
        )
    )
)
def test_what_is_shown_is_read_back(hours: list[tuple[int, int, int]]) -> None:
    told = tuple(sorted(hours))
    assert opening.read_hours(opening.shown_hours(told)) == told
