"""Units as laboratories write them, with UCUM where it is surely the same unit (data/units.csv)."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

_TABLE = Path(__file__).parent.parent / "data" / "units.csv"
_AMBIGUOUS = frozenset({"G/L", "S", "PG", "Pg"})


@cache
def _table() -> dict[str, str]:
    with _TABLE.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    loose = {row["written"].casefold(): row["ucum"] for row in rows if row["any_case"] == "yes"}
    return loose | {row["written"]: row["ucum"] for row in rows}


def ucum(written: str) -> str | None:
    """The UCUM code of a unit, None when it is not surely known.

    Case counts where it must: g/L is grams, but G/L is written for giga and for grams, so it gets none.
    """
    table = _table()
    plain = written.replace(" ", "").replace("\N{MICRO SIGN}", "u").replace("\N{GREEK SMALL LETTER MU}", "u")
    return table.get(plain) or (None if plain in _AMBIGUOUS else table.get(plain.casefold()))
