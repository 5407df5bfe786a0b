"""Early-warning scores and normal ranges by age, as their sources publish them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from hoaban.kernel import tables
from hoaban.modules.hospital.rules import signs, warning
from hoaban.modules.hospital.rules.signs import Signs


def of(**numbers: float) -> Signs:
    return Signs(**{name: Decimal(str(value)) for name, value in numbers.items()})  # type: ignore[arg-type]


def full(*measured: float, oxygen: bool = False, level: str = "A") -> Signs:
    """Breathing, saturation, systolic, pulse, temperature."""
    names = ("breathing", "saturation", "systolic", "pulse", "temperature")
    return replace(of(**dict(zip(names, measured, strict=True))), oxygen=oxygen, consciousness=level)


class TestScores:
    @pytest.mark.parametrize(
        ("measured", "points", "band"),
        [
            (full(16, 97, 120, 70, 37), 0, "low"),
            (full(22, 95, 105, 95, 38.5), 6, "medium"),
            (full(25, 91, 90, 131, 35, oxygen=True, level="V"), 20, "high"),
            (full(8, 98, 120, 70, 37), 3, "medium"),
            (of(temperature=39.1), 2, "watch"),
        ],
    )  # fmt: skip
    def test_news2_of_an_adult(self, measured: Signs, points: int, band: str) -> None:
        found = warning.score_of(measured, 40 * 12)
        assert found is not None
        assert (found.score, found.points, found.band) == ("NEWS2", points, band)

    @pytest.mark.parametrize(
        ("months", "pulse", "points"),
        [(1, 140, 0), (1, 190, 4), (6, 175, 2), (24, 100, 0), (24, 130, 1), (60, 130, 2), (150, 140, 4)],
    )
    def test_a_child_is_scored_by_age(self, months: int, pulse: int, points: int) -> None:
        found = warning.score_of(of(pulse=pulse), months)
        assert found is not None
        assert (found.score, found.points) == ("PEWS", points)

    def test_what_is_lacking_is_named_and_nothing_is_no_score(self) -> None:
        found = warning.score_of(of(pulse=70), 400)
        assert found is not None
        assert set(found.lacking) == {
            "breathing", "saturation", "oxygen", "systolic", "consciousness", "temperature",
        }  # fmt: skip
        assert warning.score_of(of(weight=60), 400) is None
        assert warning.score_of(Signs(oxygen=True), 400) is None

    def test_a_child_who_does_not_respond_needs_somebody_at_once(self) -> None:
        found = warning.score_of(replace(of(pulse=100), consciousness="U"), 24)
        assert found is not None
        assert found.is_urgent

    @pytest.mark.parametrize("months", [0, 2, 3, 11, 12, 47, 48, 143, 144, 191, 192, 1000])
    def test_every_value_that_can_be_has_points_at_every_age(self, months: int) -> None:
        """No hole and no overlap in the tables."""
        name = "PEWS" if months < 192 else "NEWS2"
        for sign in ("pulse", "systolic", "breathing", "saturation"):
            limits = signs.signs()[sign]
            rows = [
                row
                for row in tables.read_table("hoaban.modules.hospital", "warning_scores.csv")
                if row["score"] == name and row["sign"] == sign
                and int(row["from"]) <= months < int(row["below"] or 10_000)
            ]  # fmt: skip
            for value in range(int(limits.least), int(limits.most) + 1):
                fits = [
                    row
                    for row in rows
                    if (not row["low"] or value >= Decimal(row["low"]))
                    and (not row["high"] or value <= Decimal(row["high"]))
                ]
                assert len(fits) == 1, (months, sign, value)

    def test_a_temperature_between_two_steps_has_points_too(self) -> None:
        found = warning.score_of(of(temperature=38.05), 400)
        assert found is not None
        assert found.points in (0, 1)


class TestRanges:
    @pytest.mark.parametrize(
        ("sign", "value", "months", "unusual"),
        [
            ("pulse", 140, 2, False),
            ("pulse", 140, 400, True),
            ("breathing", 40, 2, False),
            ("breathing", 40, 400, True),
            ("weight", 300, 400, False),
            ("systolic", 180, 400, True),
            ("diastolic", 80, 400, False),
        ],
    )
    def test_a_value_is_marked_by_age(self, sign: str, value: int, months: int, unusual: bool) -> None:
        assert warning.is_unusual(sign, Decimal(value), months) is unusual

    @pytest.mark.parametrize(
        ("birth", "months"),
        [
            ("2026-08-30", 3),
            ("2026-08-31", 2),
            ("2020", 76),
            ("2020-05", 78),
            ("", None),
            ("x", None),
            ("2027", 0),
        ],
    )
    def test_age_in_months(self, birth: str, months: int | None) -> None:
        assert warning.months_old(birth, date(2026, 11, 30)) == months


class TestTyping:
    @pytest.mark.parametrize(
        ("text", "number"),
        [("36,8", Decimal("36.8")), (" 36.8 ", Decimal("36.8")), ("", None), ("120", Decimal(120))],
    )
    def test_comma_and_point(self, text: str, number: Decimal | None) -> None:
        assert signs.read_number(text) == number

    @pytest.mark.parametrize("text", ["abc", "36,,8", "١٢٠", "1e3", "-5", "9" * 2_000_000])
    def test_nonsense_is_no_number(self, text: str) -> None:
        with pytest.raises(ValueError):  # noqa: PT011
            signs.read_number(text)

    @pytest.mark.parametrize("text", ["120/80", "120 80", "120-80", " 120 / 80 "])
    def test_a_pressure_is_typed_in_one_cell(self, text: str) -> None:
        assert signs.read_pressure(text) == (120, 80)

    @pytest.mark.parametrize("text", ["120", "120/", "a/b", "1200/80"])
    def test_half_a_pressure_is_none(self, text: str) -> None:
        with pytest.raises(ValueError):  # noqa: PT011
            signs.read_pressure(text)
