"""The legal record of a visit, for the operator of the machine."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import click

from hoaban.kernel import clock
from hoaban.kernel.actor import Purpose
from hoaban.ops.cli.console import database, operator, say

_LABELS = ("label.hiv", "label.tb", "label.abortion", "label.sexual_violence", "label.mental", "label.donor")


@click.group()
def records() -> None:
    """Hồ sơ bệnh án. / Medical records."""


@records.command()
@click.argument("visit", type=click.UUID)
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--kind", type=click.Choice(["zip", "xml", "json"]), default="zip", help="Dạng. / Form.")
@click.option("--why", default="", help="Lý do, nếu hồ sơ đã lưu trữ. / What for, of an archived record.")
def export(visit: UUID, folder: Path, kind: str, why: str) -> None:
    """Xuất một hồ sơ ra tệp. / Export one record to a file: XML, JSON, or both with the signed files.

    Values that were longer than their field may be are named; the exit status stays 0.
    """
    acts = ("visits.work", "records.keep", f"record.read:{Purpose.TREATMENT}", *_LABELS)
    actor = operator(*acts)
    with database():
        from hoaban.shared.legal_records import api

        if why:
            api.say_why(actor=actor, visit=visit, basis="authority", words=why, now=clock.now())
        made = api.export_record(actor=actor, visit=visit, kind=kind, now=clock.now())
    (folder / made.name).write_bytes(made.content)
    say(f"{made.name}: {len(made.content)} B")
    for one in made.cut:
        say(f"{one.group}.{one.field}: {one.length} > {one.longest}")


COMMANDS = [records]
