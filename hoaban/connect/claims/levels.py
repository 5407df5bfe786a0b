"""The decisions that shape claim files, as dated data: which one holds on the day an encounter ends.

Source: ``data/levels.csv``. A decision patches the one before it and keeps what it does not touch.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from hoaban.connect.claims.datafiles import rows

TESTS_OF_4750_FROM = date(2024, 4, 1)  # QĐ 4750: trial period before 2024-07-01


@dataclass(frozen=True, slots=True)
class Level:
    """One decision and the day from which it holds; ``valid_from`` is ``None`` if it never held alone."""

    code: str
    rank: int
    decision: str
    valid_from: date | None
    legal_basis: str
    certainty: str
    name_vi: str
    name_en: str


@cache
def levels() -> tuple[Level, ...]:
    """All levels, oldest first."""
    return tuple(
        Level(
            code=row["code"],
            rank=rank,
            decision=row["decision"],
            valid_from=date.fromisoformat(row["valid_from"]) if row["valid_from"] else None,
            legal_basis=row["legal_basis"],
            certainty=row["certainty"],
            name_vi=row["name_vi"],
            name_en=row["name_en"],
        )
        for rank, row in enumerate(rows("levels"))
    )


@cache
def level(code: str) -> Level:
    """The level of a code (``4210``, ``130``, ``4750``, ``3176``, ``1931``).

    :raises KeyError: there is no such level.
    """
    for one in levels():
        if one.code == code:
            return one
    raise KeyError(code)


def level_on(end_day: date) -> Level:
    """The level officially in force on the day the encounter ended; days before 2017 count as the oldest."""
    valid = [one for one in levels() if one.valid_from is not None and one.valid_from <= end_day]
    return valid[-1] if valid else levels()[0]


def level_for(shape: Level, end_day: date) -> Level:
    """The level to check a dossier against, given the shape it was recognised by and its end day.

    Files of QĐ 130 and 4750 sent during their trials, before 2024-07-01, are checked as what they are.
    """
    official = level_on(end_day)
    if official.code != "4210" or shape.code == "4210":
        return official
    return (
        level("4750") if shape.rank >= level("4750").rank and end_day >= TESTS_OF_4750_FROM else level("130")
    )
