from datetime import date, timedelta

import pytest

from hoaban.foundation.accounts import api
from hoaban.foundation.accounts.tests.people import (
    DAO_SAN,
    EVERYTHING,
    HOSPITAL,
    NOW,
    OFFICER,
    PASSWORD,
    PROVINCE,
    account,
    actor,
    client,
)
from hoaban.foundation.audit import api as audit
from hoaban.kernel.actor import ActorKind, Grant, Scope, system_actor
from hoaban.kernel.errors import Invalid, NotAllowed, NotFound

pytestmark = pytest.mark.django_db


def test_an_account_without_a_role_may_do_nothing() -> None:
    account("bs.kham")

    assert actor("bs.kham").grants == frozenset()


def test_an_actor_carries_what_its_assignments_give_today() -> None:
    account("gd.tyt", "station_head", DAO_SAN)

    found = api.actor_of("gd.tyt", "r7", now=NOW)

    assert found.id == "account:gd.tyt"
    assert found.kind is ActorKind.PERSON
    assert found.label == "Bác sĩ, Bệnh viện Đa khoa tỉnh"
    assert found.request_id == "r7"
    assert found.scopes("record.read:TREAT") == (DAO_SAN,)
    assert api.actor_of(api.find_account("gd.tyt").id, now=NOW) == found


def test_an_assignment_holds_from_its_first_to_its_last_day_in_viet_nam() -> None:
    account("bs.kham")
    api.assign(
        actor=OFFICER,
        username="bs.kham",
        role="doctor",
        scope=HOSPITAL,
        period=(date(2026, 11, 12), date(2026, 11, 13)),
        now=NOW,
    )

    midnight = NOW.replace(hour=17)  # 00:00 of the next day in Viet Nam
    held = [
        api.actor_of("bs.kham", now=midnight + timedelta(days=days)).may("record.read:TREAT")
        for days in range(-1, 4)
    ]
    assert held == [False, True, True, False, False]


def test_a_role_taken_away_is_gone_the_day_after_its_last() -> None:
    account("bs.kham")
    number = api.assign(actor=OFFICER, username="bs.kham", role="doctor", scope=HOSPITAL, now=NOW)

    api.end_assignment(actor=OFFICER, assignment=number, last_day=date(2026, 11, 11), now=NOW)

    assert actor("bs.kham").may("record.read:TREAT")
    assert not api.actor_of("bs.kham", now=NOW + timedelta(days=1)).may("record.read:TREAT")


def test_two_places_are_two_assignments() -> None:
    account("bs.san", "doctor", HOSPITAL)
    api.assign(
        actor=OFFICER,
        username="bs.san",
        role="doctor",
        scope=Scope("facility", "12982"),
        rights=["label.abortion"],
        now=NOW,
    )

    found = actor("bs.san")
    assert [scope.code for scope in found.scopes("record.read:TREAT")] == ["12981", "12982"]
    assert found.may("label.abortion", PROVINCE)
    held = api.list_assignments(api.find_account("bs.san").id, now=NOW)
    assert [(one.role.key, one.scope.code, one.rights) for one in held] == [
        ("doctor", "12981", ()),
        ("doctor", "12982", ("label.abortion",)),
    ]


def test_a_shut_account_is_nobody() -> None:
    account("bs.kham", "doctor")

    api.shut_account(actor=OFFICER, username="bs.kham", now=NOW)

    with pytest.raises(api.UnknownAccount):
        actor("bs.kham")
    assert not api.find_account("bs.kham").is_active


def test_a_name_is_given_once_and_never_again() -> None:
    account("bs.kham")
    api.shut_account(actor=OFFICER, username="bs.kham", now=NOW)

    with pytest.raises(api.NameTaken):
        account("bs.kham")


@pytest.mark.parametrize("name", ["", "BS.Kham", "bs kham", "b", "../x", "bác.sĩ", "x" * 61, "-x"])
def test_a_user_name_is_plain(name: str) -> None:
    with pytest.raises(Invalid):
        account(name)


def test_a_weak_password_is_refused_saying_what_is_missing() -> None:
    newcomer = api.Newcomer("bs.kham", "Nông Thị Hiếu", "Bác sĩ", "Doctor", "ngan")

    with pytest.raises(api.WeakPassword) as refused:
        api.register_account(actor=OFFICER, newcomer=newcomer, now=NOW)

    assert "14" in refused.value.message_vi
    assert api.find_account("bs.kham") is None


