"""What is held to be unusual: limits between bounds, nights, what is usual for a role, too many."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hoaban.kernel.errors import Invalid
from hoaban.shared.auditing.rules import unusual, words
from tests.guards import tree

NIGHT = {"from": 22, "until": 5, "looks": 5}


def test_every_rule_speaks_both_languages_and_its_limits_begin_within_their_bounds() -> None:
    for rule in unusual.rules().values():
        assert all((rule.vi, rule.en, rule.why_vi, rule.why_en))
        assert rule.limits
        for one in rule.limits:
            assert one.lowest <= one.first <= one.highest
            assert all((one.vi, one.en))


@pytest.mark.parametrize(
    ("rule", "key", "value"),
    [("mass", "people", 4), ("mass", "people", 5001), ("mass", "x", 5), ("x", "people", 50)],
)
def test_a_limit_out_of_bounds_or_unknown_is_refused(rule: str, key: str, value: int) -> None:
    with pytest.raises(Invalid):
        unusual.check_limit(rule, key, value)


@pytest.mark.parametrize(
    ("hour", "night"), [(14, False), (15, True), (16, True), (21, True), (22, False), (3, False)]
)
def test_the_night_is_that_of_viet_nam(hour: int, night: bool) -> None:
    assert unusual.is_night(datetime(2026, 11, 11, hour, tzinfo=UTC), NIGHT) is night


def test_what_is_usual_is_the_middle_of_all_hours_of_a_role() -> None:
    roles = {"a": frozenset({"doctor"}), "b": frozenset({"doctor", "nurse"})}

    hours = [*[("a", 1)] * 10, *[("a", 3)] * 10, ("a", 2), *[("b", 500)] * 4, ("stranger", 9)]

    assert unusual.usual_of(hours, roles) == {"doctor": 3}  # of nurses four hours are known: too few to say


@given(people=st.integers(0, 300), usual=st.floats(0, 100))
def test_too_many_are_many_by_themselves_and_beside_what_is_usual(people: int, usual: float) -> None:
    limits = {"people": 40, "times": 4}

    assert unusual.is_mass(people, usual, limits) == (people >= 40 and people >= 4 * usual)


def test_a_shift_that_touches_the_hour_covers_it() -> None:
    hour = datetime(2026, 11, 11, 16, tzinfo=UTC)
    end = hour + timedelta(hours=1)

    assert unusual.is_on_duty([(hour - timedelta(hours=8), hour + timedelta(minutes=1))], hour, end)
    assert not unusual.is_on_duty([(end, end + timedelta(hours=8))], hour, end)
    assert not unusual.is_on_duty([], hour, end)


@pytest.mark.parametrize(
    ("verdict", "said"),
    [("", "đủ mười chữ cái"), ("fine", "đủ mười chữ cái"), ("proper", "ngắn"), ("proper", "x" * 501)],
)
def test_a_verdict_is_one_of_three_and_says_why(verdict: str, said: str) -> None:
    with pytest.raises(Invalid):
        unusual.check_verdict(verdict, said)


def test_every_act_that_the_code_writes_has_its_words() -> None:
    written = re.compile(
        r"""(?:act=|_enter\(actor, |note\(actor, |require\(actor, |[A-Z_]+ = )"((?!hoaban)[a-z]+\.[a-z-]+)\""""
    )
    files = [path for path in tree.sources() if "ops" not in path.parts]
    acts = {act for path in files for act in written.findall(path.read_text(encoding="utf-8"))}

    assert len(acts) > 40
    assert sorted(acts - set(words.acts())) == []


def test_acts_that_show_people_are_told_from_others() -> None:
    assert {"record.read", "record.search", "people.find"} <= set(words.looks())
    assert not {"audit.read", "session.open", "record.write"} & set(words.looks())


def test_an_act_under_a_purpose_and_one_without_words_are_told() -> None:
    assert words.act("record.read:TREAT") == ("Xem hồ sơ (Khám, chữa bệnh)", "Record read (Treatment)")
    assert words.act("quite.new") == ("quite.new", "quite.new")
    assert words.purpose("") == ("", "")
