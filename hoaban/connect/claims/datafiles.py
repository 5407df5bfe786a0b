"""Reads the package's CSV files. Lines that begin with ``#`` name the source and are skipped."""

from __future__ import annotations

import csv
from importlib.resources import files


def rows(name: str) -> list[dict[str, str]]:
    """All rows of ``data/<name>.csv`` as column name -> text."""
    text = (files(__package__) / "data" / f"{name}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(line for line in text.splitlines() if not line.startswith("#")))
