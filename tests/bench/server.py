"""The product's own web and feed processes, on the bench's cluster, with a token for a client that may do everything."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from http.client import HTTPConnection
from itertools import count
from pathlib import Path

from hoaban.foundation.accounts import api as accounts
from hoaban.kernel import clock
from hoaban.kernel.actor import system_actor
from hoaban.ops.runtime import installation
from tests import cast
from tests.bench import measure

_clients = count(1)


@dataclass(frozen=True, slots=True)
class Serving:
    """A running server. ``processes``: the ids of web, feed and postmaster, by name; each stands for all below it."""

    port: int
    token: str
    processes: dict[str, int]
    log: Path

    def cpu_seconds(self) -> dict[str, float]:
        """What web, feed and database processes have used so far."""
        return {name: measure.cpu_seconds(one) for name, one in self.processes.items()}

    def request(self, method: str, path: str, body: bytes = b"", **headers: str) -> bytes:
        """A whole HTTP request to ``/fhir/R4`` + ``path``."""
        lines = [
            f"{method} /fhir/R4{path} HTTP/1.1",
            f"Host: 127.0.0.1:{self.port}",
            f"Authorization: Bearer {self.token}",
        ]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        if body:
            lines += ["Content-Type: application/fhir+json", f"Content-Length: {len(body)}"]
        return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


@contextmanager
def serving(database: int) -> Iterator[Serving]:
    """Web and feed, started as the supervisor starts them."""
    token = _token()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environ = {**os.environ, "PORT": str(port), "HOABAN_FHIR_RATE": "1000000"}
    here = installation.from_environment(environ)
    environ = {**environ, "PROMETHEUS_MULTIPROC_DIR": str(here.metrics_folder), "HOABAN_PROCESS": "web"}
    here.metrics_folder.mkdir(parents=True, exist_ok=True)
    path = here.var / "bench.log"
    log = path.open("ab")
    commands = {"web": ["hoaban.ops.runtime.web"], "feed": ["hoaban.ops.runtime.process", "feed"]}
    started = {
        name: subprocess.Popen([sys.executable, "-m", *command], env=environ, stdout=log, stderr=log)
        for name, command in commands.items()
    }
    try:
        _wait(port)
        processes = {name: one.pid for name, one in started.items()} | {"database": database}
        yield Serving(port, token, processes, path)
    finally:
        for one in started.values():
            one.terminate()
        for one in started.values():
            one.wait(timeout=30)
        log.close()


def _token() -> str:
    steward, now = system_actor("bench", "accounts.manage"), clock.now()
    grants = list(cast.integration().grants)
    name = f"bench-{next(_clients)}"
    accounts.register_client(actor=steward, name=name, label=name, grants=grants, now=now)
    return accounts.issue_token(actor=steward, client=name, now=now, lifetime=timedelta(hours=12))


def _wait(port: int) -> None:
    for _ in range(300):
        try:
            link = HTTPConnection("127.0.0.1", port, timeout=5)
            link.request("GET", "/fhir/R4/metadata")
            if link.getresponse().status == 200:
                time.sleep(1)
                return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError("the server does not answer")
