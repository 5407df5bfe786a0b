"""The forms of the province: what there is, bringing one in, publishing, retiring, comparing, taking one out."""

from __future__ import annotations

import sys
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hoaban.kernel import clock
from hoaban.kernel.errors import NotFound
from hoaban.ops.cli.console import COULD_NOT, database, operator, print_json, say

if TYPE_CHECKING:
    from hoaban.shared.forms.api import Version

KEEP = "forms.manage"
_DAY = click.DateTime(["%Y-%m-%d"])


@click.group()
def forms() -> None:
    """Biểu mẫu. / Forms."""


@forms.command("list")
@click.option("--json", "as_json", is_flag=True, help="Kết quả cho chương trình. / Output for programs.")
def list_forms(as_json: bool) -> None:
    """Các biểu mẫu và phiên bản. / Forms and their versions."""
    with database():
        from hoaban.shared.forms import api

        today = clock.vietnam_day(clock.now())
        found = [_told(one, today) for versions in api.list_forms() for one in versions]
        shipped = [one.file for one in api.shipped_forms()]
    if as_json:
        print_json({"versions": found, "shipped": shipped})
        return
    for one in found:
        click.echo(
            "  ".join(str(one[name] or "-") for name in ("url", "version", "state", "from", "until", "title"))
        )
    say(f"Đi kèm phần mềm: {', '.join(shipped)}", f"Come with the product: {', '.join(shipped)}")


@forms.command()
@click.argument("file", metavar="FILE.json")
@click.option("--basis", default="", help="Căn cứ pháp lý. / Legal basis.")
@click.option("--shipped", is_flag=True, help="FILE đi kèm phần mềm. / FILE comes with the product.")
def bring(file: str, basis: str, shipped: bool) -> None:
    """Đưa một Questionnaire vào làm bản thảo. / Bring a Questionnaire in as a draft."""
    if not shipped and not Path(file).is_file():
        raise click.BadParameter(file, param_hint="FILE.json")
    with database():
        from hoaban.shared.forms import api

        body, known = _shipped(file) if shipped else (Path(file).read_bytes(), "")
        try:
            version = api.bring_form(
                actor=operator(KEEP), body=body, legal_basis=basis or known, now=clock.now()
            )
        except api.FormInvalid as invalid:
            for one in invalid.faults:
                say(f"{one.place or '-'}: {one.vi}", f"{one.place or '-'}: {one.en}")
            sys.exit(COULD_NOT)
    say(f"Đã đưa vào: {version.canonical}", f"Brought in: {version.canonical}")


@forms.command()
@click.option("--from", "starts_on", type=_DAY, help="Có hiệu lực từ ngày. / In force from.")
def install(starts_on: datetime | None) -> None:
    """Ban hành các biểu mẫu đi kèm phần mềm. / Publish the forms that come with the product."""
    with database():
        from hoaban.shared.forms import api

        now = clock.now()
        day = starts_on.date() if starts_on else clock.vietnam_day(now)
        found = api.install_shipped(actor=operator(KEEP), starts_on=day, now=now)
    for one in found:
        click.echo(one.canonical)
    say(f"Đã ban hành {len(found)} biểu mẫu.", f"{len(found)} forms published.")


@forms.command()
@click.argument("url")
@click.argument("version")
@click.option("--from", "starts_on", type=_DAY, required=True, help="Có hiệu lực từ ngày. / In force from.")
def publish(url: str, version: str, starts_on: datetime) -> None:
    """Ban hành một bản thảo. / Publish a draft."""
    with database():
        from hoaban.shared.forms import api

        found = api.publish_form(
            actor=operator(KEEP), canonical=f"{url}|{version}", starts_on=starts_on.date(), now=clock.now()
        )
    say(f"Đã ban hành: {found.canonical}", f"Published: {found.canonical}")


@forms.command()
@click.argument("url")
@click.argument("version")
@click.option("--last-day", type=_DAY, required=True, help="Ngày cuối. / Last day.")
@click.option("--why", required=True, help="Lý do. / Reason.")
def retire(url: str, version: str, last_day: datetime, why: str) -> None:
    """Ngừng dùng một phiên bản. / Retire a version."""
    with database():
        from hoaban.shared.forms import api

        found = api.retire_form(
            actor=operator(KEEP),
            canonical=f"{url}|{version}",
            last_day=last_day.date(),
            why=why,
            now=clock.now(),
        )
    say(f"Đã ngừng: {found.canonical}", f"Retired: {found.canonical}")


@forms.command()
@click.argument("url")
@click.argument("version")
def discard(url: str, version: str) -> None:
    """Bỏ một bản thảo. / Throw a draft away."""
    with database():
        from hoaban.shared.forms import api

        api.discard_draft(actor=operator(KEEP), canonical=f"{url}|{version}", now=clock.now())
    say("Đã bỏ bản thảo.", "The draft is thrown away.")


@forms.command()
@click.argument("url")
@click.argument("version")
def export(url: str, version: str) -> None:
    """Xuất một phiên bản (FHIR JSON) ra đầu ra chuẩn. / Write a version (FHIR JSON) to standard output."""
    with database():
        from hoaban.shared.forms import api

        found = api.export_version(f"{url}|{version}", on=clock.vietnam_day(clock.now()))
    click.echo(found.decode())


@forms.command()
@click.argument("url")
@click.argument("old")
@click.argument("new")
def compare(url: str, old: str, new: str) -> None:
    """Phiên bản mới khác gì bản cũ. / What changed from one version to another.

    Exit status 0: nothing; 1: something did.
    """
    with database():
        from hoaban.shared.forms import api

        changes = api.compare_versions(f"{url}|{old}", f"{url}|{new}")
    for one in changes:
        click.echo(f"{one.kind} {one.link_id or '-'} {', '.join(one.fields)}".rstrip())
    sys.exit(1 if changes else 0)


def _shipped(file: str) -> tuple[bytes, str]:
    """(text, legal basis) of a form that comes with the product. :raises NotFound: there is none of this name."""
    from hoaban.shared.forms import api

    for one in api.shipped_forms():
        if one.file == file:
            return one.body, one.basis
    raise NotFound(f"Không có biểu mẫu đi kèm tên {file}.", f"No form named {file} comes with the product.")


def _told(version: Version, today: date) -> dict[str, str | date | None]:
    period = version.period
    return {
        "url": version.url, "version": version.version, "state": version.state(today).value, "title": version.title_vi,
        "basis": version.legal_basis, "from": period.start if period else None, "until": period.end if period else None,
    }  # fmt: skip


COMMANDS = [forms]
