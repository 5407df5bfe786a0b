"""Processes that the supervisor holds: started, restarted with back-off, stopped in order."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field

_PR_SET_PDEATHSIG = 1
STEADY_AFTER = 60.0
"""Seconds after which a process counts as healthy and its next end as a first one."""
LONGEST_PAUSE = 30.0


def die_with_parent(sign: signal.Signals = signal.SIGTERM) -> None:
    """Ask the kernel to end us when the process that started us ends, however it ends."""
    parent = os.getppid()
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, int(sign))
    if os.getppid() != parent:  # it ended while we were asking
        os.kill(os.getpid(), sign)


@dataclass(slots=True)
class Child:
    """One process. ``start`` makes it; ``stop_signals`` are tried in turn, each with its patience in seconds."""

    name: str
    start: Callable[[], subprocess.Popen[bytes]]
    stop_signals: tuple[tuple[signal.Signals, float], ...] = ((signal.SIGTERM, 25.0), (signal.SIGKILL, 10.0))
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    ends: int = 0
    """How often it ended by itself in quick succession."""
    restarts: int = 0
    not_before: float = 0.0
    last_status: int | None = field(default=None)

    @property
    def pid(self) -> int | None:
        return self.process.pid if self.process else None

    def tend(self) -> str | None:
        """Start it if it is not running and may be; returns ``"started"``, ``"ended"`` or None when nothing changed."""
        now = time.monotonic()
        if self.process is not None:
            status = self.process.poll()
            if status is None:
                return None
            self._note_end(status, now)
            return "ended"
        if now < self.not_before:
            return None
        self.process, self.started_at = self.start(), now
        return "started"

    def _note_end(self, status: int, now: float) -> None:
        steady = now - self.started_at >= STEADY_AFTER
        self.ends = 1 if steady else self.ends + 1
        self.restarts += 1
        self.process, self.last_status = None, status
        self.not_before = now + min(LONGEST_PAUSE, 0.25 * 2 ** (self.ends - 1))

    def ask_to_stop(self) -> None:
        """Send the first stop signal; :meth:`stop` waits."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(self.stop_signals[0][0])

    def stop(self) -> None:
        """Stop it and wait until it has ended."""
        if self.process is None:
            return
        for sign, patience in self.stop_signals:
            if self.process.poll() is None:
                self.process.send_signal(sign)
            try:
                self.process.wait(timeout=patience)
                break
            except subprocess.TimeoutExpired:
                continue
        self.process = None
