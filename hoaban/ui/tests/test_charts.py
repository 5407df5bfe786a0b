from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hoaban.ui import charts, formats


def _series(*values: charts.Value, label: str = "Tiểu cầu") -> charts.Series:
    first = date(2026, 11, 1)
    return charts.Series(
        label,
        tuple(
            charts.Point(first + timedelta(days=n), value, formats.day(first + timedelta(days=n)), str(value))
            for n, value in enumerate(values)
        ),
    )


def _chart(*values: charts.Value, **options: charts.Value) -> charts.LineChart:
    chart = charts.line_chart(title="Tiểu cầu", unit="G/L", series=[_series(*values)], **options)  # type: ignore[arg-type]
    assert chart is not None
    return chart


def test_time_runs_from_left_to_right_and_more_is_higher() -> None:
    dots = _chart(100, 200, 150).lines[0].dots

    assert [dot.x for dot in dots] == [0.0, 50.0, 100.0]
    assert dots[1].y < dots[2].y < dots[0].y


def test_values_outside_the_reference_range_are_flagged() -> None:
    dots = _chart(84, 150, 400, 401, low=150, high=400).lines[0].dots

    assert [dot.flag for dot in dots] == ["low", "", "", "high"]


def test_the_reference_range_is_always_within_the_plot() -> None:
    chart = _chart(84, 90, low=150, high=400)

    assert chart.band is not None
    assert chart.band.top >= 0
    assert chart.band.top + chart.band.height <= 100
    assert chart.band.text == "150 - 400"


def test_a_range_with_one_end_reaches_to_the_edge() -> None:
    above = _chart(110, 165, high=139).band
    below = _chart(110, 165, low=Decimal("3.5")).band

    assert above is not None
    assert above.text == "≤ 139"
    assert above.top + above.height == pytest.approx(100)
    assert below is not None
    assert below.text == "≥ 3,5"
    assert below.top == 0


def test_one_measurement_is_a_chart_and_stands_in_the_middle() -> None:
    chart = _chart(212)

    assert chart.lines[0].dots[0].x == 50.0
    assert [tick.label for tick in chart.x_ticks] == ["01/11/2026"]


def test_equal_values_do_not_divide_by_nothing() -> None:
    assert all(0 <= dot.y <= 100 for dot in _chart(5, 5, 5).lines[0].dots)
    assert all(0 <= dot.y <= 100 for dot in _chart(0, 0).lines[0].dots)


def test_nothing_measured_is_no_chart() -> None:
    assert charts.line_chart(title="", unit="", series=[charts.Series("Trống", ())]) is None


def test_the_summary_tells_the_last_value_of_every_line() -> None:
    chart = charts.line_chart(
        title="Huyết áp",
        unit="mmHg",
        series=[_series(110, 165, label="Tâm thu"), _series(70, 112, label="Tâm trương")],
    )

    assert chart is not None
    assert chart.summary == "Tâm thu: 165 (02/11/2026); Tâm trương: 112 (02/11/2026)"
    assert [line.place for line in chart.lines] == [1, 2]


@pytest.mark.parametrize(
    ("values", "ticks"),
    [
        ([0, 100], [0, 50, 100]),
        ([84, 410], [0, 100, 200, 300, 400, 500]),
        ([0.12, 0.31], [0.1, 0.15, 0.2, 0.25, 0.3, 0.35]),
        ([5], [4.4, 4.6, 4.8, 5.0, 5.2, 5.4, 5.6]),
    ],
)
def test_ticks_are_round_numbers_that_enclose_the_values(values: list[float], ticks: list[float]) -> None:
    found = charts.nice_ticks(values)

    assert found[0] <= min(values)
    assert max(values) <= found[-1]
    if ticks[0] == 0 or ticks[0] == 0.1:
        assert found == ticks


@given(st.lists(st.floats(-1e9, 1e9, allow_nan=False), min_size=1, max_size=20))
def test_ticks_enclose_any_values_and_are_few(values: list[float]) -> None:
    ticks = charts.nice_ticks(values)

    slack = 1e-6 * max(1.0, *(abs(v) for v in values))
    assert ticks[0] <= min(values) + slack
    assert ticks[-1] >= max(values) - slack
    assert 2 <= len(ticks) <= 8


def test_tick_labels_carry_the_decimals_of_their_step() -> None:
    assert [tick.label for tick in _chart(Decimal("0.12"), Decimal("0.31")).y_ticks][:2] == ["0,10", "0,15"]


def test_a_sparkline_needs_two_values() -> None:
    assert charts.sparkline([3]) is None
    spark = charts.sparkline([1, 3, 2])
    assert spark is not None
    assert spark.path == "M0 100L50 0L100 50"
    assert (spark.end_x, spark.end_y) == (100.0, 50.0)


def test_bars_are_measured_by_the_longest_and_never_vanish() -> None:
    rows = charts.bars(
        [charts.Bar("a", 200, "200"), charts.Bar("b", 50, "50"), charts.Bar("c", Decimal("0.1"), "0,1")]
    )

    assert [row.share for row in rows] == [100.0, 25.0, 0.5]
    assert charts.bars([charts.Bar("a", 0, "0")])[0].share == 0.0
    assert charts.bars([]) == ()
