"""Terms of the law, over weekends, holidays and exchanged Saturdays."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from hoaban.kernel import deadlines
from hoaban.kernel.clock import VIETNAM
from hoaban.kernel.deadlines import Term, Unit


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 11, 27), True),
        (date(2026, 11, 28), False),
        (date(2026, 8, 31), False),  # exchanged
        (date(2026, 8, 22), True),  # the Saturday worked instead
        (date(2026, 4, 27), False),  # the Hung Kings' day fell on a Sunday
        (date(2026, 11, 24), True),  # only expected: not counted
    ],
)
def test_offices_work_on_weekdays_but_holidays_and_on_exchanged_saturdays(day: date, works: bool) -> None:
    assert deadlines.is_working_day(day) is works


@pytest.mark.parametrize(
    ("start", "amount", "end"),
    [
        (date(2026, 11, 26), 3, date(2026, 12, 1)),  # Thursday: Friday, Monday, Tuesday
        (date(2026, 2, 13), 3, date(2026, 2, 25)),  # over the lunar New Year
        (date(2026, 8, 20), 3, date(2026, 8, 24)),  # the exchanged Saturday counts
        (date(2026, 11, 28), 1, date(2026, 11, 30)),
    ],
)
def test_working_days_begin_after_the_event_and_leave_out_days_off(
    start: date, amount: int, end: date
) -> None:
    assert deadlines.due_on(start, Term(amount, Unit.WORKING_DAYS)) == end
    assert deadlines.working_days_between(start, end) == amount
    assert deadlines.working_days_between(end, start) == -amount


def test_a_term_in_days_that_ends_on_a_day_off_ends_with_the_next_working_day() -> None:
    ten = Term(10, Unit.DAYS)
    assert deadlines.due_on(date(2026, 11, 17), ten) == date(2026, 11, 27)
    assert deadlines.due_on(date(2026, 11, 18), ten) == date(2026, 11, 30)
    assert deadlines.due_on(date(2026, 2, 7), ten) == date(2026, 2, 23)


def test_hours_run_through_and_working_hours_only_while_offices_are_open() -> None:
    friday = datetime(2026, 11, 27, 16, 0, tzinfo=VIETNAM)
    assert deadlines.due_at(friday, Term(24, Unit.HOURS)) == friday + timedelta(hours=24)
    assert deadlines.due_at(friday, Term(4, Unit.WORKING_HOURS)) == datetime(
        2026, 11, 30, 10, 0, tzinfo=VIETNAM
    )
    noon = datetime(2026, 11, 27, 12, 0, tzinfo=VIETNAM)
    assert deadlines.due_at(noon, Term(1, Unit.WORKING_HOURS)) == datetime(
        2026, 11, 27, 14, 30, tzinfo=VIETNAM
    )
    assert deadlines.due_at(friday, Term(1, Unit.WORKING_DAYS)) == datetime(2026, 12, 1, tzinfo=VIETNAM)
    with pytest.raises(ValueError, match="instant"):
        deadlines.due_on(friday.date(), Term(1, Unit.HOURS))


def test_a_year_is_announced_once_its_lunar_new_year_is() -> None:
    assert deadlines.is_announced(2026)
    assert not deadlines.is_announced(2027)


def test_no_row_of_the_calendar_says_what_the_week_says_anyway() -> None:
    assert [one for one in deadlines.days_off() if one.is_off == (one.day.weekday() >= 5)] == []
    days = [one.day for one in deadlines.days_off()]
    assert days == sorted(set(days))
