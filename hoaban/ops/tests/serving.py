"""A whole installation for a test: ``hoaban serve`` in a process of its own, on a free port."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]
_WAIT = 90.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Served:
    """One installation under ``var``; what it says is kept in ``said``."""

    def __init__(self, var: Path, port: int, **environment: str) -> None:
        self.var, self.port = var, port
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("HOABAN_", "DATABASE_URL", "PROMETHEUS"))
        }
        self.environment = {**kept, "HOABAN_VAR": str(var), "PORT": str(port), **environment}
        self.output = var.with_suffix(".out")
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> subprocess.Popen[bytes]:
        with self.output.open("ab") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "hoaban.ops.cli", "serve"],
                env=self.environment, cwd=ROOT, stdout=output, stderr=output,
            )  # fmt: skip
        return self.process

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "hoaban.ops.cli", *arguments],
            env=self.environment, cwd=ROOT, capture_output=True, text=True, check=False,
        )  # fmt: skip

    def run(self, program: str, *arguments: str) -> str:
        """Run a Python program inside the installation; returns what it prints."""
        database = f"postgresql://hoaban@/hoaban?host={self.var / 'run'}"
        done = subprocess.run(
            [sys.executable, "-c", program, *arguments],
            env={**self.environment, "DJANGO_SETTINGS_MODULE": "config.settings", "DATABASE_URL": database},
            cwd=ROOT, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    @property
    def said(self) -> str:
        return self.output.read_text() if self.output.exists() else ""

    def state(self) -> dict[str, Any]:
        try:
            read: dict[str, Any] = json.loads((self.var / "state.json").read_text())
        except FileNotFoundError:
            return {}
        return read

    def child(self, name: str) -> dict[str, Any]:
        found: dict[str, Any] = self.state().get("children", {}).get(name, {})
        return found

    def get(self, path: str) -> tuple[int, bytes]:
        """Status and body; (0, b"") when nobody answers."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as refused:
            with refused:
                return refused.code, refused.read()
        except OSError:
            return 0, b""

    def wait_for(self, what: str, condition: Any, within: float = _WAIT) -> None:
        until = time.monotonic() + within
        while not condition():
            assert time.monotonic() < until, f"{what} did not happen\n{self.said}\n{self.logs()}"
            time.sleep(0.1)

    def wait_until_healthy(self) -> None:
        self.wait_for("health", lambda: self.get("/healthz")[0] == 200)

    def logs(self) -> str:
        return "\n".join(
            f"== {path.name}\n{path.read_text()[-1500:]}" for path in (self.var / "log").glob("*.log")
        )

    def stop(self) -> int:
        assert self.process is not None
        self.process.terminate()
        return self.process.wait(timeout=60)


@contextmanager
def serving(var: Path, **environment: str) -> Iterator[Served]:
    """A running, healthy installation; stopped at the end."""
    served = Served(var, free_port(), **environment)
    served.start()
    try:
        served.wait_until_healthy()
        yield served
    finally:
        if served.process is not None and served.process.poll() is None:
            served.stop()
