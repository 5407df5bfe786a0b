"""Backups restore to a moment, and only what is needed is kept."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from hoaban.kernel import clock
from hoaban.ops.runtime import backup, restore
from hoaban.ops.runtime.postgres import Cluster
from hoaban.ops.runtime.tuning import archive_settings

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("clusters")]

SMALL = {"shared_buffers": "32MB", "max_wal_size": "64MB", "min_wal_size": "32MB"}


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    (tmp_path / "backup" / "wal").mkdir(parents=True)
    settings = SMALL | archive_settings(tmp_path / "backup" / "wal")
    with Cluster(tmp_path / "live", tuple(settings.items())).running() as running:
        with psycopg.connect(running.url, autocommit=True) as connection:
            connection.execute("create table note (text text primary key)")
        yield running


def write(cluster: Cluster, text: str) -> datetime:
    """Commit one note; returns a moment after it and before whatever comes next."""
    with psycopg.connect(cluster.url, autocommit=True) as connection:
        connection.execute("insert into note values (%s)", [text])
    time.sleep(0.3)
    moment = clock.now()
    time.sleep(0.3)
    return moment


def read(cluster: Cluster) -> list[str]:
    with psycopg.connect(cluster.url) as connection:
        return [text for (text,) in connection.execute("select text from note order by text")]


def restored(folder: Path) -> list[str]:
    with Cluster(folder, tuple(SMALL.items())).running() as cluster:
        return read(cluster)


def test_a_restore_finds_exactly_what_was_there_at_a_moment_between(cluster: Cluster, tmp_path: Path) -> None:
    write(cluster, "1 before the backup")
    backup.make_backup(cluster, tmp_path / "backup", keep=7, now=clock.now())
    between = write(cluster, "2 after the backup")
    write(cluster, "3 after the moment")
    backup.flush_archive(cluster)

    done = restore.restore(tmp_path / "backup", tmp_path / "then", to=between)
    assert restored(tmp_path / "then") == ["1 before the backup", "2 after the backup"]
    assert done.last_change_at is not None
    assert done.last_change_at <= between

    restore.restore(tmp_path / "backup", tmp_path / "all", to=None)
    assert len(restored(tmp_path / "all")) == 3

    restore.restore(tmp_path / "backup", tmp_path / "later", to=clock.now() + timedelta(hours=1))
    assert len(restored(tmp_path / "later")) == 3
    assert len(read(cluster)) == 3, "the original goes on"


def test_a_moment_before_the_first_backup_is_refused(cluster: Cluster, tmp_path: Path) -> None:
    before = clock.now()
    backup.make_backup(cluster, tmp_path / "backup", keep=7, now=clock.now())
    with pytest.raises(restore.NoBackup):
        restore.restore(tmp_path / "backup", tmp_path / "then", to=before)


def test_without_any_backup_it_says_that(tmp_path: Path) -> None:
    with pytest.raises(restore.NoBackup, match="no backup"):
        restore.restore(tmp_path / "backup", tmp_path / "then", to=None)


def test_a_folder_that_holds_something_is_refused(cluster: Cluster, tmp_path: Path) -> None:
    backup.make_backup(cluster, tmp_path / "backup", keep=7, now=clock.now())
    with pytest.raises(restore.FolderTaken):
        restore.restore(tmp_path / "backup", tmp_path / "live", to=None)


def test_only_the_newest_backups_and_the_log_they_need_are_kept(cluster: Cluster, tmp_path: Path) -> None:
    folder = tmp_path / "backup"
    for day in range(3):
        write(cluster, str(day))
        backup.make_backup(cluster, folder, keep=2, now=datetime(2026, 11, 20 + day, tzinfo=UTC))
    known = backup.list_backups(folder)
    assert [one.folder.name for one in known] == ["20261121T000000Z", "20261122T000000Z"]
    pieces = sorted(path.name[:24] for path in (folder / "wal").glob("*.gz"))
    assert pieces[0] >= known[0].first_piece
    restore.restore(folder, tmp_path / "then", to=known[0].finished_at + timedelta(milliseconds=1))
    assert restored(tmp_path / "then") == ["0", "1"]


def test_a_damaged_backup_is_not_restored(cluster: Cluster, tmp_path: Path) -> None:
    made = backup.make_backup(cluster, tmp_path / "backup", keep=7, now=clock.now())
    archive = made.folder / "base.tar.gz"
    archive.write_bytes(archive.read_bytes()[:-5000])
    with pytest.raises(restore.RestoreFailed):
        restore.restore(tmp_path / "backup", tmp_path / "then", to=None)


def test_a_moment_is_read_as_viet_nam_time_unless_it_names_a_zone() -> None:
    assert restore.read_time("2026-11-22T17:30").utcoffset() == timedelta(hours=7)
    assert restore.read_time("2026-11-22T17:30+00:00").utcoffset() == timedelta(0)
