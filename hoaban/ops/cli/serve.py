"""Start, stop and empty an installation."""

from __future__ import annotations

import shlex
import shutil
from pathlib import Path

import click

from hoaban.kernel.errors import Conflict
from hoaban.ops.cli.console import say
from hoaban.ops.runtime import installation, supervisor

_OURS = frozenset({
    "backup", "breach-list", "claims-to-try", "cluster.lock", "demo", "imports", "inbox", "log", "metrics", "pg", "pg.new", "run",
    "secrets", "state.json", "state.new", "static", "trail", "uploads",
})  # fmt: skip
"""What an installation makes in its data folder. A folder that holds anything else is somebody's."""


@click.command()
@click.option(
    "--then", default="", help="Lệnh hoaban chạy một lần khi đã sẵn sàng. / Command to run once when ready."
)
def serve(then: str) -> None:
    """Chạy tất cả: cơ sở dữ liệu, web, việc nền. / Run everything: database, web, background work."""
    here = installation.from_environment()
    supervisor.Supervisor(here, say=say, then=tuple(shlex.split(then))).run()


@click.command()
def stop() -> None:
    """Dừng hệ thống đang chạy. / Stop the running installation."""
    if supervisor.stop(installation.from_environment()):
        say("Đã dừng.", "Stopped.")
    else:
        say("Không có gì đang chạy.", "Nothing is running.")


@click.command()
@click.option("--only", type=click.Choice(["jobs", "feed"]), help="Chỉ một phần. / One part only.")
def worker(only: str | None) -> None:
    """Chỉ chạy việc nền (hàng đợi và dòng tin). / Run only background work (jobs and feed)."""
    from hoaban.ops.runtime import background

    background.run(installation.from_environment(), ("jobs", "feed") if only is None else (only,), say=say)


@click.command()
def secrets() -> None:
    """Tạo các khóa bí mật còn thiếu. / Make the secrets that are missing."""
    here = installation.from_environment()
    made = installation.make_secrets(here.secrets_folder)
    names = ", ".join(made) or "0"
    say(f"Đã tạo trong {here.secrets_folder}: {names}", f"Made in {here.secrets_folder}: {names}")


@click.command()
@click.option("--yes", is_flag=True, help="Không hỏi lại. / Do not ask.")
def reset(yes: bool) -> None:
    """Xóa toàn bộ dữ liệu của bản cài thử. / Delete all data of a trial installation."""
    here = installation.from_environment()
    if here.mode == "production":
        raise Conflict(
            "Không xóa dữ liệu ở chế độ production.",
            "Data are not deleted in production mode.",
        )
    if not here.var.exists():
        return
    _check_is_ours(here.var)
    if not yes:
        click.confirm(f"Xóa / Delete {here.var}?", abort=True, err=True)
    with here.cluster.held():  # refuses while it is served
        shutil.rmtree(here.var)
    say(f"Đã xóa {here.var}.", f"Deleted {here.var}.")


def _check_is_ours(folder: Path) -> None:
    """:raises Conflict: there is something in the folder that no installation made, such as a home's own files."""
    strangers = sorted({path.name for path in folder.iterdir()} - _OURS)
    if strangers:
        named = ", ".join(strangers[:3])
        raise Conflict(
            f"{folder} còn chứa thứ khác ({named}); không có gì bị xóa.",
            f"{folder} holds other things too ({named}); nothing was deleted.",
        )


COMMANDS = [serve, stop, worker, secrets, reset]
