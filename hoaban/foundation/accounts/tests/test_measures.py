from datetime import UTC, date, datetime, timedelta

from hoaban.foundation.accounts.rules.measures import Tries, measures
from hoaban.kernel.actor import system_actor

NOON = datetime(2026, 11, 11, 5, 0, tzinfo=UTC)
LIMITS = measures(date(2026, 11, 11))


def test_the_measures_are_those_of_level_three() -> None:
    assert LIMITS.failures_allowed <= 5
    assert 12 <= LIMITS.lock_hours <= 30 * 24
    assert LIMITS.idle_minutes <= 15
    assert LIMITS.idle_minutes_administrators <= 5
    assert (LIMITS.password_length, LIMITS.password_classes) == (14, 4)
    assert LIMITS.password_history == 10
    assert LIMITS.password_days_administrators == 60
    assert "TCVN 14423:2026" in LIMITS.legal_basis


def test_measures_hold_also_before_the_first_day_that_is_known() -> None:
    assert measures(date(1990, 1, 1)) == LIMITS


def test_an_administrator_is_locked_out_sooner_when_idle() -> None:
    assert LIMITS.idle_limit(system_actor("x", "system.manage")) == timedelta(minutes=5)
    assert LIMITS.idle_limit(system_actor("x", "record.read:TREAT")) == timedelta(minutes=15)


def test_the_fifth_failure_in_a_row_locks_and_the_lock_ends() -> None:
    tries = Tries(0, None)
    for _ in range(LIMITS.failures_allowed):
        assert not tries.is_locked(NOON)
        tries = tries.one_more(NOON, LIMITS)

    assert tries.is_locked(NOON + timedelta(hours=11, minutes=59))
    assert not tries.is_locked(NOON + timedelta(hours=12))
    assert tries.one_more(NOON + timedelta(hours=12), LIMITS) == Tries(1, None)
