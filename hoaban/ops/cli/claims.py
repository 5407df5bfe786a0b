"""Bring data in from files."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import click

from hoaban.kernel import clock
from hoaban.kernel.actor import Actor, Purpose
from hoaban.kernel.errors import Busy
from hoaban.ops.cli.console import COULD_NOT, database, operator, progress_bar, say

if TYPE_CHECKING:
    from hoaban.shared.claims.api import DossierReport, FileReport

_LABELS = ("label.hiv", "label.tb", "label.abortion", "label.sexual_violence", "label.mental", "label.donor")
_SHOWN = 20


class DatabaseLost(Busy):
    """The database went away in mid-import. What was committed stands; the batch can be resumed."""


@click.group(name="import")
def import_() -> None:
    """Nhập dữ liệu từ tệp. / Bring data in from files."""


@import_.command()
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option(
    "--receipt",
    default="",
    help="Mã giao dịch của Cổng BHXH đã tiếp nhận. / Receipt of the insurer's portal.",
)
@click.option(
    "--resume", type=click.UUID, help="Làm tiếp một lô bị dừng. / Go on with a batch that was stopped."
)
@click.option("--json", "as_json", is_flag=True, help="Kết quả cho chương trình. / Output for programs.")
@click.option("--quiet", is_flag=True, help="Không hiện tiến độ. / No progress bar.")
def claims(paths: tuple[Path, ...], receipt: str, resume: UUID | None, as_json: bool, quiet: bool) -> None:
    """Nhập hồ sơ BHYT (tệp XML, thư mục, ZIP). / Import claim dossiers (XML files, folders, ZIP).

    Exit status 0: all accepted (with or without warnings); 1: some rejected; 2: could not run.
    """
    if bool(paths) == bool(resume):
        raise click.UsageError("Cần đường dẫn, hoặc --resume. / Name paths, or a batch to resume.")
    actor = operator(
        "claims.submit", "claims.read", f"record.read:{Purpose.PAYMENT}",
        f"record.write:{Purpose.PAYMENT}", *_LABELS,
    )  # fmt: skip
    with database():
        batch = resume or _open(actor, paths, receipt)
        say(f"Lô / batch {batch}")
        totals = _import(actor, batch, as_json=as_json, quiet=quiet)
    sys.exit(1 if totals["rejected"] or totals["unreadable_files"] else 0)


def _open(actor: Actor, paths: tuple[Path, ...], receipt: str) -> UUID:
    from hoaban.shared.claims import api

    return api.open_batch(
        actor=actor, source="cli", paths=paths, receipt=receipt, accepted_by_portal=bool(receipt), now=clock.now()
    )  # fmt: skip


def _import(actor: Actor, batch: UUID, *, as_json: bool, quiet: bool) -> dict[str, int]:
    """Read the batch and tell what was found. What stops it leaves it to be resumed, and says so."""
    from django.db import DatabaseError, InterfaceError

    try:
        _run(actor, batch, quiet=quiet)
        return _report(actor, batch, as_json=as_json)
    except (DatabaseError, InterfaceError) as failure:
        raise DatabaseLost(
            f"Mất kết nối cơ sở dữ liệu. Làm tiếp: hoaban import claims --resume {batch}",
            f"The database went away. To go on: hoaban import claims --resume {batch}",
        ) from failure
    except KeyboardInterrupt:
        say(
            f"Đã dừng. Làm tiếp: hoaban import claims --resume {batch}",
            f"Stopped. To go on: hoaban import claims --resume {batch}",
        )
        sys.exit(COULD_NOT)


def _run(actor: Actor, batch: UUID, *, quiet: bool) -> None:
    from hoaban.shared.claims import api

    with progress_bar(hidden=quiet) as bar:
        task = bar.add_task("Hồ sơ / dossiers", total=None)
        api.run_batch(
            batch,
            actor=actor,
            clock=clock.now,
            progress=lambda _file, taken: bar.update(task, advance=len(taken)),
        )


def _report(actor: Actor, batch: UUID, *, as_json: bool) -> dict[str, int]:
    """Print piece by piece what the batch holds, however large it is; returns its totals."""
    from hoaban.shared.claims import api

    totals = api.totals(actor=actor, batch_id=batch)
    if as_json:
        for piece in api.report_as_json(actor=actor, batch_id=batch, brief=True):
            click.echo(piece, nl=False)
        return totals
    for file, dossiers in api.each_file(actor=actor, batch_id=batch):
        _tell_file(file)
        shown = 0
        for one in dossiers:
            shown += one.verdict == "rejected"
            if one.verdict == "rejected" and shown <= _SHOWN:
                _tell_dossier(file, one)
    _tell_totals(totals)
    return totals


def _tell_file(file: FileReport) -> None:
    for one in file.findings:
        click.echo(f"{file.path}: {one.severity}: {one.message_vi} / {one.message_en}")


def _tell_dossier(file: FileReport, dossier: DossierReport) -> None:
    click.echo(f"{file.path}: {dossier.facility} {dossier.ma_lk}: {dossier.verdict}")
    for one in [one for one in dossier.findings if one.severity == "error"][:_SHOWN]:
        click.echo(f"  {one.code} {one.place}: {one.message_vi} / {one.message_en}")


def _tell_totals(totals: dict[str, int]) -> None:
    click.echo(
        f"{totals['dossiers']} hồ sơ / dossiers: {totals['accepted']} chấp nhận / accepted, "
        f"{totals['accepted_with_warnings']} có cảnh báo / with warnings, {totals['rejected']} từ chối / rejected; "
        f"{totals['unchanged']} không đổi / unchanged, {totals['corrected']} điều chỉnh / corrected"
    )


COMMANDS = [import_]
