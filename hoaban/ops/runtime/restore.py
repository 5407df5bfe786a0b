"""``hoaban restore``: a new cluster from a backup, as it was at a moment."""

from __future__ import annotations

import shutil
import subprocess
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import psycopg

from hoaban.kernel.clock import VIETNAM
from hoaban.kernel.errors import Conflict, HoaBanError, Invalid, NotFound
from hoaban.ops.runtime.backup import Backup, list_backups
from hoaban.ops.runtime.binaries import binaries, give, major_version
from hoaban.ops.runtime.postgres import DATABASE, Cluster, OtherVersion, stop_server

_ENDED_BEFORE_TARGET = "recovery ended before configured recovery target was reached"


class NoBackup(NotFound):
    """No base backup was finished before that moment."""


class FolderTaken(Conflict):
    """The folder to restore into holds something."""


class RestoreFailed(HoaBanError):
    """PostgreSQL could not recover to that moment."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What came of it. ``last_change_at`` is when the last change that is in it was committed, where known."""

    folder: Path
    base: Backup
    last_change_at: datetime | None


def read_time(text: str) -> datetime:
    """An ISO 8601 moment; without a zone it is the time of Viet Nam.

    :raises Invalid: it is not one.
    """
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as wrong:
        raise Invalid(
            f"“{text}” không phải là thời điểm; ví dụ: 2026-11-22T17:30",
            f"“{text}” is not a moment; for example: 2026-11-22T17:30",
        ) from wrong
    return moment if moment.tzinfo else moment.replace(tzinfo=VIETNAM)


def restore(backups: Path, into: Path, *, to: datetime | None) -> Restored:
    """Make in the new folder ``into`` a cluster as it was at ``to`` (None: at the last archived change).

    The result is a data folder: serve it with HOABAN_VAR. The original is not touched.

    :raises NoBackup: none is old enough.
    :raises FolderTaken: ``into`` is not empty.
    :raises RestoreFailed: see PostgreSQL's log in ``into``.
    """
    base = _choose(backups, to)
    if base.version != major_version():
        raise OtherVersion(
            f"Bản sao lưu của PostgreSQL {base.version}, máy này có {major_version()}.",
            f"The backup is of PostgreSQL {base.version}, this machine has {major_version()}.",
        )
    if into.exists() and any(into.iterdir()):
        raise FolderTaken(f"{into} không trống.", f"{into} is not empty.")
    cluster = Cluster(into, (("archive_mode", "off"), ("hot_standby", "off")))
    with cluster.held():
        _unpack(base, cluster.data)
        last_change_at = _recover(cluster, backups / "wal", to)
    return Restored(into, base, last_change_at)


def _choose(backups: Path, to: datetime | None) -> Backup:
    known = list_backups(backups)
    fitting = [backup for backup in known if to is None or backup.finished_at <= to]
    if fitting:
        return fitting[-1]
    if not known:
        raise NoBackup(f"Trong {backups} chưa có bản sao lưu nào.", f"There is no backup in {backups} yet.")
    earliest = f"{known[0].finished_at.astimezone(VIETNAM):%Y-%m-%d %H:%M:%S}"
    raise NoBackup(
        f"Không có bản sao lưu nào trước thời điểm đó; sớm nhất: {earliest}.",
        f"There is no backup from before that moment; the earliest: {earliest}.",
    )


def _unpack(base: Backup, data: Path) -> None:
    data.mkdir(mode=0o700)
    _run(["tar", "--no-same-owner", "-xzf", str(base.folder / "base.tar.gz"), "-C", str(data)])
    _run(["tar", "--no-same-owner", "-xzf", str(base.folder / "pg_wal.tar.gz"), "-C", str(data / "pg_wal")])
    shutil.copyfile(base.folder / "backup_manifest", data / "backup_manifest")
    _run([str(binaries() / "pg_verifybackup"), "--no-parse-wal", "--quiet", str(data)])


def _run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RestoreFailed(
            f"Bản sao lưu bị hỏng: {done.stderr.strip()}", f"The backup is damaged: {done.stderr.strip()}"
        )


def _recover(cluster: Cluster, pieces: Path, to: datetime | None) -> datetime | None:
    try:
        return _replay(cluster, pieces, to)
    except _EndedEarly:
        # everything archived lies before that moment, so all of it belongs into the result
        return _replay(cluster, pieces, None)


class _EndedEarly(Exception):
    """The archive ends before the moment asked for."""


def _replay(cluster: Cluster, pieces: Path, to: datetime | None) -> datetime | None:
    """Run the server until it has replayed the log and taken its own life up; then stop it."""
    quoted = str(pieces).replace("'", "'\\''").replace("%", "%%")
    target = (("recovery_target_time", to.isoformat()), ("recovery_target_action", "promote")) if to else ()
    command = f"gzip -dc '{quoted}/%f.gz' > '%p'"
    recovering = Cluster(cluster.folder, (*cluster.settings, ("restore_command", command), *target))
    (cluster.data / "recovery.signal").touch()
    recovering.create()
    give(recovering.data)
    process = recovering.launch()
    try:
        while not _is_out_of_recovery(recovering):
            if process.poll() is not None:
                _explain(recovering.log)
            time.sleep(0.1)
        return _last_change_at(recovering)
    finally:
        stop_server(process)


def _explain(log: Path) -> None:
    told = log.read_text(errors="replace")
    if _ENDED_BEFORE_TARGET in told:
        log.write_text(told.replace(_ENDED_BEFORE_TARGET, "the archive ends before that moment"))
        raise _EndedEarly
    raise RestoreFailed(
        f"PostgreSQL không khôi phục được; xem {log}.", f"PostgreSQL could not recover; see {log}."
    )


def _is_out_of_recovery(cluster: Cluster) -> bool:
    if not cluster.answers():
        return False
    with psycopg.connect(cluster.owner_dsn) as owner:
        row = owner.execute("select pg_is_in_recovery()").fetchone()
    return row is not None and not row[0]


def _last_change_at(cluster: Cluster) -> datetime | None:
    """When the last replayed transaction was committed; the server remembers it until it stops."""
    with psycopg.connect(cluster.owner_dsn.replace("dbname=postgres", f"dbname={DATABASE}")) as owner:
        row = owner.execute("select pg_last_xact_replay_timestamp()").fetchone()
    return row[0] if row else None
