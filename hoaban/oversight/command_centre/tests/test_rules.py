from __future__ import annotations

import itertools
from collections import defaultdict
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


def test_equal_hidden_parts_take_others_with_them_for_their_sum_gives_them_away() -> None:
    assert rules.hidden({"a": 1, "b": 1, "c": 9, "d": 9, "e": 20}, adds_up=True) == {"a", "b", "c", "d"}
    assert rules.hidden({"a": 2, "b": 0, "c": 0}, adds_up=True) == {"a", "b", "c"}
    assert rules.hidden({"a": 1, "b": 1}, adds_up=True) == {"a", "b"}
    assert rules.tells({"a": 1, "b": 1, "c": 9}, {"a", "b"})
    assert not rules.tells({"a": 1, "b": 2}, {"a", "b"})
    assert not rules.tells({"a": 7, "b": 7}, set())


def test_what_is_left_of_a_sum_never_belongs_to_few() -> None:
    assert rules.untold({"a": 1, "b": 2, "c": 9, "d": 9, "e": 20}) == {"a", "b", "c", "d"}
    assert rules.untold({"a": 1, "b": 4, "c": 9}) == {"a", "b"}
    assert rules.untold({"a": 1, "b": 2, "c": 0}) == {"a", "b"}
    assert rules.untold({"a": 5, "b": 9}) == frozenset()


@pytest.mark.parametrize("is_left_too", [False, True])
@pytest.mark.parametrize("limit", [2, 3, 4])
@pytest.mark.parametrize("cells", [1, 2, 3, 4])
def test_no_hidden_part_follows_for_whoever_knows_the_rule_and_the_sum(
    cells: int, limit: int, is_left_too: bool
) -> None:
    """All tables of that size: those that publish the same differ in each hidden part, and no small part is shown."""
    alike: dict[object, list[tuple[int, ...]]] = defaultdict(list)
    for values in itertools.product(range(limit + 3), repeat=cells):
        counts = dict(enumerate(values))
        kept = rules.hidden(counts, adds_up=True, limit=limit)
        if is_left_too:
            kept = rules.untold(counts, limit=limit)
        assert {key for key, count in counts.items() if 0 < count < limit} <= kept
        total = None if rules.tells(counts, kept) else sum(values)
        shown = tuple((key, count) for key, count in counts.items() if key not in kept)
        alike[kept, shown, total].append(values)

    for (kept, _shown, total), tables in alike.items():
        if limit == 2 and total is None:
            continue  # a limit of two leaves one value only: 1
        for key in kept:
            assert len({values[key] for values in tables}) > 1, (kept, tables)


@given(st.dictionaries(st.integers(0, 40), st.integers(0, 60), max_size=38), st.integers(2, 20))
def test_what_is_hidden_does_not_hang_on_names_or_order(counts: dict[int, int], limit: int) -> None:
    renamed = {-key: counts[key] for key in reversed(list(counts))}

    kept = rules.hidden(counts, adds_up=True, limit=limit)

    assert rules.hidden(renamed, adds_up=True, limit=limit) == {-key for key in kept}
    assert rules.untold(renamed, limit=limit) == {-key for key in rules.untold(counts, limit=limit)}
    assert not kept or rules.tells(counts, kept) or len({counts[key] for key in kept}) > 1


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


@given(DAYS, DAYS, DAYS)
def test_a_period_grows_to_whole_months_and_as_many_lie_before_it(
    one: date, other: date, today: date
) -> None:
    first, last = rules.whole_months(min(one, other), max(one, other), today)
    months = rules.months_of(first, last)
    before, end = rules.months_before(first, last)

    assert first.day == 1
    assert first <= min(one, other)
    assert last in (rules.month_end(last), today)
    assert end == first - timedelta(days=1)
    assert before.day == 1
    assert len(rules.months_of(before, end)) == len(months)
