"""The invented province."""

from __future__ import annotations

import logging
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from hoaban.kernel import clock
from hoaban.kernel.errors import Conflict
from hoaban.ops.cli.console import database, operator, print_json, say

if TYPE_CHECKING:
    from hoaban.kernel.actor import Actor
    from hoaban.ops.demo.build import Built, Plan


@click.group()
def demo() -> None:
    """Tỉnh giả lập. / The invented province."""


@demo.command()
@click.option(
    "--people", default=5000, show_default=True, type=click.IntRange(1, 990_000), help="Số người. / People."
)
@click.option(
    "--years",
    default=1.0,
    show_default=True,
    type=click.FloatRange(0.1, 3),
    help="Số năm. / Years of visits.",
)
@click.option(
    "--seed", default=1, show_default=True, help="Hạt giống. / Seed; the same seed, the same province."
)
@click.option(
    "--until", type=click.DateTime(["%Y-%m-%d"]), help="Ngày cuối. / Last day (default: yesterday)."
)
@click.option("--out", type=click.Path(path_type=Path), help="Giữ lại tệp ở đây. / Keep the files here.")
@click.option("--json", "as_json", is_flag=True, help="Kết quả cho chương trình. / Output for programs.")
def build(
    people: int, years: float, seed: int, until: datetime | None, out: Path | None, as_json: bool
) -> None:
    """Dựng tỉnh giả lập qua các cửa thật. / Build the invented province through the real doors."""
    with database():
        from django.conf import settings

        from hoaban.ops.demo import build as building

        if not settings.DEMO:
            raise Conflict(
                "Chế độ production không nhận dữ liệu giả lập.", "Production takes no invented data."
            )
        for name in ("hoaban.fhir", "weasyprint.progress", "fontTools"):
            logging.getLogger(name).setLevel(logging.WARNING)  # the bar tells how far it is
        now = clock.now()
        plan = building.Plan(people, years, seed, until.date() if until else _yesterday(now))
        built = _build(plan, var=settings.VAR, out=out, now=now, as_json=as_json)
        if as_json:
            print_json({"people": built.people, "dossiers": built.dossiers, "bundles": built.bundles})
        else:
            say("Đã nạp xong tỉnh giả lập.", "The invented province is loaded.")


def _build(plan: Plan, *, var: Path, out: Path | None, now: datetime, as_json: bool) -> Built:
    """Accounts first, so that one can sign in while the province is loading."""
    from hoaban.ops.demo import build as building
    from hoaban.ops.demo import faults, loading

    officer = operator(
        "accounts.manage", "system.manage", "workforce.read", "workforce.manage", "people.find", "audit.read",
        "people.register", "people.households", "forms.manage", "prescribing.lists", "scheduling.manage",
        "hospital.services",
    )  # fmt: skip
    faults.write_faulty_files(var / faults.FOLDER, until=plan.until)
    with loading.telling(var / "demo", wanted=plan.people) as teller:
        building.prepare(officer=officer, var=var, now=now)
        if not as_json:
            _tell_how_to_begin(var)
        with _bar(hidden=as_json) as bar:
            task = bar.add_task("Nạp dữ liệu giả lập / loading", total=plan.people)

            def tell(state: loading.Loading) -> None:
                teller.tell(state)
                bar.update(task, completed=state.loaded)

            folder = out or var / "demo"
            built = building.build(
                plan, officer=officer, folder=folder, keep=out is not None, now=now, progress=tell,
                meanwhile=lambda: building.furnish(officer=officer, now=now),
            )  # fmt: skip
            building.settle(plan, officer=officer, now=now)
            bar.update(task, completed=built.people)
            building.show_who_is_there(plan, officer=officer, folder=folder, now=clock.now())
            _show_daily_work(officer, now)
            building.open_the_rooms(plan, var=var, now=clock.now())
            return built


def _show_daily_work(officer: Actor, now: datetime) -> None:
    """What offices of the demo have on their desks; each once."""
    from hoaban.ops.demo.assessments import note_demo_assessments
    from hoaban.ops.demo.breaches import report_demo_breaches
    from hoaban.ops.demo.consents import take_demo_consents
    from hoaban.ops.demo.rights import ask_demo_requests
    from hoaban.ops.demo.unusual import show_unusual_use

    take_demo_consents(now=now)
    ask_demo_requests(now=now)
    report_demo_breaches(now=now)
    note_demo_assessments(now=now)
    show_unusual_use(officer=officer, now=clock.now())


def _yesterday(now: datetime) -> date:
    return date.fromordinal(clock.vietnam_day(now).toordinal() - 1)


def _bar(*, hidden: bool) -> Progress:
    return Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
        console=Console(stderr=True), disable=hidden,
    )  # fmt: skip


def _tell_how_to_begin(var: Path) -> None:
    """One account per role, one password for all of them; files to try the upload page with."""
    from hoaban.ops.demo import accounts as demo_accounts
    from hoaban.ops.demo import faults

    click.echo("")
    for one in demo_accounts.read_accounts():
        click.echo(f"  {one.username:<14} {one.post_vi} / {one.post_en}")
    click.echo(f"\n  Mật khẩu chung / shared password: {demo_accounts.demo_password(var)}\n")
    say(
        f"Tệp có lỗi để thử trang gửi hồ sơ: {var / faults.FOLDER}",
        f"Files with faults, to try the upload page: {var / faults.FOLDER}",
    )


COMMANDS = [demo]
