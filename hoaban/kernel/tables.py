"""Tables that travel with the code: CSV files in a package's ``data`` folder.

Lines that begin with ``#`` stand at the top and say what the table is and where it comes from.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from importlib.resources import files

from hoaban.kernel.effective import Period


def read_table(package: str, name: str) -> Iterator[dict[str, str]]:
    """The rows of ``package``'s ``data/name``, each by column name; an empty cell is an empty string.

    :raises ValueError: a row has more or fewer cells than the header.
    """
    text = files(package).joinpath("data", *name.split("/")).read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    for number, row in enumerate(csv.DictReader(lines), start=1):
        if None in row or None in row.values():
            raise ValueError(f"{package}/data/{name}: row {number} does not fit the header")
        yield row


def period_of(row: dict[str, str]) -> Period:
    """The period in the columns ``start`` and ``end`` (ISO days, both included; empty is open)."""
    return Period(day_of(row["start"]), day_of(row["end"]))


def day_of(text: str) -> date | None:
    """An ISO day, or ``None`` for an empty cell."""
    return date.fromisoformat(text) if text else None
