"""Tables of codes: which are loaded, and the ministry's workbook of ICD-10."""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click
from openpyxl.utils import column_index_from_string, get_column_letter

from hoaban.kernel import clock
from hoaban.ops.cli.console import COULD_NOT, database, operator, print_json, say

if TYPE_CHECKING:
    from hoaban.foundation.codes.api import DiagnosisTable

_DAY = click.DateTime(["%Y-%m-%d"])
_SHOWN = 20


@click.group()
def codes() -> None:
    """Danh mục mã. / Tables of codes."""


@codes.command("list")
@click.option("--json", "as_json", is_flag=True, help="Kết quả cho chương trình. / Output for programs.")
def list_tables(as_json: bool) -> None:
    """Các danh mục bệnh đã nạp. / The tables of diagnoses that were loaded."""
    with database():
        from hoaban.foundation.codes import api

        found = api.list_releases()
    if as_json:
        print_json([asdict(one) for one in found])
        return
    for one in found:
        click.echo(f"{one.valid_from}  {one.count:>6}  {one.legal_basis}  {one.source}")


@codes.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE.xlsx")
@click.option("--from", "starts_on", type=_DAY, required=True, help="Có hiệu lực từ ngày. / In force from.")
@click.option("--basis", default="", help="Căn cứ pháp lý. / Legal basis.")
@click.option("--sheet", default="", help="Tên trang tính. / Name of the sheet.")
@click.option(
    "--column", "named", multiple=True, metavar="WHAT=LETTER", help="code=R, vi=V, en=U, never_main=X ..."
)
@click.option(
    "--load", is_flag=True, help="Nạp; không có thì chỉ xem. / Load; without it nothing is changed."
)
def diagnoses(
    file: Path, starts_on: datetime, basis: str, sheet: str, named: tuple[str, ...], load: bool
) -> None:
    """Danh mục ICD-10 của Bộ Y tế: xem trước, rồi nạp. / The ministry's ICD-10: look at it first, then load it.

    Exit status 0: read whole (and loaded); 1: some lines were left out; 2: nothing can be made of it.
    """
    from hoaban.connect import sheets

    columns = {what: column_index_from_string(letter) - 1 for what, letter in (_pair(one) for one in named)}
    _, rows = sheets.read_grid(file.read_bytes(), name=sheet)
    with database():
        from hoaban.foundation.codes import api

        table = api.read_diagnosis_table(rows, named=columns)
        if table.lacking:
            say(
                f"Không thấy cột: {', '.join(table.lacking)}. Hãy chỉ ra bằng --column.",
                f"These columns were not found: {', '.join(table.lacking)}. Name them with --column.",
            )
            sys.exit(COULD_NOT)
        _tell(table, api.compare_diagnoses(table.found.values(), starts_on.date()))
        if load:
            count = api.load_diagnoses(
                actor=operator(api.LOAD), found=table.found.values(), valid_from=starts_on.date(), legal_basis=basis,
                source=file.name, now=clock.now(),
            )  # fmt: skip
            say(f"Đã nạp {count} mã.", f"{count} codes were loaded.")
    sys.exit(1 if table.faults else 0)


def _pair(text: str) -> tuple[str, str]:
    what, _, letter = text.partition("=")
    if not what or not letter.isalpha() or len(letter) > 2:
        raise click.BadParameter(text, param_hint="--column")
    return what, letter.upper()


def _tell(table: DiagnosisTable, difference: tuple[int, int, int]) -> None:
    """What was read, and how it differs from the table in force then."""
    places = sorted(table.columns.items())
    click.echo(", ".join(f"{what}: {get_column_letter(place + 1)}" for what, place in places))
    flags = Counter(flag for one in table.found.values() for flag in one.flags)
    click.echo(
        f"{len(table.found)}  " + "  ".join(f"{flag} {count}" for flag, count in sorted(flags.items()))
    )
    new, changed, missing = difference
    say(
        f"So với danh mục đang dùng: mới {new}, khác {changed}, không còn {missing}.",
        f"Beside the table in force: {new} new, {changed} different, {missing} no more there.",
    )
    for one in table.faults[:_SHOWN]:
        say(f"Dòng {one.line}: {one.vi}", f"Line {one.line}: {one.en}")
    if (more := len(table.faults) - _SHOWN) > 0:
        say(f"... và {more} dòng khác.", f"... and {more} other lines.")


COMMANDS = [codes]
