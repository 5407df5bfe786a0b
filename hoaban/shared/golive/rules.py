"""What is asked of a facility, and the regulation that the platform proposes: from its own settings, to be edited."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from hoaban.kernel import tables

ANSWERS = {"met": ("đạt", "met"), "part": ("đạt một phần", "met in part"), "missing": ("chưa có", "missing")}


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing that is asked. ``address``: the screen that shows it; ``state``: of the platform itself."""

    code: str
    basis: str
    name: tuple[str, str]
    address: str
    state: str
    note: str


@cache
def criteria() -> tuple[Criterion, ...]:
    """All of them, in their order."""
    return tuple(
        Criterion(
            row["code"], row["basis"], (row["vi"], row["en"]), row["address"], row["state"], row["note"]
        )
        for row in tables.read_table("hoaban.shared.golive", "criteria.csv")
    )


def propose_regulation(
    facility: str,
    *,
    kept: Sequence[tuple[str, int, str]],
    reopened: Sequence[tuple[str, int]],
    idle_minutes: int,
) -> str:
    """The regulation of a facility. ``kept``: class, years (0: for ever) and basis; ``reopened``: why, for how many hours."""
    years = "\n".join(
        f"- {name}: {f'{count} năm' if count else 'vĩnh viễn'} ({basis})" for name, count, basis in kept
    )
    reasons = "\n".join(f"- {name}: trong {hours} giờ" for name, hours in reopened)
    text = tomllib.loads(
        files("hoaban.shared.golive").joinpath("data", "regulation.toml").read_text("utf-8")
    )["text"]
    made: str = text.format(
        facility=facility.upper(), reasons=reasons, years=years, idle_minutes=idle_minutes
    )
    return made.strip()
