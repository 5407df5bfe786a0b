"""The staff file of the sector."""

from __future__ import annotations

import sys
from datetime import datetime

import click

from hoaban.kernel import clock
from hoaban.ops.cli.console import database, operator, print_json, say


@click.group()
def staff() -> None:
    """Nhân lực y tế. / The health workforce."""


@staff.command()
@click.option("--qualification", default="midwife", show_default=True, help="Chức danh. / Profession.")
@click.option("--kind", default="commune_station", show_default=True, help="Loại cơ sở. / Kind of facility.")
@click.option(
    "--on", type=click.DateTime(["%Y-%m-%d"]), help="Ngày (mặc định: hôm nay). / Day (default: today)."
)
@click.option("--json", "as_json", is_flag=True, help="Kết quả cho chương trình. / Output for programs.")
def lacking(qualification: str, kind: str, on: datetime | None, as_json: bool) -> None:
    """Nơi thiếu người có giấy phép còn hiệu lực. / Facilities that lack somebody with a valid licence.

    Exit status 0: none lacks; 1: some do.
    """
    with database():
        from hoaban.foundation.places import api as places
        from hoaban.foundation.workforce import api as workforce

        for given, known, name in (
            (qualification, workforce.professions(), "--qualification"),
            (kind, places.facility_kinds(), "--kind"),
        ):
            if given not in known:
                raise click.BadParameter(", ".join(known), param_hint=name)
        day = on.date() if on else clock.vietnam_day(clock.now())
        found = workforce.list_coverage(
            actor=operator("workforce.read"), on=day, kind=kind, profession=qualification
        )
    missing = [one for one in found if one.lacking]
    if as_json:
        print_json(
            [
                {"code": one.facility.code, "name": one.facility.name, "lacking": one.lacking}
                for one in missing
            ]
        )
    else:
        for one in missing:
            click.echo(f"{one.facility.code} {one.facility.name}: -{one.lacking}")
        say(
            f"{len(missing)} / {len(found)} cơ sở còn thiếu.",
            f"{len(missing)} of {len(found)} facilities lack somebody.",
        )
    sys.exit(1 if missing else 0)


COMMANDS = [staff]
