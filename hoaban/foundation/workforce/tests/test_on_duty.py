"""A turn of the rota opens what it opens from its first minute to its last, at a place where one has a post."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from hoaban.foundation.accounts import api as accounts
from hoaban.foundation.workforce import api as workforce
from hoaban.foundation.workforce.tests.staff import STATION, open_places
from hoaban.kernel.actor import Scope, system_actor
from hoaban.kernel.effective import Period
from tests import cast

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 11, 5, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
KEEPER = system_actor("test", "workforce.manage", "system.manage", "accounts.manage")
MEMBER, NUMBER = UUID(int=7), "000007/LCH-GPHN"


@pytest.fixture
def shift() -> workforce.Shift:
    """A doctor of the provincial hospital with a post at a station too, on duty there from six to ten."""
    open_places()
    member = workforce.Member(MEMBER, "Người Thử", "doctor", "1980", "female", "099180000007")
    posts = [
        workforce.Post(code, NUMBER, "Bác sĩ", Period(NOON.date() - timedelta(days=30)))
        for code in (cast.PROVINCIAL, STATION)
    ]
    workforce.register_member(actor=KEEPER, member=member, post=posts[0], now=NOON)
    workforce.open_post(actor=KEEPER, member=MEMBER, post=posts[1], now=NOON)
    turn = workforce.Shift(MEMBER, STATION, NOON + 6 * HOUR, NOON + 10 * HOUR, on_call=True)
    workforce.plan_shift(actor=KEEPER, shift=turn, now=NOON)
    return turn


def account(role: str = "doctor", number: str = NUMBER) -> None:
    newcomer = accounts.Newcomer(
        "bs.truc", "Người Thử", "Bác sĩ", "Doctor", "Hoa-Ban-2026-only-for-tests", staff_number=number
    )
    accounts.register_account(actor=KEEPER, newcomer=newcomer, now=NOON)
    accounts.assign(
        actor=KEEPER, username="bs.truc", role=role, scope=Scope("facility", cast.PROVINCIAL), now=NOON
    )


def on_duty(now: datetime) -> list[str]:
    """Where the account opens records for being on duty."""
    scopes = accounts.actor_of("bs.truc", now=now).scopes(accounts.OPENS)
    return [one.code for one in scopes if one.kind == "duty"]


def test_a_turn_opens_while_it_lasts_and_for_reading_alone(shift: workforce.Shift) -> None:
    account()

    assert [on_duty(NOON + hours * HOUR) for hours in (5, 6, 9, 10)] == [
        [], [STATION], [STATION], [],
    ]  # fmt: skip
    actor = accounts.actor_of("bs.truc", now=NOON + 7 * HOUR)
    assert {one.act for one in actor.grants if one.scope.kind == "duty"} == {"record.read:TREAT"}


def test_who_opens_no_records_opens_none_on_duty(shift: workforce.Shift) -> None:
    account(role="cashier")

    assert on_duty(NOON + 7 * HOUR) == []


def test_an_account_of_nobody_in_the_register_is_never_on_duty(shift: workforce.Shift) -> None:
    account(number="")

    assert on_duty(NOON + 7 * HOUR) == []


def test_a_turn_taken_out_of_the_rota_opens_nothing(shift: workforce.Shift) -> None:
    account()
    (turn,) = workforce.list_turns(actor=KEEPER, facility_code=STATION, first=NOON.date(), days=2)
    workforce.cancel_shift(actor=KEEPER, shift=turn.shift.id, now=NOON)

    assert on_duty(NOON + 7 * HOUR) == []


def test_a_turn_at_a_place_without_a_post_that_day_opens_nothing(shift: workforce.Shift) -> None:
    account()
    workforce.end_post(
        actor=KEEPER,
        member=MEMBER,
        facility_code=STATION,
        last=NOON.date() - timedelta(days=1),
        now=NOON,
    )

    assert on_duty(NOON + 7 * HOUR) == []


def test_who_can_see_names_whoever_is_on_duty(shift: workforce.Shift) -> None:
    account()
    duty = Scope("duty", STATION)

    told = {hours: [one.name for one in accounts.holders(accounts.OPENS, now=NOON + hours * HOUR) if one.scope == duty]
            for hours in (5, 7)}  # fmt: skip

    assert told == {5: [], 7: ["Người Thử"]}
