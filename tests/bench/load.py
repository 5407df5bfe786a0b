"""A small load driver: keep-alive clients on loopback in a process of their own, so that their CPU is not counted.

:func:`main` reads a plan (pickled) from standard input and writes what it saw (pickled).
"""

from __future__ import annotations

import pickle
import selectors
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Plan:
    """``requests`` (whole HTTP requests) are sent in their order, over and over, by ``clients`` at once."""

    port: int
    clients: int
    requests: Sequence[bytes]
    seconds: float = 0.0
    """Until this much time is over; 0: until every request was sent once."""


@dataclass(slots=True)
class Seen:
    """``times`` in seconds, one for each answer; ``statuses`` counted."""

    seconds: float = 0.0
    times: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)


@dataclass(slots=True)
class _Client:
    link: socket.socket
    sent_at: float = 0.0
    got: bytes = b""
    want: int = -1


def drive(plan: Plan) -> Seen:
    """Run a plan in another process. :raises RuntimeError: the driver failed."""
    done = subprocess.run(
        [sys.executable, "-c", "from tests.bench import load; load.main()"],
        input=pickle.dumps(plan),
        capture_output=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr.decode()[-2000:])
    seen: Seen = pickle.loads(done.stdout)  # noqa: S301  (our own child wrote it)
    return seen


def run(plan: Plan) -> Seen:
    """Send, wait, note the time."""
    seen = Seen()
    waiting = selectors.DefaultSelector()
    queue = _endless(plan)
    began = time.perf_counter()
    until = began + plan.seconds if plan.seconds else float("inf")
    for _ in range(plan.clients):
        client = _Client(socket.create_connection(("127.0.0.1", plan.port)))
        client.link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if _send(client, queue):
            waiting.register(client.link, selectors.EVENT_READ, client)
    while waiting.get_map():
        for key, _ in waiting.select(timeout=30):
            client = key.data
            if not _read(client):
                continue
            now = time.perf_counter()
            seen.times.append(now - client.sent_at)
            status = int(client.got[9:12])
            seen.statuses[status] = seen.statuses.get(status, 0) + 1
            client.got, client.want = b"", -1
            if now >= until or not _send(client, queue):
                waiting.unregister(client.link)
                client.link.close()
    seen.seconds = time.perf_counter() - began
    return seen


def _endless(plan: Plan):  # type: ignore[no-untyped-def]
    while True:
        yield from plan.requests
        if not plan.seconds:
            return


def _send(client: _Client, queue) -> bool:  # type: ignore[no-untyped-def]
    request = next(queue, None)
    if request is None:
        return False
    client.sent_at = time.perf_counter()
    client.link.sendall(request)
    return True


def _read(client: _Client) -> bool:
    """Whether the answer is whole."""
    part = client.link.recv(1 << 18)
    if not part:
        raise ConnectionError("the server hung up")
    client.got += part
    if client.want < 0:
        head, end, _ = client.got.partition(b"\r\n\r\n")
        if not end:
            return False
        length = head.lower().partition(b"content-length:")[2].split(b"\r\n")[0]
        client.want = len(head) + 4 + int(length or 0)
    return len(client.got) >= client.want


def main() -> None:
    """The driver's process."""
    sys.stdout.buffer.write(pickle.dumps(run(pickle.loads(sys.stdin.buffer.read()))))  # noqa: S301
