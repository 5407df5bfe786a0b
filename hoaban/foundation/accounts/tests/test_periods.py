"""When a role holds: from the first day to the last, and not a minute longer than somebody wants."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from hoaban.foundation.accounts import api, models
from hoaban.foundation.accounts.rules.assignments import Course, State, due_on
from hoaban.foundation.accounts.services import assigning, reviewing
from hoaban.foundation.accounts.tests.people import (
    HEALTH_CENTRE,
    HOSPITAL,
    NOW,
    OFFICER,
    PROVINCE,
    account,
    actor,
    signed_in,
)
from hoaban.kernel import clock
from hoaban.kernel.errors import Invalid

TODAY = date(2026, 11, 11)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
WHY = "Quyết định phân công của đơn vị"


@pytest.mark.parametrize(
    ("starts", "ends", "waits", "ended", "state"),
    [
        (TODAY, None, False, None, State.HELD),
        (TODAY, TODAY, False, None, State.HELD),
        (TODAY + DAY, None, False, None, State.COMING),
        (TODAY - DAY, TODAY - DAY, False, None, State.ENDED),
        (TODAY, None, True, None, State.WAITING),
        (TODAY, None, False, NOW - MINUTE, State.ENDED),
        (TODAY, None, False, NOW, State.ENDED),
        (TODAY, None, False, NOW + MINUTE, State.HELD),
        (TODAY, None, True, NOW - MINUTE, State.ENDED),
        (TODAY - DAY, TODAY - DAY, True, None, State.ENDED),
    ],
)
def test_what_an_assignment_is_now(starts, ends, waits, ended, state) -> None:
    assert Course(starts, ends, waits, ended).state(NOW) is state


@pytest.mark.parametrize(
    ("confirmed", "due"),
    [
        (date(2026, 11, 11), date(2027, 5, 11)),
        (date(2026, 8, 31), date(2027, 2, 28)),
        (date(2027, 8, 31), date(2028, 2, 29)),
        (date(2026, 7, 1), date(2027, 1, 1)),
    ],
)
def test_a_role_is_due_half_a_year_after_somebody_confirmed_it(confirmed, due) -> None:
    assert due_on(confirmed) == due


@pytest.mark.django_db
def test_what_starts_tomorrow_opens_nothing_today() -> None:
    account("bs.kham")
    api.assign(
        actor=OFFICER, username="bs.kham", role="doctor", scope=HOSPITAL, period=(TODAY + DAY, None), now=NOW
    )

    assert not actor("bs.kham").grants
    last_minute = NOW.replace(hour=16, minute=59)  # 23:59 in Viet Nam
    assert not api.actor_of("bs.kham", now=last_minute).grants
    assert api.actor_of("bs.kham", now=last_minute + MINUTE).may("record.read:TREAT", HOSPITAL)


@pytest.mark.django_db
def test_what_was_taken_a_minute_ago_is_gone_though_its_day_is_not_over() -> None:
    account("bs.kham", "doctor")
    number = models.Assignment.objects.get().pk

    assigning.end_assignment(actor=OFFICER, assignment=number, last_day=TODAY - DAY, now=NOW)

    assert api.actor_of("bs.kham", now=NOW - MINUTE).grants
    assert not api.actor_of("bs.kham", now=NOW).grants
    assert not api.actor_of("bs.kham", now=NOW + MINUTE).grants
    assert not [one for one in api.holders("record.read:TREAT", now=NOW) if one.name == "Nông Thị Hiếu"]


@pytest.mark.django_db
def test_sessions_and_tokens_end_with_the_role(client) -> None:
    account("bs.kham", "doctor")
    api.assign(actor=OFFICER, username="bs.kham", role="doctor", scope=HEALTH_CENTRE, now=NOW)
    browser, token = signed_in("bs.kham"), api.issue_token(actor=OFFICER, username="bs.kham", now=clock.now())
    assert browser.get("/").status_code == 200
    number = models.Assignment.objects.filter(scope_code=HEALTH_CENTRE.code).get().pk

    reviewing.review_assignment(
        actor=OFFICER, assignment=number, verdict="withdraw", words="Không còn làm ở đây", now=clock.now()
    )

    assert browser.get("/").status_code == 302
    assert api.actor_of_token(token, now=clock.now()) is None
    assert api.actor_of("bs.kham").scopes("record.read:TREAT") == (HOSPITAL,)


@pytest.mark.django_db
@pytest.mark.parametrize("last_day", [TODAY + DAY, date(2099, 1, 1)])
def test_ending_never_makes_a_role_longer(last_day) -> None:
    account("bs.kham")
    number = api.assign(
        actor=OFFICER, username="bs.kham", role="doctor", scope=HOSPITAL, period=(TODAY, TODAY), now=NOW
    )

    assigning.end_assignment(actor=OFFICER, assignment=number, last_day=last_day, now=NOW)

    assert models.Assignment.objects.get().ends_on == TODAY
    assert not api.actor_of("bs.kham", now=NOW + DAY).grants
    with pytest.raises(assigning.NotInForce):
        assigning.end_assignment(actor=OFFICER, assignment=number, last_day=last_day, now=NOW + DAY)


@pytest.mark.django_db
def test_what_has_not_begun_can_be_taken_back() -> None:
    account("bs.kham")
    number = api.assign(
        actor=OFFICER,
        username="bs.kham",
        role="doctor",
        scope=HOSPITAL,
        period=(TODAY + 2 * DAY, None),
        now=NOW,
    )

    assigning.end_assignment(actor=OFFICER, assignment=number, last_day=TODAY, now=NOW)

    assert not api.actor_of("bs.kham", now=NOW + 3 * DAY).grants


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("period", "place"),
    [
        ((TODAY - DAY, None), "starts_on"),
        ((TODAY, TODAY - DAY), "ends_on"),
        ((TODAY + DAY, TODAY), "ends_on"),
    ],
)
def test_a_period_lies_ahead_and_runs_forward(period, place) -> None:
    account("bs.kham")

    with pytest.raises(Invalid) as refused:
        api.assign(actor=OFFICER, username="bs.kham", role="doctor", scope=HOSPITAL, period=period, now=NOW)

    assert refused.value.place == place
    assert not models.Assignment.objects.exists()


@pytest.mark.django_db
def test_the_day_is_the_day_of_viet_nam() -> None:
    account("bs.kham")
    evening = NOW.replace(hour=18)  # 01:00 of the twelfth in Viet Nam

    with pytest.raises(Invalid):
        api.assign(
            actor=OFFICER,
            username="bs.kham",
            role="doctor",
            scope=HOSPITAL,
            period=(TODAY, None),
            now=evening,
        )


@pytest.mark.django_db
def test_a_role_that_waits_for_nobody_is_not_needed_to_wait() -> None:
    """The operator at the machine opens the first officers: there is no second one yet."""
    account("qltk")
    api.assign(actor=OFFICER, username="qltk", role="accounts_officer", scope=PROVINCE, now=NOW)

    assert actor("qltk").may("accounts.manage")
