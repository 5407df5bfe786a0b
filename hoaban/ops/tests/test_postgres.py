"""The embedded PostgreSQL survives what machines do to it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import psycopg
import pytest

from hoaban.ops.runtime import binaries, postgres
from hoaban.ops.runtime.postgres import Cluster

pytestmark = pytest.mark.xdist_group("clusters")

SETTINGS = (("shared_buffers", "32MB"),)


def kill_everything(cluster: Cluster) -> None:
    """What a power cut does, without losing the disk's cache: kill -9 for every process of the server."""
    for pid in postgres._processes_in(cluster.data):
        os.kill(pid, signal.SIGKILL)


@pytest.mark.parametrize("whole", [True, False], ids=["all processes", "only the postmaster"])
def test_every_acknowledged_write_is_there_after_kill_9_while_writing(tmp_path: Path, whole: bool) -> None:
    cluster = Cluster(tmp_path / "var", SETTINGS)
    acknowledged: list[int] = []
    with cluster.held():
        cluster.create()
        server = cluster.start()
        with psycopg.connect(cluster.url, autocommit=True) as connection:
            connection.execute("create table fact (n int primary key)")

        def write() -> None:
            try:
                with psycopg.connect(cluster.url, autocommit=True) as connection:
                    for number in range(1_000_000):
                        connection.execute("insert into fact values (%s)", [number])
                        acknowledged.append(number)
            except psycopg.Error:
                return

        writer = threading.Thread(target=write)
        writer.start()
        while len(acknowledged) < 500:
            time.sleep(0.01)
        if whole:
            kill_everything(cluster)
        else:
            server.kill()
        server.wait(timeout=10)

        again = cluster.start()  # at once, as the supervisor does
        writer.join(timeout=10)
        with psycopg.connect(cluster.url) as connection:
            kept = {n for (n,) in connection.execute("select n from fact")}
        postgres.stop_server(again)
    assert not writer.is_alive()
    assert set(acknowledged) <= kept


def test_a_lock_file_with_the_number_of_another_living_program_does_not_stop_the_start(
    tmp_path: Path,
) -> None:
    cluster = Cluster(tmp_path / "var", SETTINGS)
    with cluster.running():
        kept = (cluster.data / "postmaster.pid").read_text()
    other = subprocess.Popen(["sleep", "60"])
    try:
        lines = kept.splitlines()
        (cluster.data / "postmaster.pid").write_text("\n".join([str(other.pid), *lines[1:]]) + "\n")
        with cluster.running():
            assert cluster.answers()
        assert other.poll() is None, "the other program is left alone"
    finally:
        other.kill()
        other.wait()


def test_a_second_starter_of_the_same_cluster_is_told_so(tmp_path: Path) -> None:
    cluster = Cluster(tmp_path / "var", SETTINGS)
    with cluster.held(), pytest.raises(postgres.ClusterInUse), cluster.held():
        pass


def test_data_of_another_version_are_refused_and_left_alone(tmp_path: Path) -> None:
    cluster = Cluster(tmp_path / "var", SETTINGS)
    cluster.data.mkdir(parents=True)
    (cluster.data / "PG_VERSION").write_text("13\n")
    with pytest.raises(postgres.OtherVersion, match="PostgreSQL 13"):
        cluster.create()
    assert [path.name for path in cluster.data.iterdir()] == ["PG_VERSION"]


def test_a_creation_that_was_cut_short_is_done_anew(tmp_path: Path) -> None:
    cluster = Cluster(tmp_path / "var", SETTINGS)
    half = cluster.folder / "pg.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    cluster.create()
    assert (cluster.data / "global" / "pg_control").exists()
    assert not half.exists()


def test_the_application_s_role_is_no_superuser_and_nobody_else_may_look_in(tmp_path: Path) -> None:
    # a path longer than a socket address allows
    cluster = Cluster(tmp_path / ("long" * 30), SETTINGS)
    with cluster.running():
        with psycopg.connect(cluster.url) as connection:
            row = connection.execute(
                "select rolsuper, rolcreatedb, rolcreaterole, rolreplication from pg_roles where rolname = current_user"
            ).fetchone()
            assert row == (False, False, False, False)
            assert connection.execute(
                "select datcollate from pg_database where datname = 'hoaban'"
            ).fetchone() == ("C.UTF-8",)
            assert connection.execute("show data_checksums").fetchone() == ("on",)
        for folder in (cluster.socket_folder, cluster.data, cluster.folder):
            assert folder.stat().st_mode & 0o077 == 0, folder
    shutil.rmtree(cluster.socket_folder, ignore_errors=True)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has another way to shed its rights")
def test_root_without_user_namespaces_runs_it_as_another_user(tmp_path: Path) -> None:
    (tmp_path / "closed").mkdir(mode=0o700)
    assert run_a_cluster(tmp_path / "closed" / "var", HOABAN_NO_USER_NAMESPACE="1").isdigit()
    owner = (tmp_path / "closed" / "var" / "pg").stat().st_uid
    assert owner != 0


@pytest.mark.skipif(os.geteuid() != 0, reason="an ordinary user is what the other tests run as then")
def test_an_ordinary_user_runs_it(tmp_path: Path) -> None:
    folder = Path("/tmp") / f"hoaban-ordinary-{os.getpid()}"  # noqa: S108 (pytest's own folder is closed to others)
    folder.mkdir(mode=0o755)
    os.chown(folder, 1, 1)
    try:
        as_other = ["setpriv", "--reuid=1", "--regid=1", "--clear-groups", "--"]
        assert run_a_cluster(folder / "var", as_other).isdigit()
    finally:
        shutil.rmtree(folder)


def run_a_cluster(folder: Path, prefix: list[str] | None = None, **environment: str) -> str:
    """Make, start and stop a cluster in a process of its own; returns the server's version number."""
    program = (
        "import sys, psycopg; from pathlib import Path; from hoaban.ops.runtime.postgres import Cluster\n"
        "with Cluster(Path(sys.argv[1]), (('shared_buffers', '32MB'),)).running() as c:\n"
        "    print(psycopg.connect(c.url).execute('show server_version_num').fetchone()[0])"
    )
    done = subprocess.run(
        [*(prefix or []), sys.executable, "-c", program, str(folder)],
        env={**os.environ, **environment},
        cwd=Path(__file__).resolve().parents[3],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_debian_s_postgresql_is_used_where_the_wheel_s_is_missing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for version in ("9", "15"):
        (tmp_path / version / "bin").mkdir(parents=True)
        (tmp_path / version / "bin" / "postgres").touch()
    monkeypatch.setattr(binaries, "DEBIAN", tmp_path)
    monkeypatch.setattr(binaries, "find_spec", lambda _name: None)
    monkeypatch.delenv("HOABAN_PG_BIN", raising=False)
    assert binaries.binaries.__wrapped__() == tmp_path / "15" / "bin"
    monkeypatch.setattr(binaries, "DEBIAN", tmp_path / "nothing")
    with pytest.raises(binaries.PostgresMissing):
        binaries.binaries.__wrapped__()
