"""What the benches share: CPU of whole process trees, percentiles, the line about the machine."""

from __future__ import annotations

import os
import platform
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
_ITS_CPU = 2
"""Of the clocks of a process the one of its CPU time, see clock_getcpuclockid(3)."""


@dataclass(frozen=True, slots=True)
class _Process:
    parent: int
    own: int
    """utime + stime, in ticks."""
    reaped: int
    """The same of children that ended and were waited for."""


def machine() -> str:
    """Cores, processor, versions and load: without them a figure means nothing."""
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    kind = platform.processor() or platform.machine()
    return f"{os.cpu_count()} cores, {kind}, Python {platform.python_version()}; load {load}"


def cpu_seconds(root: int, *, but: int = 0) -> float:
    """CPU seconds (user and system) of a process and everything below it so far, ended ones too; ``but`` one child."""
    table = _table()
    return (
        sum(table[pid].own + table[pid].reaped for pid in _family(table, root, but) if pid in table) / _TICKS
    )


def family(root: int) -> set[int]:
    """A process and everything below it."""
    return _family(_table(), root, 0)


def clocks(pids: Iterable[int]) -> dict[int, float]:
    """CPU seconds of these processes so far, of those that are still there, to the nanosecond: :func:`cpu_seconds` tells by
    ticks, and looks through every process of the machine first."""
    found = {}
    for pid in pids:
        with suppress(OSError):
            found[pid] = time.clock_gettime(~pid << 3 | _ITS_CPU)
    return found


def since(before: Mapping[int, float]) -> float:
    """CPU seconds that those processes spent since :func:`clocks` was read."""
    return sum(now - before[pid] for pid, now in clocks(before).items())


@dataclass(slots=True)
class Spent:
    """Seconds of CPU of our own processes and of the database's; peak memory of each of ours in megabytes."""

    ours: float = 0.0
    database: float = 0.0
    peaks: list[int] = field(default_factory=list)


@contextmanager
def watched(database: int) -> Iterator[Spent]:
    """Measure what happens inside; the figures are there afterwards. ``database``: the postmaster's process id."""
    spent, me = Spent(), os.getpid()
    ours, theirs = cpu_seconds(me, but=database), cpu_seconds(database)
    peaks: dict[int, int] = {}
    over = threading.Event()

    def look() -> None:
        while not over.wait(0.2):
            for pid in _family(_table(), me, database):
                peaks[pid] = max(_peak(pid), peaks.get(pid, 0))

    watcher = threading.Thread(target=look, daemon=True)
    watcher.start()
    try:
        yield spent
    finally:
        over.set()
        watcher.join()
        spent.ours = cpu_seconds(me, but=database) - ours
        spent.database = cpu_seconds(database) - theirs
        spent.peaks = [peak for peak in peaks.values() if peak]


def _family(table: dict[int, _Process], root: int, but: int) -> set[int]:
    family, fresh = {root}, {root}
    while fresh:
        fresh = {pid for pid, one in table.items() if one.parent in fresh and pid != but} - family
        family |= fresh
    return family


def _peak(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) // 1024 for line in lines if line.startswith("VmHWM")), 0)


def _table() -> dict[int, _Process]:
    found = {}
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            text = (folder / "stat").read_text()
        except OSError:
            continue
        fields = text.rpartition(")")[2].split()
        utime, stime, cutime, cstime = map(int, fields[11:15])
        found[int(folder.name)] = _Process(int(fields[1]), utime + stime, cutime + cstime)
    return found


def percentile(times: Sequence[float], share: float) -> float:
    """The value below which ``share`` (0 to 1) of ``times`` lie; ``times`` need not be sorted."""
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0


def median(values: Sequence[float]) -> float:
    """The middle value."""
    return percentile(values, 0.5)
