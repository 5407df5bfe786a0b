"""Lines as comma-separated text, for programs and for spreadsheets that take nothing else."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from hoaban.connect.sheets.shapes import Column, Value

_MARK = "\ufeff"
"""Without it a spreadsheet takes Vietnamese for something else."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def harmless(text: str) -> str:
    """A cell that no spreadsheet takes for a formula: what begins like one is told apart by an apostrophe."""
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text


def write_plain(columns: Sequence[Column], lines: Iterable[Mapping[str, Value]]) -> bytes:
    """A table in UTF-8 with its titles; days as ``2026-11-29``."""
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow([harmless(column.title_vi) for column in columns])
    for line in lines:
        table.writerow([_cell(line.get(column.key)) for column in columns])
    return (_MARK + out.getvalue()).encode()


def _cell(value: Value) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return harmless("; ".join(value) if isinstance(value, tuple) else value or "")
