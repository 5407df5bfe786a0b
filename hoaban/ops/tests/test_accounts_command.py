"""``hoaban accounts officer`` and ``agree``: how the first accounts officers come to be, and a way out when there is no second."""

from __future__ import annotations

import re

import pytest
from click.testing import CliRunner

from hoaban.foundation.accounts import api as accounts
from hoaban.foundation.accounts.models import Assignment
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
    CliRunner().invoke(command, ["officer", "qltk.hai", "Tao Văn Ín"])
    number = accounts.assign(
        actor=accounts.actor_of("qltk"), username="qltk.hai", role="unit_accounts_officer",
        scope=Scope("facility", "12981"), reason="Kiêm nhiệm tại bệnh viện tỉnh", now=clock.now(),
    )  # fmt: skip
    assert Assignment.objects.get(pk=number).is_waiting

    assert CliRunner().invoke(command, ["agree", str(number)]).exit_code == 0

    assert accounts.actor_of("qltk.hai").may("accounts.grant", Scope("facility", "12981"))


def test_a_temporary_password_is_a_good_one() -> None:
    from hoaban.foundation.accounts.rules.measures import measures
    from hoaban.foundation.accounts.rules.passwords import new_temporary_password, password_problems

    limits = measures(clock.vietnam_day(clock.now()))
    assert not [one for _ in range(50) for one in password_problems(new_temporary_password(), "qltk", limits)]
