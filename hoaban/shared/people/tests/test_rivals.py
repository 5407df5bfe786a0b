"""What a pair loses to others that cannot be right as well."""

from __future__ import annotations

import pytest

from hoaban.shared.people.rules.rivals import Likely, weighed


def bits(pairs: list[Likely], *, least: float = -6.0) -> dict[str, float]:
    return {f"{one.one}{one.other}": round(one.bits, 2) for one in weighed(pairs, least=least)}


def test_a_pair_alone_keeps_its_bits() -> None:
    assert bits([Likely("a", "b", 4.0), Likely("c", "d", -2.0)]) == {"ab": 4.0, "cd": -2.0}


def test_two_who_may_be_the_same_third_share_the_odds() -> None:
    assert bits([Likely("a", "b", 4.0), Likely("c", "b", 4.0)]) == {"ab": -0.09, "cb": -0.09}


def test_who_is_surely_somebody_else_is_hardly_this_one() -> None:
    found = bits([Likely("a", "b", 25.0), Likely("b", "c", 5.0)])
    assert found["ab"] == pytest.approx(25.0 - 5.04, abs=0.01)
    assert found["bc"] == pytest.approx(-20.0, abs=0.01)


def test_three_descriptions_of_one_human_being_are_no_rivals() -> None:
    three = [Likely("a", "b", 20.0), Likely("b", "c", 18.0), Likely("c", "a", 1.0)]
    assert bits(three) == {"ab": 20.0, "bc": 18.0, "ca": 1.0}


def test_what_is_below_the_least_is_left_out_and_takes_nothing() -> None:
    assert bits([Likely("a", "b", 4.0), Likely("b", "c", -7.0)]) == {"ab": 4.0}
