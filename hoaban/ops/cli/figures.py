"""Build the figures of the command centre again."""

from __future__ import annotations

import dataclasses
import sys

import click

from hoaban.ops.cli.console import database, print_json, say


@click.group()
def figures() -> None:
    """Số liệu điều hành. / Figures of the command centre."""


@figures.command()
@click.option("--json", "as_json", is_flag=True, help="Kết quả cho chương trình. / Output for programs.")
def rebuild(as_json: bool) -> None:
    """Dựng lại số liệu từ dòng thay đổi. / Build the figures again from the feed.

    Exit status 0: they were right; 1: some rows differed and have been mended.
    """
    with database():
        from hoaban.oversight.command_centre import services

        def tell(done: int, total: int) -> None:
            if not as_json and done == total:
                say(f"Đã đọc {total} mục.", f"Read {total} announcements.")

        differences = services.rebuild(tell)
    wrong = [one for one in differences if one.only_before or one.only_after]
    if as_json:
        print_json([dataclasses.asdict(one) for one in differences])
    else:
        for one in wrong:
            click.echo(f"{one.table}: -{one.only_before} +{one.only_after}")
        if not wrong:
            say("Số liệu đúng như đã có.", "The figures were right.")
    sys.exit(1 if wrong else 0)


COMMANDS = [figures]
