"""Start, stop and empty an installation."""

from __future__ import annotations

import shlex
import shutil

import click

from hoaban.kernel.errors import Conflict
from hoaban.ops.cli.console import say
from hoaban.ops.runtime import installation, supervisor


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
    if not (here.cluster.data / "PG_VERSION").exists() and not here.secrets_folder.exists():
        raise Conflict(
            f"{here.var} không phải là dữ liệu của Hoa Ban.", f"{here.var} does not hold data of Hoa Ban."
        )
    if not yes:
        click.confirm(f"Xóa / Delete {here.var}?", abort=True, err=True)
    with here.cluster.held():  # refuses while it is served
        shutil.rmtree(here.var)
    say(f"Đã xóa {here.var}.", f"Deleted {here.var}.")


COMMANDS = [serve, stop, worker, secrets, reset]
