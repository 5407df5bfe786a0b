"""Backups by PostgreSQL's own tools: a base backup each night, and every piece of the write-ahead log between.

    FOLDER/base/20261122T170000Z/   base.tar.gz, pg_wal.tar.gz, backup_manifest, about.json
    FOLDER/wal/                     the pieces, compressed; kept from the oldest base backup on
    FOLDER/wal/wanted               tells the server to keep pieces (archive.sh)

The secrets are not in a backup; keep VAR/secrets apart from it.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psycopg

from hoaban.kernel.errors import Conflict, HoaBanError
from hoaban.ops.runtime.binaries import binaries, give, major_version
from hoaban.ops.runtime.postgres import OWNER, Cluster

_ARCHIVED_WITHIN = 60.0
_ARCHIVER = "select last_archived_wal, last_failed_time > coalesce(last_archived_time, '-infinity') from pg_stat_archiver"
_PIECE = re.compile(r"([0-9A-F]{24})(\.[0-9A-F]{8}\.backup)?\.gz")


class BackupFailed(HoaBanError):
    """PostgreSQL's tool could not make the backup."""


class NotRunning(Conflict):
    """A backup is taken from a running database."""


@dataclass(frozen=True, slots=True)
class Backup:
    """One base backup. It can be restored to any moment from ``finished_at`` on."""

    folder: Path
    started_at: datetime
    finished_at: datetime
    version: int
    first_piece: str
    size: int


def make_backup(cluster: Cluster, folder: Path, *, keep: int, now: datetime) -> Backup:
    """Take a base backup of the running cluster into ``folder``, then drop all but the newest ``keep``.

    A backup that is cut short leaves only a ``.part`` folder, dropped by the next one.

    :raises NotRunning: the database does not answer.
    :raises BackupFailed: it could not be made.
    """
    if not cluster.answers():
        raise NotRunning(
            "Cơ sở dữ liệu không chạy; hãy chạy hoaban serve.",
            "The database is not running; run hoaban serve.",
        )
    pieces = folder / "wal"
    pieces.mkdir(parents=True, exist_ok=True, mode=0o700)
    give(pieces)
    (pieces / "wanted").touch()
    base = folder / "base"
    base.mkdir(exist_ok=True, mode=0o700)
    for left in base.glob("*.part"):
        shutil.rmtree(left)
    final = base / now.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    part = final.with_suffix(".part")
    _copy(cluster, part)
    about = {
        "started_at": now.isoformat(),
        "finished_at": _server_time(cluster).isoformat(),
        "version": major_version(),
        "first_piece": _first_piece(part),
        "size": sum(path.stat().st_size for path in part.iterdir()),
    }
    (part / "about.json").write_text(json.dumps(about, indent=1))
    part.rename(final)
    flush_archive(cluster)
    _drop_old(folder, keep)
    return _read(final)


def list_backups(folder: Path) -> list[Backup]:
    """All complete base backups, the oldest first."""
    found = [_read(path.parent) for path in folder.glob("base/*/about.json") if path.parent.suffix != ".part"]
    return sorted(found, key=lambda backup: backup.finished_at)


def flush_archive(cluster: Cluster) -> None:
    """Have the server archive all that was committed until now, and wait for it.

    :raises BackupFailed: the archive does not take it.
    """
    with psycopg.connect(cluster.owner_dsn, autocommit=True) as owner:
        # right after a switch another one does nothing; with something written it always ends a piece
        owner.execute("select pg_create_restore_point('hoaban')")
        switched = owner.execute("select pg_walfile_name(pg_switch_wal())").fetchone()
        piece = str(switched[0]) if switched else ""
        until = time.monotonic() + _ARCHIVED_WITHIN
        while time.monotonic() < until:
            archived, failing = owner.execute(_ARCHIVER).fetchone() or (None, None)
            if archived is not None and archived[:24] >= piece:
                return
            if failing:
                break
            time.sleep(0.1)
    raise BackupFailed(
        "Không lưu được nhật ký ghi của cơ sở dữ liệu; kiểm tra ổ đĩa của thư mục sao lưu.",
        "The database's write-ahead log could not be archived; check the disk of the backup folder.",
    )


def _copy(cluster: Cluster, target: Path) -> None:
    command = [
        str(binaries() / "pg_basebackup"), "-h", str(cluster.socket_folder), "-U", OWNER, "-D", str(target),
        "-F", "tar", "-X", "stream", "--compress", "client-gzip:1", "--checkpoint", "fast", "--no-password",
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        shutil.rmtree(target, ignore_errors=True)
        raise BackupFailed(
            f"Sao lưu không thành: {done.stderr.strip()}", f"The backup failed: {done.stderr.strip()}"
        )


def _server_time(cluster: Cluster) -> datetime:
    with psycopg.connect(cluster.owner_dsn) as owner:
        row = owner.execute("select clock_timestamp()").fetchone()
    if row is None:
        raise BackupFailed("Cơ sở dữ liệu không trả lời.", "The database does not answer.")
    moment: datetime = row[0]
    return moment


def _first_piece(folder: Path) -> str:
    """The name of the first piece of the write-ahead log that this base backup needs."""
    ranges = json.loads((folder / "backup_manifest").read_text())["WAL-Ranges"]
    high, low = (int(half, 16) for half in ranges[0]["Start-LSN"].split("/"))
    return f"{ranges[0]['Timeline']:08X}{high:08X}{low >> 24:08X}"


def _read(folder: Path) -> Backup:
    about = json.loads((folder / "about.json").read_text())
    return Backup(
        folder,
        datetime.fromisoformat(about["started_at"]),
        datetime.fromisoformat(about["finished_at"]),
        about["version"],
        about["first_piece"],
        about["size"],
    )


def _drop_old(folder: Path, keep: int) -> None:
    """Drop base backups beyond ``keep``, and the pieces that only they needed."""
    known = list_backups(folder)
    for old in known[:-keep]:
        shutil.rmtree(old.folder)
    oldest = known[-keep:][0].first_piece
    for path in (folder / "wal").iterdir():
        named = _PIECE.fullmatch(path.name)
        # the first eight digits count recoveries, the rest the place in the log
        if named and named[1][8:] < oldest[8:]:
            path.unlink()
