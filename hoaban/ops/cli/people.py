"""The register of people."""

from __future__ import annotations

import click

from hoaban.kernel import clock
from hoaban.ops.cli.console import database, operator, say


@click.group()
def people() -> None:
    """Danh bạ người dân. / The register of people."""


@people.command()
def match() -> None:
    """So khớp cả danh bạ, đưa cặp nghi trùng vào danh sách rà soát. / Match all, list doubtful pairs for review."""
    with database():
        from hoaban.shared.people import api

        found, news = api.match_everybody(actor=operator("people.steward"), now=clock.now())
    say(
        f"{found} cặp có thể là một người, {news} cặp mới.",
        f"{found} pairs may be one person, {news} are new.",
    )


COMMANDS = [people]
