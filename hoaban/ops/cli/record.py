"""Look into the record from the command line, by the same door as everybody."""

from __future__ import annotations

import click

from hoaban.kernel.actor import Purpose
from hoaban.kernel.errors import Invalid
from hoaban.ops.cli.console import database


@click.group()
def record() -> None:
    """Hồ sơ sức khỏe. / The health record."""


@record.command()
@click.argument("reference", metavar="TYPE/ID")
@click.option(
    "--as", "account", required=True, metavar="ACCOUNT", help="Tài khoản đọc hồ sơ. / The account that reads."
)
@click.option(
    "--purpose",
    type=click.Choice([purpose.value for purpose in Purpose]),
    default=Purpose.TREATMENT.value,
    help="Mục đích. / Why it is read.",
)
def show(reference: str, account: str, purpose: str) -> None:
    """Hiện một tài nguyên; được ghi nhật ký như mọi lần đọc. / Show one resource; audited like every reading."""
    type_name, slash, given_id = reference.partition("/")
    if not slash or not type_name or not given_id:
        raise Invalid(
            "Viết LOẠI/MÃ, ví dụ Patient/…", "Write TYPE/ID, for example Patient/...", place=reference
        )
    with database():
        from hoaban.foundation.accounts import api as accounts
        from hoaban.record import api

        stored = api.open(accounts.actor_of(account), purpose=Purpose(purpose)).read(type_name, given_id)
        click.echo(stored.body.decode())


COMMANDS = [record]
