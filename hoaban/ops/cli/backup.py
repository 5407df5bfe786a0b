"""Back up, and restore to a moment."""

from __future__ import annotations

import shutil
from pathlib import Path

import click

from hoaban.kernel import clock
from hoaban.kernel.clock import VIETNAM
from hoaban.kernel.errors import Conflict
from hoaban.ops.cli.console import print_json, say
from hoaban.ops.runtime import backup as backups
from hoaban.ops.runtime import installation
from hoaban.ops.runtime import restore as restoring

_JSON = click.option(
    "--json", "as_json", is_flag=True, help="Kết quả cho chương trình. / Output for programs."
)


def _embedded() -> installation.Installation:
    here = installation.from_environment()
    if not here.embedded:
        raise Conflict(
            "Cơ sở dữ liệu ở ngoài (DATABASE_URL); sao lưu bằng công cụ của nơi đó.",
            "The database is elsewhere (DATABASE_URL); back it up with that place's tools.",
        )
    return here


@click.command()
@click.option("--list", "only_list", is_flag=True, help="Chỉ liệt kê. / Only list.")
@_JSON
def backup(only_list: bool, as_json: bool) -> None:
    """Sao lưu ngay (tự động mỗi đêm). / Back up now (done by itself every night)."""
    here = _embedded()
    if not only_list:
        backups.make_backup(here.cluster, here.backup_folder, keep=here.backups_kept, now=clock.now())
    known = backups.list_backups(here.backup_folder)
    if as_json:
        print_json([
            {"folder": str(one.folder), "finished_at": one.finished_at.isoformat(), "bytes": one.size} for one in known
        ])  # fmt: skip
        return
    for one in known:
        click.echo(
            f"{one.finished_at.astimezone(VIETNAM):%Y-%m-%d %H:%M:%S}  {one.size >> 20:>7} MiB  {one.folder}"
        )
    if not only_list:
        say(
            f"Đã sao lưu. Khóa bí mật ({here.secrets_folder}) không nằm trong bản sao lưu; hãy cất riêng.",
            f"Backed up. The secrets ({here.secrets_folder}) are not in the backup; keep them apart.",
        )


@click.command()
@click.option(
    "--to", "moment", metavar="TIME", help="2026-11-22T17:30; giờ Việt Nam. / Viet Nam time without a zone."
)
@click.option("--into", required=True, type=click.Path(path_type=Path), help="Thư mục mới. / A new folder.")
@_JSON
def restore(moment: str | None, into: Path, as_json: bool) -> None:
    """Khôi phục dữ liệu của một thời điểm vào thư mục mới. / Restore a moment into a new folder.

    Dữ liệu đang dùng không bị đụng đến. / The data in use are not touched.
    """
    here = _embedded()
    to = restoring.read_time(moment) if moment else None
    if here.cluster.answers():
        backups.flush_archive(here.cluster)
    say("Đang khôi phục …", "Restoring …")
    done = restoring.restore(here.backup_folder, into.absolute(), to=to)
    if here.secrets_folder.is_dir():
        shutil.copytree(here.secrets_folder, into / "secrets", dirs_exist_ok=True)
    last = done.last_change_at.astimezone(VIETNAM).isoformat() if done.last_change_at else ""
    if as_json:
        print_json({"folder": str(into), "base": str(done.base.folder), "last_change_at": last or None})
    say(
        f"Đã khôi phục; thay đổi cuối cùng: {last or '—'}. Chạy bằng: HOABAN_VAR={into} hoaban serve",
        f"Restored; last change: {last or '-'}. Serve it with: HOABAN_VAR={into} hoaban serve",
    )


COMMANDS = [backup, restore]
