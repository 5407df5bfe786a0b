"""Bring data in from files."""

from __future__ import annotations

import dataclasses
import sys
from pathlib import Path
from typing import Any
from uuid import UUID

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from hoaban.kernel import clock
from hoaban.kernel.actor import Purpose, system_actor
from hoaban.ops.cli.console import database, print_json, say

_LABELS = ("label.hiv", "label.tb", "label.abortion", "label.sexual_violence", "label.mental", "label.donor")
_SHOWN = 20


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
    actor = system_actor(
        "import-claims", "claims.submit", "claims.read", f"record.read:{Purpose.PAYMENT}",
        f"record.write:{Purpose.PAYMENT}", *_LABELS,
    )  # fmt: skip
    with database():
        from hoaban.shared.claims import api

        batch = resume or api.open_batch(
            actor=actor,
            source="cli",
            paths=paths,
            receipt=receipt,
            accepted_by_portal=bool(receipt),
            now=clock.now(),
        )
        say(f"Lô {batch}", "")
        with _progress(hidden=as_json or quiet) as bar:
            task = bar.add_task("Hồ sơ / dossiers", total=None)
            api.run_batch(
                batch,
                actor=actor,
                clock=clock.now,
                progress=lambda _file, taken: bar.update(task, advance=len(taken)),
            )
        report = api.report(actor=actor, batch_id=batch)
    if as_json:
        print_json(_as_json(report))
    else:
        _tell(report)
    sys.exit(1 if report.totals["rejected"] or report.totals["unreadable_files"] else 0)


def _progress(*, hidden: bool) -> Progress:
    return Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
        console=Console(stderr=True), disable=hidden,
    )  # fmt: skip


def _as_json(report: Any) -> dict[str, Any]:
    found = dataclasses.asdict(report)
    return {"batch": found["id"], "state": found["state"], "files": found["files"], "totals": found["totals"]}


def _tell(report: Any) -> None:
    for file in report.files:
        for one in file.findings:
            click.echo(f"{file.path}: {one.severity}: {one.message_vi} / {one.message_en}")
        for dossier in [one for one in file.dossiers if one.verdict == "rejected"][:_SHOWN]:
            click.echo(f"{file.path}: {dossier.facility} {dossier.ma_lk}: {dossier.verdict}")
            for one in [one for one in dossier.findings if one.severity == "error"][:_SHOWN]:
                place = " ".join(str(part) for part in (one.table, one.row, one.field) if part)
                click.echo(f"  {one.code} {place}: {one.message_vi} / {one.message_en}")
    totals = report.totals
    click.echo(
        f"{totals['dossiers']} hồ sơ / dossiers: {totals['accepted']} chấp nhận / accepted, "
        f"{totals['accepted_with_warnings']} có cảnh báo / with warnings, {totals['rejected']} từ chối / rejected; "
        f"{totals['unchanged']} không đổi / unchanged, {totals['corrected']} điều chỉnh / corrected"
    )


COMMANDS = [import_]
