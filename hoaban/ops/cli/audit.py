"""Prove the trail."""

from __future__ import annotations

import dataclasses
import sys

import click

from hoaban.ops.cli.console import database, print_json, say


@click.group()
def audit() -> None:
    """Nhật ký truy cập. / The trail of who did what."""


@audit.command()
@click.option("--json", "as_json", is_flag=True, help="Kết quả cho chương trình. / Output for programs.")
def verify(as_json: bool) -> None:
    """Chứng minh nhật ký còn nguyên vẹn, hoặc chỉ ra chỗ hỏng đầu tiên. / Prove the trail whole, or name the first break.

    Exit status 1 when it is broken.
    """
    with database():
        from hoaban.foundation.audit import api as trail

        verdict = trail.verify(_tell if sys.stderr.isatty() else None)
    if as_json:
        print_json(dataclasses.asdict(verdict))
    elif verdict.first_break is None:
        click.echo(
            f"Nguyên vẹn: {verdict.entries} mục trong {verdict.blocks} khối, {verdict.signatures} chữ ký, "
            f"{verdict.unsealed} mục chưa niêm phong."
        )
        click.echo(
            f"Whole: {verdict.entries} entries in {verdict.blocks} blocks, {verdict.signatures} signatures, "
            f"{verdict.unsealed} entries not yet sealed."
        )
    else:
        say(verdict.first_break.message_vi, verdict.first_break.message_en)
    sys.exit(0 if verdict.ok else 1)


def _tell(entries: int, blocks: int) -> None:
    click.echo(f"\r{entries} / {blocks}", err=True, nl=False)


COMMANDS = [audit]
