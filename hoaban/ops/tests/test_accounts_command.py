"""``hoaban accounts officer`` and ``agree``: how the first accounts officers come to be, and a way out without a second."""

from __future__ import annotations

import re

import pytest
from click.testing import CliRunner

from hoaban.foundation.accounts import api as accounts
from hoaban.foundation.audit import api as audit
from hoaban.kernel import clock
from hoaban.kernel.actor import Scope
from hoaban.ops.cli.accounts import accounts as command

pytestmark = pytest.mark.django_db


def test_the_operator_opens_the_first_officer_who_must_choose_another_password() -> None:
    done = CliRunner().invoke(command, ["officer", "qltk", "Lê Thị Mơ"])

    assert done.exit_code == 0, done.output
    password = re.search(r"[A-Z][a-z]{3}-[a-z]{4}-[a-z]{4}-\d{4}", done.output)
    assert password is not None
    assert accounts.actor_of("qltk").may("accounts.manage")
    assert [(one.actor_id, one.act) for one in audit.list_entries(limit=2)] == [
        ("system:operator", "accounts.assign"),
        ("system:operator", "accounts.register"),
    ]


def test_the_operator_agrees_where_there_is_no_second_officer() -> None:
    CliRunner().invoke(command, ["officer", "qltk", "Lê Thị Mơ"])
    officer, now = accounts.actor_of("qltk"), clock.now()
    newcomer = accounts.Newcomer("cntt", "Phùng Quang Vinh", "CNTT", "IT", "Only-For-Tests-2026")
    accounts.register_account(actor=officer, newcomer=newcomer, now=now)
    number = accounts.assign(
        actor=officer, username="cntt", role="it_officer", scope=Scope("all"), now=now,
        reason="Phụ trách máy chủ của Sở",
    )  # fmt: skip
    assert not accounts.actor_of("cntt").grants

    assert CliRunner().invoke(command, ["agree", str(number)]).exit_code == 0

    assert accounts.actor_of("cntt").may("system.manage")


def test_a_temporary_password_is_a_good_one() -> None:
    from hoaban.foundation.accounts.rules.measures import measures
    from hoaban.foundation.accounts.rules.passwords import new_temporary_password, password_problems

    limits = measures(clock.vietnam_day(clock.now()))
    assert not [one for _ in range(50) for one in password_problems(new_temporary_password(), "qltk", limits)]
