"""docs/verified.md: one section per check, each with its own day, commit and machine, so that each can be run again alone."""

from __future__ import annotations

import os
import platform
import re
import subprocess
from datetime import datetime
from pathlib import Path

from hoaban.kernel.clock import VIETNAM
from hoaban.ops.runtime.binaries import major_version

_HEAD = """# Verified

What the long checks found when they were last run. `make verify` runs all of them, `make verify SECTION=fuzz` one;
the others keep what they said. Wall-clock figures are those of the machine named beside them, with whatever else it did.
"""


def read(path: Path) -> dict[str, str]:
    """The sections that the report has, by name."""
    if not path.exists():
        return {}
    parts = re.split(r"^## (\S+)\n", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {name: text.strip() for name, text in zip(parts[1::2], parts[2::2], strict=True)}


def write(path: Path, sections: dict[str, str]) -> None:
    """The whole report anew, in the given order."""
    texts = [f"## {name}\n\n{text.strip()}\n" for name, text in sections.items()]
    path.write_text("\n".join([_HEAD, *texts]), encoding="utf-8")


def section(title: str, circumstances: str, output: str, *, well: bool) -> str:
    """What one section says."""
    verdict = "" if well else "**FAILED**\n\n"
    return f"{title}\n\n{circumstances}\n\n{verdict}```\n{output.strip()}\n```"


def circumstances(name: str, at: datetime, seconds: int) -> str:
    """When, of which commit, on what, by which command."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") >> 30
    return (
        f"{at.astimezone(VIETNAM):%Y-%m-%d %H:%M} (Viet Nam), commit {_commit()}, {seconds} s; {os.cpu_count()} cores"
        f" ({_processor()}), {memory} GiB, load {os.getloadavg()[0]:.1f}, Python {platform.python_version()},"
        f" PostgreSQL {major_version()}; `make verify SECTION={name}`"
    )


def _commit() -> str:
    commit = _git("rev-parse", "--short", "HEAD")
    # the report itself changes with every section
    changed = [line for line in _git("status", "--porcelain").splitlines() if "docs/verified.md" not in line]
    return f"{commit} with changes" if changed else commit


def _git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], capture_output=True, text=True, check=False)
    return done.stdout.strip() or "unknown"


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()
