"""By which way somebody is told, when, and how often it is tried."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hoaban.kernel.clock import VIETNAM
from hoaban.shared.messaging.rules import deciding, templates
from hoaban.shared.messaging.rules.deciding import WAITING, Decision, Quiet, Reach, State, Way, Wish

NIGHT = Quiet(time(21), time(7))
NOON = datetime(2026, 11, 30, 12, tzinfo=VIETNAM)
USUAL = replace(templates.template("request-answered", NOON.date()), necessary=False)
NECESSARY = replace(USUAL, necessary=True)
URGENT = replace(USUAL, urgent=True)
USUALLY = Wish()
REACH = Reach("+84100000101", email="inh@thu.example", commune="03571")


def decided(
    told: templates.Template = USUAL,
    wish: Wish = USUALLY,
    reach: Reach = REACH,
    now: datetime = NOON,
    expires_at: datetime | None = None,
) -> Decision:
    return deciding.decide(told, wish, reach, quiet=NIGHT, expires_at=expires_at, now=now)


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, 30, hour, minute, tzinfo=VIETNAM)


@pytest.mark.parametrize(
    ("wish", "reach", "way"),
    [
        (Wish(), REACH, Way.SMS),
        (Wish(Way.EMAIL), REACH, Way.EMAIL),
        (Wish(Way.EMAIL), replace(REACH, email=""), Way.SMS),
    ],
)
def test_the_chosen_way_is_taken_where_it_leads_to_somebody(wish: Wish, reach: Reach, way: Way) -> None:
    assert decided(wish=wish, reach=reach) == Decision(State.SENDING, way)


@pytest.mark.parametrize("wish", [Wish(), Wish(Way.EMAIL), Wish(Way.IN_PERSON)])
def test_who_has_no_telephone_is_told_by_the_station(wish: Wish) -> None:
    assert decided(wish=wish, reach=Reach(commune="03571")) == Decision(State.TO_TELL, Way.IN_PERSON)


def test_who_wants_to_be_told_in_person_is_though_they_have_a_telephone() -> None:
    assert decided(wish=Wish(Way.IN_PERSON)).state is State.TO_TELL


def test_whom_nobody_can_tell_is_listed_and_not_forgotten() -> None:
    assert decided(reach=Reach()) == Decision(State.FAILED, reason="nobody")


@pytest.mark.parametrize(
    ("wish", "reach", "reason"),
    [(Wish(Way.PAGE), REACH, "wish"), (Wish(), replace(REACH, stopped=True), "stopped")],
)
def test_who_wants_none_reads_it_on_the_own_page_and_is_sent_what_the_law_wants(
    wish: Wish, reach: Reach, reason: str
) -> None:
    assert decided(wish=wish, reach=reach) == Decision(State.PAGE, reason=reason)
    assert decided(NECESSARY, wish, reach) == Decision(State.SENDING, Way.SMS)


@pytest.mark.parametrize(
    ("agreed", "usual", "necessary"),
    [
        (None, State.TO_TELL, State.SENDING),
        (True, State.SENDING, State.SENDING),
        (False, State.TO_TELL, State.TO_TELL),
    ],
)
def test_a_shared_telephone_gets_what_was_agreed_to_and_unasked_only_what_the_law_wants(
    agreed: bool | None, usual: State, necessary: State
) -> None:
    wish, shared = Wish(agreed=agreed), replace(REACH, shared=True)
    assert decided(USUAL, wish, shared).state is usual
    assert decided(NECESSARY, wish, shared).state is necessary
    assert decided(USUAL, wish, REACH).state is State.SENDING


def test_a_no_to_shared_telephones_stops_no_letter() -> None:
    wish = Wish(Way.EMAIL, agreed=False)
    assert decided(wish=wish, reach=replace(REACH, shared=True)).way is Way.EMAIL


def test_a_stopped_number_does_not_stop_letters() -> None:
    assert decided(wish=Wish(Way.EMAIL), reach=replace(REACH, stopped=True)).way is Way.EMAIL


def test_nothing_is_sent_about_the_dead_or_after_its_time() -> None:
    assert decided(NECESSARY, reach=replace(REACH, deceased=True)) == Decision(State.PAGE, reason="deceased")
    assert decided(NECESSARY, expires_at=NOON) == Decision(State.EXPIRED)
    assert decided(expires_at=NOON + timedelta(seconds=1)).state is State.SENDING


@pytest.mark.parametrize(
    ("now", "until"),
    [
        (at(20, 59), None), (at(21), datetime(2026, 12, 1, 7, tzinfo=VIETNAM)),
        (at(23, 59), datetime(2026, 12, 1, 7, tzinfo=VIETNAM)), (at(0), at(7)), (at(6, 59), at(7)), (at(7), None),
    ],
)  # fmt: skip
def test_telephones_are_left_alone_at_night(now: datetime, until: datetime | None) -> None:
    assert decided(now=now.astimezone(UTC)).until == until
    assert decided(URGENT, now=now) == Decision(State.SENDING, Way.SMS)


def test_a_message_that_would_be_out_of_date_in_the_morning_is_out_of_date_then() -> None:
    ends = at(22)
    held = decided(now=at(21), expires_at=ends)

    assert held.state is State.HELD
    assert held.until is not None
    assert decided(now=held.until, expires_at=ends).state is State.EXPIRED


@given(
    st.times(), st.times(),
    st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1), timezones=st.just(VIETNAM)),  # noqa: DTZ001
)  # fmt: skip
def test_quiet_hours_end_within_a_day_and_when_they_end_it_is_not_quiet(
    begins: time, ends: time, now: datetime
) -> None:
    quiet = Quiet(begins, ends)
    until = deciding.held_until(quiet, now)

    if until is not None:
        assert now < until <= now + timedelta(days=1)
        assert deciding.held_until(quiet, until) is None
    assert begins != ends or until is None


def test_a_try_is_made_again_ever_later_and_given_up_in_the_end() -> None:
    waits = [deciding.next_try(attempts, 0.5) for attempts in range(1, 7)]

    assert waits[-1] is None
    kept = [one for one in waits if one]
    assert kept == sorted(kept)
    assert len(kept) == 5


@given(st.integers(1, 5), st.floats(0, 1))
def test_what_failed_together_does_not_come_back_together(attempts: int, chance: float) -> None:
    middle, wait = deciding.next_try(attempts, 0.5), deciding.next_try(attempts, chance)

    assert middle
    assert wait
    assert middle / 2 <= wait <= middle * 1.5


def test_every_state_and_way_has_its_words() -> None:
    assert set(deciding.STATES) == set(State)
    assert set(deciding.WAYS) == set(Way)
    assert set(State) > WAITING


def test_a_template_says_from_which_day_it_holds() -> None:
    assert all(one.since <= date(2026, 11, 30) for one in templates.versions())
