"""Lines as comma-separated text, for programs and for spreadsheets that take nothing else."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date

_MARK = "\ufeff"
"""Without it a spreadsheet takes Vietnamese for something else."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def write_csv(titles: Sequence[str], lines: Iterable[Sequence[object]]) -> bytes:
    """A table in UTF-8 with its titles; days as ``2026-11-29``. No cell is taken for a formula."""
    out = io.StringIO(newline="")
    table = csv.writer(out)
    table.writerow(map(_harmless, titles))
    for line in lines:
        table.writerow(map(_cell, line))
    return (_MARK + out.getvalue()).encode()


def _cell(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return _harmless("; ".join(map(str, value)))
    return _harmless(value) if isinstance(value, str) else value


def _harmless(text: str) -> str:
    """A text that begins like a formula is told apart by an apostrophe."""
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text
