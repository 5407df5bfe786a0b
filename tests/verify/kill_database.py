"""Every acknowledged write is still there when the database is killed again and again under concurrent writers."""

from __future__ import annotations

import os
import random
import signal
import tempfile
import time
from pathlib import Path

from hoaban.kernel import clock
from hoaban.ops.tests.serving import Served, serving
from tests.verify.writers import Writers

KILLS = 12
CLIENTS = 8
_BACK_WITHIN = 120.0


def main() -> None:
    """Kill, wait until writes are acknowledged again, and at the end ask for every one of them."""
    chance = random.Random(2026)
    with (
        tempfile.TemporaryDirectory(prefix="hoaban-kill-") as folder,
        serving(Path(folder) / "var") as served,
    ):
        back = []
        with Writers(served.port, token_of(served), clients=CLIENTS) as writers:
            for _ in range(KILLS):
                writers.wait_for_more(50, within=_BACK_WITHIN)
                time.sleep(chance.uniform(0.0, 2.0))
                served.wait_for("a database", lambda: served.child("database").get("pid"))
                os.kill(served.child("database")["pid"], signal.SIGKILL)
                back.append(writers.wait_for_one_asked_after(clock.now(), within=_BACK_WITHIN))
        served.wait_until_healthy()
        lost = writers.mismatches(port=served.port)
        verdict = served.command("audit", "verify")
        print(
            f"{KILLS} times kill -9 of the database under {CLIENTS} clients; writes acknowledged again after"
            f" {min(back):.1f} to {max(back):.1f} s"
        )
        print(
            f"{len(writers.created)} creates and {len(writers.updated)} updates acknowledged, {writers.unanswered} calls"
            f" unanswered; lost: {len(lost)}"
        )
        print(verdict.stdout.strip().splitlines()[-1])
        assert not lost, lost[:20]
        assert verdict.returncode == 0, verdict.stderr


def token_of(served: Served) -> str:
    """A token of the demo's machine client; the smallest demo comes with it."""
    built = served.command("demo", "build", "--people", "10", "--json")
    assert built.returncode == 0, built.stderr
    return served.command("token", "--client", "integration").stdout.strip()


if __name__ == "__main__":
    main()
