"""Bearer tokens for programs and for trying the API."""

from __future__ import annotations

import click

from hoaban.kernel import clock
from hoaban.kernel.errors import Invalid
from hoaban.ops.cli.console import database, operator


@click.command()
@click.argument("account", default="")
@click.option(
    "--client", default="", metavar="NAME", help="Hệ thống khác đã đăng ký. / A registered machine client."
)
def token(account: str, client: str) -> None:
    """In mã truy cập của một tài khoản hoặc hệ thống. / Print a bearer token of an account or a client.

    Mã chỉ hiện một lần. / It is shown this once.
    """
    if bool(account) == bool(client):
        raise Invalid("Cần tên tài khoản hoặc --client TÊN.", "Name an account, or --client NAME.")
    with database():
        from hoaban.foundation.accounts import api

        actor = operator("accounts.manage")
        click.echo(api.issue_token(actor=actor, username=account, client=client, now=clock.now()))


COMMANDS = [token]
