"""Pages over HTTP as a person who signed in sees them, and how long they take."""

from __future__ import annotations

import gzip
import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.test import Client

from hoaban.foundation.accounts import api as accounts
from hoaban.kernel import clock
from hoaban.kernel.actor import Scope, system_actor

_PASSWORD = "Hoa-Ban-2026-only-for-benches"


@contextmanager
def serving() -> Iterator[int]:
    """The product's web server on a free port of this machine, with the database of the bench."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port), "--workers", "2",
               "--blocking-threads", "8", "--log-level", "error", "config.wsgi:application"]  # fmt: skip
    server = subprocess.Popen(
        command, env=os.environ.copy(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait(port)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=60)


class Browser:
    """One keep-alive connection with the session of an account of its own."""

    def __init__(self, port: int, role: str, scope: Scope) -> None:
        self._link = http.client.HTTPConnection("127.0.0.1", port)
        self._cookie = f"{settings.SESSION_COOKIE_NAME}={_session(role, scope)}"

    def get(self, path: str) -> str:
        """The page, which must be there."""
        self._link.request("GET", path, headers={"Cookie": self._cookie, "Accept-Encoding": "gzip"})
        answer = self._link.getresponse()
        body = answer.read()
        assert answer.status == 200, (path, answer.status)
        zipped = answer.getheader("Content-Encoding") == "gzip"
        return (gzip.decompress(body) if zipped else body).decode()


class Usage:
    """Processor time of the web server and the database: what wall time on a busy machine hides."""

    def __init__(self, folder: Path) -> None:
        self._database = int((folder / "pg" / "postmaster.pid").read_text().split()[0])
        self._started = self._used()

    def each(self, calls: int) -> float:
        """Milliseconds of processor time a call since this was made."""
        return (self._used() - self._started) * 1000 / calls

    def _used(self) -> float:
        return _tree(self._database) + _tree(os.getpid())


def _tree(root: int) -> float:
    """Seconds used by a process and its children; those that ended count with their parent."""
    try:
        fields = Path(f"/proc/{root}/stat").read_text().rpartition(")")[2].split()
        children = Path(f"/proc/{root}/task/{root}/children").read_text().split()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    own = sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")
    return own + sum(_tree(int(child)) for child in children)


def times(call: Callable[[], Any], rounds: int) -> list[float]:
    """Milliseconds of each round, shortest first."""
    found = []
    for _ in range(rounds):
        started = time.perf_counter()
        call()
        found.append((time.perf_counter() - started) * 1000)
    return sorted(found)


def told(found: list[float]) -> str:
    """Median and 95th percentile."""
    return f"p50 {found[len(found) // 2]:.0f}, p95 {found[min(len(found) - 1, int(len(found) * 0.95))]:.0f}"


def _session(role: str, scope: Scope) -> str:
    officer, now = system_actor("bench", "accounts.manage"), clock.now()
    name = f"{role}.{scope.code or 'all'}".replace("_", "-")
    newcomer = accounts.Newcomer(
        username=name,
        display_name="Người Đo",
        post_vi="Đo",
        post_en="Bench",
        password=_PASSWORD,
        temporary=False,
    )
    accounts.register_account(actor=officer, newcomer=newcomer, now=now)
    accounts.assign(actor=officer, username=name, role=role, scope=scope, now=now)
    client = Client()
    client.post("/sign-in/", {"username": name, "password": _PASSWORD})
    return str(client.cookies[settings.SESSION_COOKIE_NAME].value)


def _wait(port: int) -> None:
    until = time.monotonic() + 120
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            time.sleep(1)
            return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError("the web server did not start")