def test_only_those_who_manage_accounts_do_and_a_refusal_is_in_the_trail() -> None:
    account("cntt", "it_officer", PROVINCE)
    account("bs.kham", "doctor")
    officer = actor("cntt")
    acts = {
        "accounts.register": lambda: api.register_account(
            actor=officer, newcomer=api.Newcomer("x.y", "X", "X", "X", PASSWORD), now=NOW
        ),
        "accounts.register-client": lambda: api.register_client(
            actor=officer, name="evil", label="", grants=EVERYTHING, now=NOW
        ),
        "accounts.assign": lambda: api.assign(
            actor=officer, username="cntt", role="doctor", scope=HOSPITAL, now=NOW
        ),
        "accounts.end-assignment": lambda: api.end_assignment(
            actor=officer, assignment=1, last_day=NOW.date(), now=NOW
        ),
        "accounts.shut": lambda: api.shut_account(actor=officer, username="bs.kham", now=NOW),
        "accounts.unlock": lambda: api.unlock_account(actor=officer, username="bs.kham", now=NOW),
        "accounts.set-password": lambda: api.set_password(
            actor=officer, username="bs.kham", password=PASSWORD, now=NOW
        ),
        "accounts.issue-token": lambda: api.issue_token(actor=officer, username="bs.kham", now=NOW),
        "accounts.revoke-tokens": lambda: api.revoke_tokens_of(actor=officer, username="bs.kham", now=NOW),
    }

    for act, do in acts.items():
        with pytest.raises(NotAllowed):
            do()
        (entry,) = audit.list_entries(limit=1)
        assert (entry.actor_id, entry.act, entry.outcome) == ("account:cntt", act, "refused")


def test_every_change_of_rights_is_in_the_trail() -> None:
    account("bs.kham", "doctor", rights=["label.hiv"])
    client()
    api.unlock_account(actor=OFFICER, username="bs.kham", now=NOW)
    api.set_password(actor=OFFICER, username="bs.kham", password=PASSWORD + "!", now=NOW)
    api.shut_account(actor=OFFICER, username="bs.kham", now=NOW)

    entries = audit.list_entries()[::-1]
    assert [entry.act for entry in entries] == [
        "accounts.register",
        "accounts.assign",
        "accounts.register-client",
        "accounts.unlock",
        "accounts.set-password",
        "accounts.shut",
    ]
    assert entries[1].detail["rights"] == ["label.hiv"]
    assert entries[1].detail["scope"] == "facility:12981"


def test_an_invented_account_is_refused_and_shut_in_production(settings) -> None:
    account("bs.kham", "doctor", demo=True)
    assert api.has_demo_accounts()

    settings.DEMO = False

    with pytest.raises(api.NoInvented):
        account("bs.moi", demo=True)
    with pytest.raises(api.UnknownAccount):
        actor("bs.kham")
    assert not api.find_account("bs.kham").is_active


def test_roles_of_nobody_are_not_found() -> None:
    with pytest.raises(api.UnknownAccount):
        api.actor_of("ai.do")
    with pytest.raises(api.UnknownAccount):
        api.assign(actor=OFFICER, username="ai.do", role="doctor", scope=HOSPITAL, now=NOW)
    with pytest.raises(NotFound):
        api.end_assignment(actor=OFFICER, assignment=0, last_day=NOW.date(), now=NOW)
    assert api.find_account("ai.do") is None


def test_a_client_has_exactly_the_rights_that_were_set() -> None:
    client()
    token = api.issue_token(actor=OFFICER, client="integration", now=NOW)

    found = api.actor_of_token(token, now=NOW)

    assert found.id == "client:integration"
    assert found.kind is ActorKind.CLIENT
    assert found.grants == frozenset(EVERYTHING)
    assert Grant("claims.submit", PROVINCE) not in found.grants


def test_a_system_actor_without_the_right_manages_nothing() -> None:
    with pytest.raises(NotAllowed):
        api.register_client(actor=system_actor("nightly"), name="x1", label="", grants=[], now=NOW)
