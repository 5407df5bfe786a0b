"""A PostgreSQL cluster of our own: made, started, stopped, as root or as an ordinary user.

Access is by a Unix socket in a folder that only we can enter; the application's role is not a superuser.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg.pq import PGconn, Ping

from hoaban.kernel.errors import Conflict, HoaBanError
from hoaban.ops.runtime.binaries import binaries, give, major_version, unprivileged

OWNER = "postgres"
ROLE = "hoaban"
DATABASE = "hoaban"
_SOCKET_PATH_LIMIT = 90
_ORPHANS_END_WITHIN = 30.0


class ClusterInUse(Conflict):
    """Another process of ours holds this cluster."""


class OtherVersion(HoaBanError):
    """The data were written by another major version of PostgreSQL."""


class NotStarted(HoaBanError):
    """The server ended instead of answering."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """One cluster under ``folder``. ``settings`` are server settings; ``may_create`` lets the application's
    role make databases (test runs do)."""

    folder: Path
    settings: tuple[tuple[str, str], ...] = ()
    may_create: bool = False

    @property
    def data(self) -> Path:
        return self.folder / "pg"

    @property
    def log(self) -> Path:
        return self.folder / "log" / "postgres.log"

    @property
    def socket_folder(self) -> Path:
        """``folder/run``, or a short private path when that would not fit into a socket address."""
        near = (self.folder / "run").resolve()
        if len(str(near)) <= _SOCKET_PATH_LIMIT:
            return near
        digest = hashlib.sha256(str(near).encode()).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"hoaban-{os.getuid()}-{digest}"

    @property
    def url(self) -> str:
        return f"postgresql://{ROLE}@/{DATABASE}?host={self.socket_folder}"

    @property
    def owner_dsn(self) -> str:
        """For upkeep by ourselves: roles, backups, replication. Never for the application."""
        return f"host={self.socket_folder} user={OWNER} dbname=postgres"

    def command(self) -> list[str]:
        """The foreground server process, for the supervisor to hold as its child."""
        options = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.socket_folder),
            "unix_socket_permissions": "0700",
            **dict(self.settings),
        }
        switches = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        return unprivileged([str(binaries() / "postgres"), "-D", str(self.data), *switches])

    @contextmanager
    def held(self) -> Iterator[None]:
        """Be the only one who starts this cluster; the hold ends with our process, however it ends.

        :raises ClusterInUse: somebody else does.
        """
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with (self.folder / "cluster.lock").open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as taken:
                raise ClusterInUse(
                    f"Một tiến trình khác đang dùng dữ liệu trong {self.folder}.",
                    f"Another process is using the data in {self.folder}.",
                ) from taken
            yield

    def create(self) -> None:
        """Make the cluster unless it is there. A creation that was cut short leaves nothing behind.

        :raises OtherVersion: it is there, but not for this version of PostgreSQL.
        """
        for folder in (self.folder, self.log.parent, self.socket_folder):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        give(self.socket_folder)
        if (self.data / "PG_VERSION").exists():
            self._check_version()
            return
        fresh = self.folder / "pg.new"
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        give(fresh)
        locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] if major_version() >= 17 else []
        subprocess.run(
            unprivileged([
                str(binaries() / "initdb"), "-D", str(fresh), "-U", OWNER, "--auth-local=trust", "--auth-host=reject",
                "--encoding=UTF8", "--locale=C.UTF-8", *locale, "--data-checksums", "--no-instructions",
            ]),
            check=True,
            stdout=subprocess.DEVNULL,
        )  # fmt: skip
        fresh.rename(self.data)

    def _check_version(self) -> None:
        theirs = int((self.data / "PG_VERSION").read_text())
        if theirs != major_version():
            raise OtherVersion(
                f"Dữ liệu thuộc PostgreSQL {theirs}, máy này có PostgreSQL {major_version()}. "
                "Không có gì bị thay đổi. Dùng lại phiên bản cũ (HOABAN_PG_BIN), hoặc chuyển dữ liệu bằng pg_upgrade.",
                f"The data belong to PostgreSQL {theirs}, this machine has PostgreSQL {major_version()}. "
                "Nothing was changed. Use the old version (HOABAN_PG_BIN), or move the data with pg_upgrade.",
            )

    def launch(self) -> subprocess.Popen[bytes]:
        """Start the server as our child, after whatever an earlier one left is gone. It may need time to recover."""
        self._clear_leftovers()
        with self.log.open("ab") as log:
            return subprocess.Popen(self.command(), stdout=log, stderr=log, start_new_session=True)

    def answers(self) -> bool:
        """Whether the server takes connections now (not while it starts or recovers)."""
        return PGconn.ping(self.owner_dsn.encode()) == Ping.OK

    def start(self, *, waiting: Callable[[], None] = lambda: None) -> subprocess.Popen[bytes]:
        """Start the server and wait, without limit, until it answers; ``waiting`` is called meanwhile.

        :raises NotStarted: the server ended instead.
        """
        process = self.launch()
        while not self.answers():
            if process.poll() is not None:
                raise NotStarted(
                    f"PostgreSQL không khởi động được; xem {self.log}.",
                    f"PostgreSQL did not start; see {self.log}.",
                )
            waiting()
            time.sleep(0.05)
        self.prepare()
        return process

    def prepare(self) -> None:
        """Make the application's role and database unless they are there."""
        with psycopg.connect(self.owner_dsn, autocommit=True) as owner:
            if not owner.execute("select 1 from pg_roles where rolname = %s", [ROLE]).fetchone():
                owner.execute(
                    f"create role {ROLE} login nosuperuser {'createdb' if self.may_create else 'nocreatedb'}"
                )
            if not owner.execute("select 1 from pg_database where datname = %s", [DATABASE]).fetchone():
                owner.execute(f"create database {DATABASE} owner {ROLE}")

    @contextmanager
    def running(self) -> Iterator[Cluster]:
        """The cluster, made if need be, running for the length of a ``with`` block."""
        with self.held():
            self.create()
            process = self.start()
            try:
                yield self
            finally:
                stop_server(process)

    def _clear_leftovers(self) -> None:
        """End what is left of an earlier server of this cluster, and drop its lock files.

        A server that was killed leaves helpers that end by themselves, and lock files with a number that may
        by now be another program's; PostgreSQL would then refuse to start for ever. Nobody else can be
        starting this cluster: we hold it.
        """
        patience = time.monotonic() + _ORPHANS_END_WITHIN
        while orphans := _processes_in(self.data):
            late = time.monotonic() > patience
            for pid in orphans:
                _signal(pid, signal.SIGKILL if late else signal.SIGQUIT)
            time.sleep(0.05)
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        for left in self.socket_folder.glob(".s.PGSQL.*"):
            left.unlink(missing_ok=True)


def stop_server(process: subprocess.Popen[bytes]) -> None:
    """Stop a server of ours in order: clients are cut off, everything is written down."""
    for sign, patience in ((signal.SIGINT, 120.0), (signal.SIGQUIT, 20.0), (signal.SIGKILL, 20.0)):
        if process.poll() is None:
            process.send_signal(sign)
        try:
            process.wait(timeout=patience)
            return
        except subprocess.TimeoutExpired:
            continue


def _processes_in(folder: Path) -> list[int]:
    """Processes at work in ``folder``; every process of a PostgreSQL server works in its data folder."""
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            here = (entry / "cwd").readlink()
        except OSError:
            continue  # ended meanwhile, or not ours
        if here == folder.resolve() and (entry / "comm").read_text().strip() == "postgres":
            found.append(int(entry.name))
    return found


def _signal(pid: int, sign: signal.Signals) -> None:
    try:
        os.kill(pid, sign)
    except ProcessLookupError:
        return
