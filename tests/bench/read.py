"""Reading through the door over HTTP: token checked, audited, fsync on, random ids, 16 keep-alive clients."""

from __future__ import annotations

import http.client
import random
import threading
import time
from datetime import timedelta
from pathlib import Path

from django.db import connection

from hoaban.foundation.accounts import api as accounts
from hoaban.kernel import clock
from hoaban.kernel.actor import system_actor
from tests import cast
from tests.bench import browsing

CLIENTS = 16
SECONDS = 8.0


def run(folder: Path) -> None:
    """Needs resources: runs after the claims bench."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select uid from record_resource where type = 96 and given_id is null order by random() limit 20000"
        )
        ids = [str(row[0]) for row in cursor.fetchall()]
    if not ids:
        print("read: nothing is stored; run the claims bench first")
        return
    steward, now = system_actor("bench", "accounts.manage"), clock.now()
    accounts.register_client(
        actor=steward, name="bench", label="bench", grants=list(cast.integration().grants), now=now
    )
    token = accounts.issue_token(actor=steward, client="bench", now=now, lifetime=timedelta(hours=1))
    with browsing.serving() as port:
        _drive(port, token, ids, 2.0)
        times = _drive(port, token, ids, SECONDS)
    times.sort()
    count = len(times)
    print(
        f"read: {count / SECONDS:.0f} requests/s with {CLIENTS} clients (driver in Python on the same cores),"
        f" p50 {times[count // 2] * 1000:.1f} ms, p99 {times[int(count * 0.99)] * 1000:.1f} ms"
    )


def _drive(port: int, token: str, ids: list[str], seconds: float) -> list[float]:
    found: list[float] = []
    until = time.perf_counter() + seconds

    def client(seed: int) -> None:
        rng = random.Random(seed)
        link = http.client.HTTPConnection("127.0.0.1", port)
        headers = {"Authorization": f"Bearer {token}"}
        mine = []
        while (started := time.perf_counter()) < until:
            link.request("GET", f"/fhir/R4/Observation/{rng.choice(ids)}", headers=headers)
            answer = link.getresponse()
            answer.read()
            assert answer.status == 200, answer.status
            mine.append(time.perf_counter() - started)
        found.extend(mine)

    threads = [threading.Thread(target=client, args=(number,)) for number in range(CLIENTS)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return found
