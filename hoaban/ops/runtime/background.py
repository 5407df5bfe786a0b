"""``hoaban worker``: the background processes without web server or database, for who runs those elsewhere."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from types import FrameType

from hoaban.ops.runtime.children import Child
from hoaban.ops.runtime.installation import Installation


def run(here: Installation, parts: Sequence[str], *, say: Callable[[str, str], None]) -> None:
    """Hold the named processes (``jobs``, ``feed``) until SIGTERM or SIGINT; their logs go to our own outputs."""
    children = [_child(here, part) for part in parts]
    stopping = False

    def asked(_sign: int, _frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True

    signal.signal(signal.SIGTERM, asked)
    signal.signal(signal.SIGINT, asked)
    while not stopping:
        for child in children:
            if child.tend() == "ended":
                say(
                    f"{child.name} đã dừng; sẽ khởi động lại.",
                    f"{child.name} ended; it will be started again.",
                )
        time.sleep(0.1)
    for child in children:
        child.ask_to_stop()
    for child in children:
        child.stop()


def _child(here: Installation, part: str) -> Child:
    def start() -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "hoaban.ops.runtime.process", part]
        return subprocess.Popen(
            command, env=here.environment(), stdin=subprocess.DEVNULL, start_new_session=True
        )

    return Child(part, start)
