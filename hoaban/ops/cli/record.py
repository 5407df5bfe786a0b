"""Look into the record from the command line, by the same door as everybody."""

from __future__ import annotations

import dataclasses
import sys
from typing import TYPE_CHECKING

import click

from hoaban.kernel import clock
from hoaban.kernel.actor import Purpose
from hoaban.kernel.errors import Invalid
from hoaban.ops.cli.console import COULD_NOT, database, print_json, progress_bar, say

if TYPE_CHECKING:
    from hoaban.record.reindexing import Progress


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


@record.command()
@click.option(
    "--all", "whole", is_flag=True, help="Mọi tài nguyên, kể cả đã đúng phiên bản. / Every resource, up to date or not."
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Kết quả cho chương trình. / Output for programs.")
def reindex(whole: bool, as_json: bool) -> None:
    """Lập chỉ mục lại những gì phiên bản trước đã lưu. / Index again what an earlier version stored.

    The background does so by itself; this does not pause. Exit status 1: some resources cannot be indexed.
    """
    with database():
        from hoaban.record import reindexing

        reindexing.begin(now=clock.now(), whole=whole, again=True)
        kinds = {one.type for one in reindexing.unfinished()}
        try:
            _reindex(quiet=as_json or not kinds)
        except KeyboardInterrupt:
            say("Đã dừng; việc nền sẽ làm tiếp.", "Stopped; the background goes on with it.")
            sys.exit(COULD_NOT)
        done = [one for one in reindexing.finished() if one.type in kinds]
    _tell_reindexed(done, as_json=as_json)
    sys.exit(1 if any(one.unreadable for one in done) else 0)


def _reindex(*, quiet: bool) -> None:
    from hoaban.record import reindexing

    left = sum(one.left or 0 for one in reindexing.unfinished())
    with progress_bar(hidden=quiet) as bar:
        task = bar.add_task("Tài nguyên / resources", total=left)

        def tell() -> None:
            bar.update(task, completed=left - sum(one.left or 0 for one in reindexing.unfinished()))

        reindexing.run(clock=clock.now, tell=tell)


def _tell_reindexed(done: list[Progress], *, as_json: bool) -> None:
    if as_json:
        print_json([dataclasses.asdict(one) for one in done])
        return
    for one in done:
        wrong = f", không đọc được / unreadable {one.unreadable}" if one.unreadable else ""
        click.echo(f"{one.type}: {one.indexed} / {one.seen}{wrong}")
    if not done:
        say("Không còn gì phải lập chỉ mục lại.", "There is nothing left to index again.")


COMMANDS = [record]
