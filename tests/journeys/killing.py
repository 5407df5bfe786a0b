"""Imports that are killed, in processes and a PostgreSQL of their own; and what they left, to be compared."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import psycopg

from hoaban.connect import claims as format_
from hoaban.ops.runtime import postgres
from hoaban.ops.runtime.postgres import Cluster
from hoaban.shared.claims.tests import builders

ROOT = Path(__file__).resolve().parents[2]
_SETTINGS = (("shared_buffers", "64MB"), ("fsync", "off"))
"""Commits still wait for the kernel to have them: killing processes loses nothing, as it must not."""

_QUERIES = {
    "resources": "select type, uid, version, deleted, labels from record_resource where type <> {person}",
    "versions": "select v.type, r.uid, v.version, v.deleted, v.labels from record_version v join record_resource r"
    " using (type, rid) where v.type <> {person}",
    "people": "select version, deleted, cardinality(keys) from record_resource where type = {person}",
    "dossiers": "select id, facility_code, ma_lk, original, verdict, revision from claims_dossier",
    "submissions": "select f.name, s.place, s.ma_lk, s.encounter, s.verdict, s.outcome, s.errors, s.warnings, s.labels"
    " from claims_submission s join claims_batch_file f on f.id = s.file_id",
    "findings": "select f.name, s.place, i.severity, i.code, i.table, i.row, i.field, i.value from claims_finding i"
    " join claims_batch_file f on f.id = i.file_id left join claims_submission s on s.id = i.submission_id",
    "files": "select name, done, finished from claims_batch_file",
    "originals": "select sha256, size from files_original",
}
Left = dict[str, "Counter[Any]"]


def write_corpus(folder: Path, *, dossiers: int) -> None:
    """Two files: dossiers good and wrong, one of them twice, and a correction of the first ones at the end."""
    folder.mkdir()
    many = [_dossier(number) for number in range(dossiers)]
    half = dossiers // 2
    for name, group in (("a", [*many[:half], many[0]]), ("b", [*many[half:], *map(_corrected, range(5))])):
        content = format_.write_envelope(group, facility_code=builders.HOSPITAL)
        (folder / f"{name}.xml").write_bytes(content)
    (folder / "c.xml").write_bytes(content[:-300])


def _dossier(number: int, **more: str) -> format_.Outgoing:
    common = {"MA_LK": f"KILL-{number:05d}"}
    wrong = {"T_THUOC": "1.00"} if number % 17 == 16 else {}
    drugs = [builders.drug(place, **common) for place in (1, 2)]
    tests = [builders.examination(1, MA_BENH="I10", **common), builders.service(2, MA_BENH="I10", **common)]
    who = {"MA_BN": f"PT-{number // 3:05d}", "SO_CCCD": f"0990640{number // 3:05d}"}
    head = builders.summary(drugs, tests, **common, **who, **wrong, **more)
    one = builders.dossier(XML1=[head], XML2=drugs, XML3=tests, XML4=[builders.result(1, **common)])
    return format_.Outgoing(one.tables, one.level)


def _corrected(number: int) -> format_.Outgoing:
    return _dossier(number, GHI_CHU="Đã điều chỉnh")


@dataclass(frozen=True, slots=True)
class Ground:
    """A cluster with a migrated, empty database from which each trial takes a copy."""

    cluster: Cluster
    corpus: Path
    servers: list[subprocess.Popen[bytes]]

    def kill_the_database(self) -> None:
        """Kill -9 all of it; :meth:`start_the_database` starts it again."""
        cut_the_power(self, self.servers[-1])

    def start_the_database(self) -> None:
        """Start it again, through its recovery."""
        self.servers.append(self.cluster.start())

    def environment(self, database: str) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("HOABAN_", "DATABASE_URL"))}
        return {
            **kept, "HOABAN_MODE": "test", "HOABAN_VAR": str(self.cluster.folder),
            "DATABASE_URL": self.url(database), "DJANGO_SETTINGS_MODULE": "config.settings",
        }  # fmt: skip

    def url(self, database: str) -> str:
        return self.cluster.url.replace(f"/{postgres.DATABASE}?", f"/{database}?")

    def fresh(self, name: str) -> str:
        """A new empty database; returns its name."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f'create database "{name}" template {postgres.DATABASE}')
        return name

    def start(self, database: str, *arguments: str) -> subprocess.Popen[str]:
        """``hoaban import claims`` in a process of its own."""
        command = [
            sys.executable,
            "-m",
            "hoaban.ops.cli",
            "import",
            "claims",
            "--quiet",
            "--json",
            *arguments,
        ]
        return subprocess.Popen(
            command, env=self.environment(database), cwd=ROOT, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def import_all(self, database: str, *arguments: str) -> int:
        """Import to the end; returns the exit status."""
        process = self.start(database, *(arguments or [str(self.corpus)]))
        _, said = process.communicate(timeout=300)
        assert "Traceback" not in said, said
        return process.returncode

    def batch(self, database: str) -> str | None:
        """The batch that was opened, once it was."""
        with psycopg.connect(self.url(database), autocommit=True) as connection:
            row = connection.execute("select id from claims_batch order by created_at limit 1").fetchone()
        return str(row[0]) if row else None

    def done(self, database: str) -> int:
        """How many dossiers are committed."""
        with psycopg.connect(self.url(database), autocommit=True) as connection:
            row = connection.execute("select count(*) from claims_submission").fetchone()
        return int(row[0]) if row else 0

    def left(self, database: str) -> Left:
        """Everything that an import leaves, times and random ids aside."""
        person = _type_number("Person")
        with psycopg.connect(self.url(database), autocommit=True) as connection:
            return {
                what: Counter(connection.execute(sql.format(person=person)).fetchall())  # type: ignore[arg-type]
                for what, sql in _QUERIES.items()
            }


@contextmanager
def ground(folder: Path, *, dossiers: int) -> Iterator[Ground]:
    """A running cluster with an empty, migrated database, and files to import."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "var" / "static").mkdir(parents=True)
    write_corpus(folder / "corpus", dossiers=dossiers)
    cluster = Cluster(folder / "var", _SETTINGS, may_create=True)
    with cluster.held():
        cluster.create()
        made = Ground(cluster, folder / "corpus", [cluster.start()])
        try:
            migrate = [sys.executable, "-m", "django", "migrate", "-v0"]
            subprocess.run(migrate, env=made.environment(postgres.DATABASE), cwd=ROOT, check=True)
            yield made
        finally:
            cut_the_power(made, made.servers[-1])


def cut_the_power(here: Ground, server: subprocess.Popen[bytes]) -> None:
    """Kill -9 for every process of the server; what the kernel holds of its files stays."""
    for pid in postgres._processes_in(here.cluster.data):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    server.wait(timeout=30)


def import_with_kills(here: Ground, database: str, *, kills: int, rng: Random, whole: float) -> int:
    """Import, killed -9 at up to ``kills`` random moments and resumed each time; returns how often it was killed.

    ``whole`` is how many seconds an undisturbed import takes: moments fall in that span.
    """
    killed = 0
    arguments = [str(here.corpus)]
    while killed < kills:
        process = here.start(database, *arguments)
        try:
            process.wait(timeout=rng.uniform(0.2, 1.0) * whole)
        except subprocess.TimeoutExpired:
            process.kill()
            killed += 1
        process.communicate()
        batch = here.batch(database)
        arguments = ["--resume", batch] if batch else arguments
        if process.returncode in (0, 1):
            break
    assert here.import_all(database, *arguments) == 1, "there are rejected dossiers in the files"
    return killed


def timed_import(here: Ground, database: str) -> float:
    """Import undisturbed; returns the seconds it took."""
    began = time.monotonic()
    assert here.import_all(database) == 1
    return time.monotonic() - began


def _type_number(name: str) -> int:
    from hoaban.record.engine import structure

    return structure.type_number(name)
