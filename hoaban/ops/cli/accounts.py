"""Accounts: what only the operator of the machine does."""

from __future__ import annotations

from pathlib import Path

import click

from hoaban.kernel import clock
from hoaban.ops.cli.console import database, operator, say


@click.group()
def accounts() -> None:
    """Tài khoản. / Accounts."""


@accounts.command("breach-list")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False), metavar="FILE")
@click.option(
    "--seen",
    default=1,
    type=click.IntRange(1),
    help="Chỉ giữ mật khẩu đã thấy ít nhất N lần. / Keep only those seen at least N times.",
)
def breach_list(file: Path, seen: int) -> None:
    """Nạp danh sách mật khẩu đã lộ (SHA-1:số lần). / Load a list of leaked passwords (SHA-1:count)."""
    with database():
        from hoaban.foundation.accounts import api

        actor = operator("accounts.manage")
        count = api.load_breach_list(actor=actor, path=file, seen=seen, now=clock.now())
    say(f"Đã giữ {count} mật khẩu đã lộ.", f"Kept {count} leaked passwords.")


@accounts.command("officer")
@click.argument("username", metavar="NAME")
@click.argument("full_name", metavar="FULL_NAME")
def officer(username: str, full_name: str) -> None:
    """Mở tài khoản cho cán bộ quản lý tài khoản đầu tiên. / Open the account of a first accounts officer."""
    with database():
        from django.db import transaction

        from hoaban.foundation.accounts import api
        from hoaban.kernel.actor import Scope

        actor, now, password = operator("accounts.manage"), clock.now(), api.new_temporary_password()
        post = ("Cán bộ quản lý tài khoản", "Accounts officer")
        newcomer = api.Newcomer(username, full_name, *post, password)
        with transaction.atomic():
            api.register_account(actor=actor, newcomer=newcomer, now=now)
            api.assign(actor=actor, username=username, role="accounts_officer", scope=Scope("all"), now=now)
    say(
        f"Mật khẩu tạm, chỉ hiện một lần: {password}",
        f"Temporary password, shown once: {password}",
    )


@accounts.command("agree")
@click.argument("number", type=int, metavar="NUMBER")
def agree(number: int) -> None:
    """Đồng ý một vai trò đang chờ, khi không còn cán bộ thứ hai. / Agree to a role that waits, for want of a second officer."""
    with database():
        from hoaban.foundation.accounts import api

        api.agree_assignment(actor=operator("accounts.manage"), assignment=number, now=clock.now())
    say("Vai trò đã có hiệu lực.", "The role holds now.")


COMMANDS = [accounts]
