"""What invented people die of, by age; and how it ends: in the facility, or taken home by the family."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from random import Random

from hoaban.kernel import tables
from hoaban.ops.demo import catalogue
from hoaban.ops.demo.catalogue import PACKAGE, Condition

_BANDS = (1, 15, 40, 60)
_WEIGHTS = ("w0", "w1", "w15", "w40", "w60")


@dataclass(frozen=True, slots=True)
class Cause:
    """One line of ``data/deaths.csv``: the condition, its weight in each age group, the share taken home."""

    condition: Condition
    weights: tuple[float, ...]
    home: float


@cache
def causes() -> tuple[Cause, ...]:
    """All causes of death of the demo."""
    return tuple(_cause(row) for row in tables.read_table(PACKAGE, "deaths.csv"))


def cause_at(age: int, rng: Random) -> Cause:
    """What somebody of that age dies of."""
    band = sum(age >= limit for limit in _BANDS)
    return rng.choices(causes(), [one.weights[band] for one in causes()])[0]


def _cause(row: dict[str, str]) -> Cause:
    like = catalogue.conditions()[row["like"]]
    condition = replace(
        like, key=f"death_{row['key']}", icd10=row["icd10"], name=row["name"], reason=row["reason"],
        course="acute", also=(), every=0,
    )  # fmt: skip
    return Cause(condition, tuple(float(row[name]) for name in _WEIGHTS), float(row["home"]))
