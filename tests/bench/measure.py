"""What the benches share: CPU of whole process trees, percentiles, the line about the machine."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


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


def cpu_seconds(root: int) -> float:
    """CPU seconds (user and system) that a process and everything below it has used so far, ended ones included."""
    table = _table()
    family, fresh = {root}, {root}
    while fresh:
        fresh = {pid for pid, one in table.items() if one.parent in fresh} - family
        family |= fresh
    return sum(table[pid].own + table[pid].reaped for pid in family if pid in table) / _TICKS


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
