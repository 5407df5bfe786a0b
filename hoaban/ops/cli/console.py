"""How commands speak: to persons in Vietnamese and English, to scripts in JSON."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from hoaban.kernel.actor import Actor, system_actor
from hoaban.kernel.errors import Conflict, HoaBanError

COULD_NOT = 2
RUNNING_ALREADY = 3


def say(text_vi: str, text_en: str = "") -> None:
    """Tell a person what happens, on standard error, so that standard output stays for results."""
    for line in (text_vi, text_en if text_en != text_vi else ""):
        if line:
            click.echo(line, err=True)


def fail(failure: HoaBanError) -> NoReturn:
    """Tell why something could not be done, and end."""
    say(failure.message_vi, failure.message_en)
    sys.exit(getattr(failure, "exit_status", COULD_NOT))


def print_json(value: Any) -> None:
    """A result for a script."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=1, default=str))


def progress_bar(*, hidden: bool) -> Progress:
    """How far something has come, on standard error."""
    return Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
        console=Console(stderr=True), disable=hidden,
    )  # fmt: skip


def start_django() -> None:
    """Make the models usable; the address of the embedded database is known to the settings."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ.setdefault("HOABAN_PROCESS", "cli")
    import django

    django.setup()


@contextmanager
def database() -> Iterator[None]:
    """Django with a database that answers: the running one, else the embedded one for as long as it is needed.

    :raises Conflict: the database is external and does not answer.
    """
    from hoaban.ops.runtime import installation

    here = installation.from_environment()
    if not here.embedded or here.cluster.answers():
        start_django()
        _be_patient()
        yield
        return
    if not (here.cluster.data / "PG_VERSION").exists():
        raise Conflict(
            "Chưa có dữ liệu; hãy chạy hoaban serve một lần.",
            "There is no data yet; run hoaban serve once.",
        )
    with here.cluster.running():
        start_django()
        _be_patient()
        yield


def _be_patient() -> None:
    """A command may work for as long as it takes; the limits of the settings are for pages."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("set statement_timeout = 0")


def operator(*acts: str) -> Actor:
    """Whoever runs this command on the machine itself; named as such in the trail."""
    return system_actor("operator", *acts)
