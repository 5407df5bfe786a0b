"""Who is seen before others, as the law names them (``data/priorities.csv``)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from hoaban.kernel import tables

_PACKAGE = "hoaban.shared.scheduling"
NONE = "none"


@dataclass(frozen=True, slots=True)
class Priority:
    """A group. ``rank``: 0 before everybody, 1 before the ordinary in turns with them, 2 the ordinary.

    ``first_age`` and ``below_age``: full years that alone make somebody one of the group; both None when age does not tell.
    """

    code: str
    rank: int
    vi: str
    en: str
    first_age: int | None
    below_age: int | None


@cache
def priorities() -> dict[str, Priority]:
    """All groups by code, in the order of the file."""
    return {
        row["code"]: Priority(
            row["code"], int(row["rank"]), row["vi"], row["en"], _years(row["from"]), _years(row["below"])
        )
        for row in tables.read_table(_PACKAGE, "priorities.csv")
    }


def by_age(birth: str, on: date) -> str:
    """The group that somebody's age alone makes them one of; ``none`` when it makes them one of none.

    ``birth``: YYYY, YYYY-MM or YYYY-MM-DD. What is known in part is read to the person's good: the youngest that a child
    may be, the oldest that an old person may be.
    """
    if not birth:
        return NONE
    youngest, oldest = _age(birth, on, "12-31"), _age(birth, on, "01-01")
    for one in priorities().values():
        if one.below_age is not None and 0 <= youngest < one.below_age:
            return one.code
        if one.first_age and oldest >= one.first_age:
            return one.code
    return NONE


def _years(text: str) -> int | None:
    return int(text) if text else None


def _age(birth: str, on: date, rest: str) -> int:
    """Full years on a day of somebody born then; what is missing of the birth is taken from ``rest`` (MM-DD)."""
    year, month_day = int(birth[:4]), (birth[5:] + rest[len(birth[5:]) :])[:5]
    return on.year - year - (on.strftime("%m-%d") < month_day)
