"""Why an act is refused: what is missing, from what somebody was given and from nothing else."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from hoaban.foundation.accounts import api
from hoaban.foundation.accounts.rules.assignments import State
from hoaban.foundation.accounts.rules.explaining import Own, act_words, explain
from hoaban.foundation.accounts.rules.roles import roles
from hoaban.foundation.accounts.tests.people import (
    HEALTH_CENTRE,
    HOSPITAL,
    NOW,
    OFFICER,
    PROVINCE,
    account,
    actor,
)

TODAY = date(2026, 11, 11)
DAY = timedelta(days=1)


def own(role: str, state: State = State.HELD, scope=HOSPITAL, rights: tuple[str, ...] = ()) -> Own:
    return Own(roles()[role], scope, rights, state, TODAY, None)


def test_every_act_of_a_role_has_words() -> None:
    acts = {act.partition(":")[0] for role in roles().values() for act, _ in role.acts}

    assert acts - set(act_words()) == set()
    assert all(vi and en for vi, en in act_words().values())


def test_without_a_role_the_roles_that_would_do_are_named() -> None:
    told = explain("people.steward", [own("doctor")])

    assert [one.key for one in told.openers] == ["registrar"]
    assert (told.held, told.near, told.scopes) == ((), (), ())


@pytest.mark.parametrize("state", [State.WAITING, State.COMING, State.ENDED])
def test_a_role_out_of_its_time_is_near_and_opens_nothing(state) -> None:
    told = explain("record.read:TREAT", [own("doctor", state)])

    assert told.held == ()
    assert [one.state for one in told.near] == [state]
    assert told.scopes == ()


def test_a_role_that_is_held_says_where() -> None:
    told = explain("record.read:TREAT", [own("doctor"), own("nurse", scope=HEALTH_CENTRE)])

    assert told.scopes == (HOSPITAL, HEALTH_CENTRE)
    assert told.needs_relation
    assert not told.is_everywhere
    assert explain("audit.read", [own("auditor", scope=PROVINCE)]).is_everywhere


def test_another_purpose_is_named() -> None:
    told = explain("record.read:TREAT", [own("insurance_officer")])

    assert (told.purpose, told.purposes, told.held) == ("TREAT", ("HPAYMT",), ())


def test_rights_are_those_given_by_name() -> None:
    assert explain("record.read:TREAT", [own("doctor", rights=("label.hiv",))]).rights == ("label.hiv",)
    assert explain("record.read:TREAT", [own("doctor", State.WAITING, rights=("label.hiv",))]).rights == ()


@pytest.mark.django_db
def test_it_agrees_with_what_the_actor_may_do() -> None:
    account("bs.kham", "doctor")
    api.assign(
        actor=OFFICER,
        username="bs.kham",
        role="nurse",
        scope=HEALTH_CENTRE,
        period=(TODAY + DAY, None),
        now=NOW,
    )
    for day in range(3):
        now = NOW + day * DAY
        for role in roles().values():
            for act, _ in role.acts:
                told = api.explain_refusal(actor=actor("bs.kham"), act=act, now=now)
                assert told is not None
                assert set(told.scopes) == set(api.actor_of("bs.kham", now=now).scopes(act)), (act, day)


@pytest.mark.django_db
def test_there_is_nothing_to_say_about_an_act_that_is_none() -> None:
    account("bs.kham", "doctor")

    for act in ("", "sign-in", "stars.move", "record.read.x", "<script>"):
        assert api.explain_refusal(actor=actor("bs.kham"), act=act, now=NOW) is None


@pytest.mark.django_db
def test_one_asks_the_officer_of_the_unit_and_then_those_of_the_province() -> None:
    account("bs.kham", "doctor")
    account("qltk", "accounts_officer", PROVINCE)
    account("qltk.bv", "unit_accounts_officer", HOSPITAL)
    account("qltk.pt", "unit_accounts_officer", HEALTH_CENTRE)

    asked = api.whom_to_ask(actor=actor("bs.kham"), now=NOW)

    assert [(one.role.key, one.scope) for one in asked] == [
        ("unit_accounts_officer", HOSPITAL),
        ("accounts_officer", PROVINCE),
    ]
