"""Messages to people: who may tell us what became of them."""

from __future__ import annotations

import click

from hoaban.kernel import clock
from hoaban.ops.cli.console import database, operator, say


@click.group()
def messages() -> None:
    """Tin báo cho người dân. / Messages to people."""


@messages.command("gateway")
@click.argument("name", metavar="NAME")
def gateway(name: str) -> None:
    """Đăng ký cổng nhắn tin, in mã truy cập của nó. / Register a gateway of short messages, print its token.

    Mã chỉ hiện một lần. / It is shown this once.
    """
    with database():
        from django.db import transaction

        from hoaban.foundation.accounts import api
        from hoaban.kernel.actor import Grant, Scope
        from hoaban.shared.messaging.api import RECEIVE

        actor, now, grants = operator("accounts.manage"), clock.now(), [Grant(RECEIVE, Scope("all"))]
        with transaction.atomic():
            api.register_client(actor=actor, name=name, label="Cổng nhắn tin", grants=grants, now=now)
            token = api.issue_token(actor=actor, client=name, now=now)
    say(
        "Cổng gọi POST /api/messages với mã này; mã mới: hoaban token --client " + name,
        "The gateway calls POST /api/messages with this token; a new one: hoaban token --client " + name,
    )
    click.echo(token)


COMMANDS = [messages]
