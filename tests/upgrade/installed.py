"""Work inside an installation whose database runs but which is not served."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from hoaban.ops.runtime.binaries import binaries
from hoaban.ops.runtime.installation import make_secrets
from hoaban.ops.runtime.postgres import DATABASE, ROLE, Cluster
from hoaban.ops.tests.serving import ROOT


def write_secrets(var: Path, secrets: dict[str, str]) -> None:
    """The keys of an installation, as it wants them: readable by us alone. What is not given is made anew."""
    (var / "secrets").mkdir(parents=True, mode=0o700)
    for name, value in secrets.items():
        (var / "secrets" / name).write_text(value)
        (var / "secrets" / name).chmod(0o600)
    make_secrets(var / "secrets")


def start(cluster: Cluster, var: Path, *arguments: str) -> subprocess.Popen[str]:
    """Start a Python program with the settings of that installation."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HOABAN_")}
    environment = {
        **kept, "HOABAN_VAR": str(var), "DATABASE_URL": cluster.url, "DJANGO_SETTINGS_MODULE": "config.settings",
    }  # fmt: skip
    return subprocess.Popen(
        [sys.executable, *arguments], cwd=ROOT, env=environment, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def run(cluster: Cluster, var: Path, *arguments: str) -> str:
    """Run it to its end; returns what it prints."""
    program = start(cluster, var, *arguments)
    told, failure = program.communicate()
    assert program.returncode == 0, failure
    return told


def dump(cluster: Cluster, target: Path) -> None:
    """The whole database in PostgreSQL's own format, small."""
    subprocess.run(
        [
            str(binaries() / "pg_dump"), "--format=custom", "--compress=gzip:9", "--no-owner", "--no-privileges",
            f"--file={target}", cluster.url,
        ],
        check=True,
    )  # fmt: skip


def restore(cluster: Cluster, source: Path) -> None:
    """A dump into the empty database of a fresh cluster."""
    subprocess.run(
        [
            str(binaries() / "pg_restore"), "--no-owner", "--exit-on-error", "--host", str(cluster.socket_folder),
            "--username", ROLE, "--dbname", DATABASE, str(source),
        ],
        check=True,
    )  # fmt: skip
