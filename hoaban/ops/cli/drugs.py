"""Drug lists of facilities, and the diagnoses of long supply."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import click

from hoaban.kernel import clock
from hoaban.ops.cli.console import database, operator, say

_DAY = click.DateTime(["%Y-%m-%d"])
_SHOWN = 50


@click.group()
def drugs() -> None:
    """Danh mục thuốc. / Drug lists."""


@drugs.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE.xlsx")
@click.option("--facility", required=True, metavar="CODE", help="Mã cơ sở. / Code of the facility.")
@click.option(
    "--from",
    "starts_on",
    type=_DAY,
    help="Áp dụng từ ngày (mặc định: hôm nay). / In force from (default: today).",
)
@click.option(
    "--load", is_flag=True, help="Áp dụng; không có thì chỉ xem. / Apply; without it nothing is changed."
)
def import_list(file: Path, facility: str, starts_on: datetime | None, load: bool) -> None:
    """Danh mục thuốc của một cơ sở: xem trước, rồi áp dụng. / A facility's drug list: look at it first, then apply it.

    Exit status 0: no faults (and applied); 1: faults, nothing was changed; 2: it cannot be read.
    """
    with database():
        from hoaban.shared.prescribing import api

        actor, now = operator(api.LISTS), clock.now()
        day = starts_on.date() if starts_on else clock.vietnam_day(now)
        draft = api.send_drugs(
            actor=actor,
            facility_code=facility,
            file_name=file.name,
            content=file.read_bytes(),
            valid_from=day,
            now=now,
        )
        found = api.see_list(actor=actor, draft=draft)
        for one in found.faults[:_SHOWN]:
            say(f"{one.place} {one.title}: {one.message_vi}", f"{one.place} {one.title}: {one.message_en}")
        say(
            f"Mới {found.count('new')}, đổi {found.count('changed')}, ngừng {len(found.ending)}, lỗi {len(found.faults)}.",
            f"{found.count('new')} new, {found.count('changed')} changed, {len(found.ending)} end, {len(found.faults)} faults.",
        )
        if load and not found.faults:
            api.apply_drugs(actor=actor, draft=draft, now=now)
            say("Đã áp dụng.", "Applied.")
    sys.exit(1 if found.faults else 0)


@drugs.command("long-supply")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE.xlsx")
@click.option("--from", "starts_on", type=_DAY, required=True, help="Có hiệu lực từ ngày. / In force from.")
@click.option("--basis", required=True, help="Căn cứ pháp lý. / Legal basis.")
def long_supply(file: Path, starts_on: datetime, basis: str) -> None:
    """Bệnh được kê đơn dài ngày (cột A: mã ICD-10, cột B: tên). / Diagnoses of long supply (A: code, B: name)."""
    from hoaban.connect import sheets

    _, rows = sheets.read_grid(file.read_bytes())
    found = [(str(row[0] or ""), str(row[1] or "") if len(row) > 1 else "") for row in rows if row]
    with database():
        from hoaban.shared.prescribing import api

        count = api.load_long_supply(
            actor=operator("codes.manage"),
            found=found,
            valid_from=starts_on.date(),
            legal_basis=basis,
            now=clock.now(),
        )
    say(f"Đã nạp {count} mã.", f"{count} codes were loaded.")


COMMANDS = [drugs]
