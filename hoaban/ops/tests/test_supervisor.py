"""``hoaban serve`` starts everything, keeps it running, and stops it in order."""

from __future__ import annotations

import json
import os
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from hoaban.ops.tests.serving import Served, free_port, serving

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("serving")]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("serving") / "var") as running:
        yield running


def processes_of(served: Served) -> list[str]:
    """The commands of all living processes that were started for this installation, however deep."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            if f"HOABAN_VAR={served.var}\0".encode() in (entry / "environ").read_bytes():
                found.append((entry / "cmdline").read_text().replace("\0", " "))
        except OSError:
            continue
    return found


def test_it_answers_and_tells_where(served: Served) -> None:
    status, body = served.get("/healthz")
    assert status == 200
    told = json.loads(body)
    assert {name for name, check in told["checks"].items() if check["ok"]} == {
        "database",
        "migrations",
        "feed",
        "jobs",
        "disk",
    }
    served.wait_for("the address", lambda: f"http://127.0.0.1:{served.port}" in served.said, within=10)
    assert str(served.var) not in body.decode(), "health tells nothing about the machine"


def test_starting_says_nothing_that_a_newcomer_must_puzzle_over(served: Served) -> None:
    assert "Warning" not in served.said
    assert served.command("--version").stderr == ""


def test_a_second_start_of_the_same_installation_is_told_so(served: Served) -> None:
    second = served.command("serve")
    assert second.returncode == 3
    assert "đang chạy rồi" in second.stderr
    assert "already running" in second.stderr


def test_a_busy_port_is_told_so(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = Served(tmp_path / "var", other.getsockname()[1]).command("serve")
    assert taken.returncode == 2
    assert "PORT=" in taken.stderr
    assert "cannot be used" in taken.stderr


def test_a_port_that_is_no_number_is_told_so(tmp_path: Path) -> None:
    served = Served(tmp_path / "var", 0)
    served.environment["PORT"] = "eighty"
    wrong = served.command("serve")
    assert wrong.returncode == 2
    assert "eighty" in wrong.stderr


@pytest.mark.parametrize("name", ["database", "web", "jobs", "feed"])
def test_what_dies_is_started_again(served: Served, name: str) -> None:
    served.wait_until_healthy()
    before = served.child(name)
    os.kill(before["pid"], signal.SIGKILL)
    served.wait_for(
        f"restart of {name}",
        lambda: (
            served.child(name).get("pid") not in (None, before["pid"])
            and served.child(name)["restarts"] > before["restarts"]
        ),
    )
    served.wait_until_healthy()


def test_health_turns_503_while_the_database_is_gone(served: Served) -> None:
    served.wait_until_healthy()
    pid = served.child("database")["pid"]
    os.kill(pid, signal.SIGSTOP)  # silent, not dead: it must not be taken for well
    try:
        os.kill(served.child("feed")["pid"], 0)
        os.kill(pid, signal.SIGKILL)
        seen = set()
        until = time.monotonic() + 20
        while time.monotonic() < until and 503 not in seen:
            seen.add(served.get("/healthz")[0])
    finally:
        served.wait_until_healthy()
    assert 503 in seen


def _feed_is_silent(served: Served) -> bool:
    status, body = served.get("/healthz")
    return status == 503 and json.loads(body)["checks"]["feed"]["ok"] is False


def test_health_turns_503_when_the_worker_falls_silent(served: Served) -> None:
    served.wait_until_healthy()
    feed = served.child("feed")["pid"]
    os.kill(feed, signal.SIGSTOP)
    try:
        served.wait_for("503 for the feed", lambda: _feed_is_silent(served), within=45)
    finally:
        os.kill(feed, signal.SIGCONT)
    served.wait_until_healthy()


def test_figures_are_given_to_this_machine_only(served: Served) -> None:
    served.get("/healthz")
    status, body = served.get("/metrics")
    assert status == 200
    text = body.decode()
    for name in ("hoaban_requests_total", "hoaban_request_seconds_bucket", "hoaban_feed_unsealed"):
        assert name in text, name


def test_doctor_finds_a_running_installation_well(served: Served) -> None:
    served.wait_until_healthy()
    done = served.command("doctor", "--json")
    told = json.loads(done.stdout)
    assert [finding for finding in told["findings"] if finding["level"] == "failure"] == []
    assert done.returncode == 0


def test_a_clean_stop_leaves_nobody_behind_and_the_next_start_finds_everything(tmp_path: Path) -> None:
    served = Served(tmp_path / "var", free_port())
    served.start()
    served.wait_until_healthy()
    assert len(processes_of(served)) > 5
    assert served.command("stop").returncode == 0
    assert served.process is not None
    assert served.process.wait(timeout=10) == 0
    assert processes_of(served) == []
    assert not (served.var / "state.json").exists()
    assert "shut down" in (served.var / "log" / "postgres.log").read_text().splitlines()[-1]
    assert served.command("stop").returncode == 0, "stopping twice is no fault"


def test_after_kill_9_of_the_supervisor_its_children_end_and_the_next_start_recovers(tmp_path: Path) -> None:
    served = Served(tmp_path / "var", free_port())
    first = served.start()
    served.wait_until_healthy()
    first.kill()
    first.wait(timeout=10)
    served.wait_for("end of the children", lambda: processes_of(served) == [], within=30)
    second = served.start()
    served.wait_until_healthy()
    second.kill()
    second.wait(timeout=10)
    served.start()  # at once, while the children may still be ending
    try:
        served.wait_until_healthy()
    finally:
        assert served.stop() == 0
    assert processes_of(served) == []


def test_production_does_not_start_without_secrets_tls_and_host_names(tmp_path: Path) -> None:
    served = Served(tmp_path / "var", free_port(), HOABAN_MODE="production")
    refused = served.command("serve")
    assert refused.returncode == 2
    for word in ("HOABAN_SECRET_KEY", "HOABAN_TLS_CERT", "HOABAN_HOSTS"):
        assert word in refused.stdout + refused.stderr, word
    assert served.get("/healthz")[0] == 0


def test_production_starts_behind_a_trusted_proxy(tmp_path: Path) -> None:
    var = tmp_path / "var"
    settings = {"HOABAN_MODE": "production", "HOABAN_TRUSTED_PROXY": "127.0.0.1", "HOABAN_HOSTS": "127.0.0.1"}
    assert Served(var, 1, **settings).command("secrets").returncode == 0
    with serving(var, **settings) as served:
        assert all((path.stat().st_mode & 0o077) == 0 for path in (var / "secrets").iterdir())
        assert served.command("reset", "--yes").returncode == 2, "data of real work are not thrown away"


WRITE = """
import sys, django; django.setup()
from hoaban.foundation.accounts import api
from hoaban.kernel import clock
from hoaban.kernel.actor import system_actor
api.register_client(
    actor=system_actor("test", "accounts.manage"), name=sys.argv[1], label="x", grants=[], now=clock.now()
)
print(clock.now().isoformat())
"""

READ = """
import django; django.setup()
from hoaban.foundation.accounts import models
print(",".join(sorted(models.Client.objects.values_list("name", flat=True))))
"""


def test_a_backup_restores_to_a_moment_and_its_trail_is_whole(served: Served, tmp_path: Path) -> None:
    served.wait_until_healthy()
    served.run(WRITE, "before-backup")
    made = served.command("backup", "--json")
    assert made.returncode == 0, made.stderr
    assert len(json.loads(made.stdout)) == 1
    moment = served.run(WRITE, "after-backup").strip()
    time.sleep(1)
    served.run(WRITE, "after-moment")

    then = tmp_path / "then"
    done = served.command("restore", "--to", moment, "--into", str(then), "--json")
    assert done.returncode == 0, done.stderr
    assert served.command("restore", "--to", moment, "--into", str(then)).returncode == 2, (
        "not twice into one folder"
    )
    assert served.run(READ).strip() == "after-backup,after-moment,before-backup", (
        "what is in use is not touched"
    )

    restored = Served(then, 1)
    proof = restored.command("audit", "verify", "--json")
    assert proof.returncode == 0, proof.stdout + proof.stderr
    assert json.loads(proof.stdout)["entries"] + json.loads(proof.stdout)["unsealed"] >= 2
    with serving(then) as again:
        assert again.run(READ).strip() == "after-backup,before-backup"
        assert again.command("audit", "verify").returncode == 0


def test_a_token_and_a_refusal_from_the_command_line(served: Served) -> None:
    served.wait_until_healthy()
    served.run(WRITE, "integration")
    assert len(served.command("token", "--client", "integration").stdout.strip()) > 20
    assert served.command("token", "nobody").returncode == 2
    assert served.command("token").returncode == 2
    assert served.command("record", "show", "Patient/x", "--as", "nobody").returncode == 2
