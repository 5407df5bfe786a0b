"""A backup taken under load restores to a moment: what was acknowledged before is there, what was asked for after is not."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from hoaban.kernel import clock
from hoaban.ops.tests.serving import serving
from tests.verify.kill_database import CLIENTS, token_of
from tests.verify.writers import Writers


def main() -> None:
    """Write, back up while writing goes on, choose a moment, write on; restore, serve the result, compare."""
    with tempfile.TemporaryDirectory(prefix="hoaban-restore-") as folder:
        var, into = Path(folder) / "var", Path(folder) / "then"
        with serving(var) as served:
            with Writers(served.port, token_of(served), clients=CLIENTS) as writers:
                writers.wait_for_more(200, within=120)
                begun = time.monotonic()
                backup = served.command("backup")
                backing_up = time.monotonic() - begun
                assert backup.returncode == 0, backup.stderr
                writers.wait_for_more(200, within=120)
                moment = clock.now()
                writers.wait_for_more(200, within=120)
            begun = time.monotonic()
            done = served.command("restore", "--to", moment.isoformat(), "--into", str(into))
            restoring = time.monotonic() - begun
            assert done.returncode == 0, done.stderr
        with serving(into) as restored:
            wrong = writers.mismatches(port=restored.port, until=moment)
            verdict = restored.command("audit", "verify")
        before = sum(one.answered_at < moment for one in (*writers.created, *writers.updated))
        after = sum(one.asked_at > moment for one in (*writers.created, *writers.updated))
        print(
            f"backup in {backing_up:.1f} s while {CLIENTS} clients wrote; restore to a moment between in {restoring:.1f} s"
        )
        print(
            f"{before} writes acknowledged before it, {after} asked for after it; wrong in the restored record: {len(wrong)}"
        )
        print(verdict.stdout.strip().splitlines()[-1])
        assert not wrong, wrong[:20]
        assert verdict.returncode == 0, verdict.stderr


if __name__ == "__main__":
    main()
