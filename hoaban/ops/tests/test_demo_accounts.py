from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from hoaban.foundation.accounts import api as accounts
from hoaban.kernel import clock
from hoaban.kernel.actor import Purpose, Scope, system_actor
from hoaban.ops.cli import main
from hoaban.ops.demo import build
from hoaban.ops.demo.accounts import CLIENT, demo_password, read_accounts, register_demo_accounts

NOW = datetime(2026, 11, 11, 5, 0, tzinfo=UTC)
OFFICER = system_actor("demo", "accounts.manage")
PASSWORD = "Hoa-Ban-1234-kplm"


def test_there_is_one_account_for_every_role() -> None:
    assert {line.role for line in read_accounts()} == set(accounts.roles())


def test_every_role_fits_the_place_where_the_demo_gives_it() -> None:
    for line in read_accounts():
        assert line.scope.kind in accounts.roles()[line.role].given_at, line.username


@pytest.mark.django_db
def test_the_demo_accounts_are_opened_once() -> None:
    lines = list(read_accounts())

    assert register_demo_accounts(actor=OFFICER, password=PASSWORD, now=NOW) == len(lines) + 2
    assert register_demo_accounts(actor=OFFICER, password=PASSWORD, now=NOW) == 0

    assert [one.username for one in accounts.list_accounts()] == sorted(line.username for line in lines)
    emergency = accounts.actor_of("bs.pt", now=NOW)
    assert Scope("facility", "12982") in emergency.scopes("record.read:TREAT")
    assert {one.kind for one in emergency.scopes("record.read:TREAT")} <= {"facility", "practitioner"}
    assert emergency.may("label.abortion")
    assert not emergency.may("label.hiv")


@pytest.mark.django_db
def test_some_roles_are_due_for_review_one_waits_and_none_break_a_rule() -> None:
    register_demo_accounts(actor=OFFICER, password=PASSWORD, now=NOW)

    figures = accounts.review_figures(actor=accounts.actor_of("kiemtra", now=NOW), now=NOW)

    assert figures.overdue >= 2
    assert figures.due > figures.overdue
    assert (figures.waiting, figures.clashing) == (1, 0)


@pytest.mark.django_db
def test_the_demo_client_reads_and_writes_the_whole_record_and_manages_nothing() -> None:
    register_demo_accounts(actor=OFFICER, password=PASSWORD, now=NOW)
    machine = accounts.actor_of_token(_token())

    assert not machine.may(f"record.read:{Purpose.BREAK_GLASS}")
    for purpose in set(Purpose) - {Purpose.BREAK_GLASS}:
        assert machine.may(f"record.read:{purpose}", Scope("all"))
        assert machine.may(f"record.write:{purpose}", Scope("all"))
    assert all(machine.may(right) for right in accounts.SENSITIVE_RIGHTS)
    assert not machine.may("accounts.manage")


@pytest.mark.django_db
def test_production_refuses_demo_accounts(settings) -> None:
    settings.DEMO = False

    with pytest.raises(accounts.NoInvented):
        register_demo_accounts(actor=OFFICER, password=PASSWORD, now=NOW)
    assert not accounts.has_demo_accounts()


def test_the_shared_password_is_made_once_and_kept_from_others(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.delenv("HOABAN_DEMO_PASSWORD", raising=False)

    first = demo_password(tmp_path)

    assert demo_password(tmp_path) == first
    assert len(first) >= 14
    assert (tmp_path / "secrets" / "demo_password").stat().st_mode & 0o777 == 0o600
    monkeypatch.setenv("HOABAN_DEMO_PASSWORD", PASSWORD)
    assert demo_password(tmp_path) == PASSWORD


@pytest.mark.django_db
def test_one_can_sign_in_while_the_province_is_still_loading(
    settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.VAR = tmp_path

    def interrupted(*_: object, **__: object) -> None:
        raise build.NotLoaded("hỏng", "broken")

    monkeypatch.setenv("HOABAN_DEMO_PASSWORD", PASSWORD)
    monkeypatch.setattr("hoaban.ops.cli.demo.database", nullcontext)
    monkeypatch.setattr(build, "build", interrupted)

    done = CliRunner().invoke(main, ["demo", "build", "--people", "5"])

    assert done.exit_code == 2
    assert PASSWORD in done.stdout
    assert all(line.username in done.stdout for line in read_accounts())
    assert accounts.find_account("bs.kham") is not None


def _token() -> str:
    return accounts.issue_token(actor=OFFICER, client=CLIENT, now=clock.now())
