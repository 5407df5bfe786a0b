"""What an act costs the machine: CPU of our processes and of the database's, and the peak memory of each of ours."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from django.db import connection

_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(slots=True)
class Spent:
    """Seconds of CPU; megabytes."""

    ours: float = 0.0
    database: float = 0.0
    peaks: list[int] = field(default_factory=list)


@contextmanager
def watched() -> Iterator[Spent]:
    """Measure what happens inside; the figures are there afterwards."""
    spent, postmaster = Spent(), _postmaster()
    ours, theirs = _with_children(os.getpid(), but=postmaster), _with_children(postmaster)
    peaks: dict[int, int] = {}
    over = threading.Event()

    def look() -> None:
        while not over.wait(0.2):
            for pid in _family(os.getpid(), but=postmaster):
                peaks[pid] = max(_peak(pid), peaks.get(pid, 0))

    watcher = threading.Thread(target=look, daemon=True)
    watcher.start()
    try:
        yield spent
    finally:
        over.set()
        watcher.join()
        spent.ours = _with_children(os.getpid(), but=postmaster) - ours
        spent.database = _with_children(postmaster) - theirs
        spent.peaks = [peak for peak in peaks.values() if peak]


def _postmaster() -> int:
    with connection.cursor() as cursor:
        cursor.execute("select pg_backend_pid()")
        (backend,) = cursor.fetchone() or (0,)
    return _parent(int(backend))


def _with_children(root: int, *, but: int = 0) -> float:
    """CPU seconds of a process, of its living descendants and of those that it has waited for."""
    return sum(_cpu(pid) for pid in _family(root, but=but))


def _family(root: int, *, but: int = 0) -> list[int]:
    parents = {int(one.name): _parent(int(one.name)) for one in Path("/proc").iterdir() if one.name.isdigit()}
    family = [root]
    for pid in family:
        family += [child for child, parent in parents.items() if parent == pid and child != but]
    return family


def _stat(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
    except OSError:
        return []


def _parent(pid: int) -> int:
    stat = _stat(pid)
    return int(stat[1]) if stat else 0


def _cpu(pid: int) -> float:
    return sum(map(int, _stat(pid)[11:15])) / _TICKS


def _peak(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) // 1024 for line in lines if line.startswith("VmHWM")), 0)
