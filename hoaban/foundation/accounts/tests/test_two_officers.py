"""The strongest roles are given by two officers, and nobody becomes both of them."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from hoaban.foundation.accounts import api, models
from hoaban.foundation.accounts.queries.assignments import UnknownAssignment, get_given
from hoaban.foundation.accounts.rules.assignments import State
from hoaban.foundation.accounts.services import assigning, factors, linking
from hoaban.foundation.accounts.services.leave import OwnRole
from hoaban.foundation.accounts.tests import officers
from hoaban.foundation.accounts.tests.officers import TODAY, give, last_entry
from hoaban.foundation.accounts.tests.people import (
    HOSPITAL,
    NOW,
    OFFICER,
    PASSWORD,
    PROVINCE,
    account,
    actor,
    app_of,
)
from hoaban.kernel.actor import Actor
from hoaban.kernel.errors import NotAllowed

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer() -> Actor:
    return officers.province_officer()


@pytest.fixture
def other_officer() -> Actor:
    return officers.province_officer("qltk.hai")


@pytest.fixture
def unit_officer() -> Actor:
    return officers.hospital_officer()


@pytest.mark.parametrize(
    ("role", "scope", "rights"),
    [
        ("accounts_officer", PROVINCE, []),
        ("auditor", PROVINCE, []),
        ("it_officer", PROVINCE, []),
        ("unit_accounts_officer", HOSPITAL, []),
        ("doctor", HOSPITAL, ["label.hiv"]),
    ],
)
def test_the_strongest_roles_and_rights_wait_for_a_second_officer(
    officer, other_officer, unit_officer, role, scope, rights
) -> None:
    account("nguoi.moi")
    number = give(officer, "nguoi.moi", role, scope, rights=rights)

    assert actor("nguoi.moi").grants == frozenset()
    assert get_given(actor=officer, assignment=number, now=NOW).state is State.WAITING
    for early in (officer, unit_officer):
        with pytest.raises((NotAllowed, UnknownAssignment)):
            assigning.agree_assignment(actor=early, assignment=number, now=NOW)
    assert actor("nguoi.moi").grants == frozenset()

    assigning.agree_assignment(actor=other_officer, assignment=number, now=NOW)

    assert actor("nguoi.moi").grants
    assert (last_entry().actor_id, last_entry().act) == ("account:qltk.hai", "accounts.agree-assignment")
    with pytest.raises(assigning.NotInForce):
        assigning.agree_assignment(actor=other_officer, assignment=number, now=NOW)


def test_who_is_to_receive_a_role_does_not_agree_to_it(officer, other_officer) -> None:
    """Two officers cannot hand each other more, the receiver being the second."""
    number = models.Assignment.objects.create(
        account_id=api.find_account("qltk.hai").id, role="it_officer", scope_kind="all", scope_code="",
        rights=[], starts_on=TODAY, given_by="account:qltk", given_at=NOW, is_waiting=True,
    ).pk  # fmt: skip

    with pytest.raises(OwnRole):
        assigning.agree_assignment(actor=other_officer, assignment=number, now=NOW)


def test_the_table_itself_refuses_one_officer_for_both(officer) -> None:
    account("bs.kham", "doctor")
    rows = models.Assignment.objects.filter(account__username="bs.kham")

    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(given_by="account:qltk", agreed_by="account:qltk")


def _reset(officer: Actor) -> None:
    factors.reset_factors(actor=officer, username="qltk.hai", reason="lost", now=NOW)


def _set_password(officer: Actor) -> None:
    api.set_password(actor=officer, username="qltk.hai", password=PASSWORD + "!", now=NOW)


def _link(officer: Actor) -> None:
    linking.link_identity(actor=officer, username="qltk.hai", number="099064000103", now=NOW)


@pytest.mark.parametrize("helped", [_reset, _set_password, _link])
def test_who_helps_another_officer_in_does_not_become_two_officers(officer, other_officer, helped) -> None:
    account("bs.kham")
    give(officer, role="it_officer", scope=PROVINCE)

    helped(officer)

    assert not actor("qltk.hai").grants
    own = models.Assignment.objects.get(account__username="qltk.hai")
    assert (own.is_waiting, own.given_by) == (True, "account:qltk")
    with pytest.raises(NotAllowed):
        assigning.agree_assignment(actor=officer, assignment=own.pk, now=NOW)
    assert last_entry().outcome == "refused"
    assigning.agree_assignment(actor=OFFICER, assignment=own.pk, now=NOW)  # the operator at the machine
    assert actor("qltk.hai").may("accounts.manage")


def test_a_password_alone_lets_nobody_in_who_has_a_second_factor(officer, other_officer) -> None:
    app_of("qltk.hai")

    _set_password(officer)

    assert actor("qltk.hai").may("accounts.manage")


def test_helping_those_without_strong_roles_takes_nothing_from_them(officer) -> None:
    account("bs.kham", "doctor")

    factors.reset_factors(actor=officer, username="bs.kham", reason="lost", now=NOW)
    api.set_password(actor=officer, username="bs.kham", password=PASSWORD + "!", now=NOW)

    assert actor("bs.kham").may("record.read:TREAT", HOSPITAL)
