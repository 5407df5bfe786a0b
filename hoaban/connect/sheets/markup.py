"""What the values of cells do not tell: which were merged, and which hold a formula that nobody has calculated."""

from __future__ import annotations

import re
from dataclasses import dataclass

from openpyxl.utils import range_boundaries

_MERGED = re.compile(
    rb"<(?:\w+:)?mergeCell\b[^>]*?\bref=[\"']([A-Z]{1,3}[0-9]{1,7}:[A-Z]{1,3}[0-9]{1,7})[\"']"
)
_FORMULA = re.compile(
    rb"<(?:\w+:)?c\b([^>]*)>\s*"
    rb"<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_PLACE = re.compile(rb"\br=[\"']([A-Z]{1,3}[0-9]{1,7})[\"']")
_IS_TEXT = re.compile(rb"\bt=[\"']str[\"']")


@dataclass(frozen=True, slots=True)
class Merged:
    """Cells that are one: how a spreadsheet names them, and their first and last column and line."""

    name: str
    first_column: int
    first_line: int
    last_column: int
    last_line: int


@dataclass(frozen=True, slots=True)
class Markup:
    """Of one sheet. ``unresolved``: by line the columns of formulas without a result."""

    merged: tuple[Merged, ...]
    unresolved: dict[int, set[int]]


def read_markup(part: bytes) -> Markup:
    """Look through the XML of a sheet; a prefix before its names does not matter."""
    merged = tuple(
        Merged(name, *range_boundaries(name)) for name in (one[1].decode() for one in _MERGED.finditer(part))
    )
    unresolved: dict[int, set[int]] = {}
    for cell in _FORMULA.finditer(part):
        place = _PLACE.search(cell[1])
        if place and not _IS_TEXT.search(cell[1]):  # an empty text is a result
            column, line, *_ = range_boundaries(place[1].decode())
            unresolved.setdefault(line, set()).add(column)
    return Markup(merged, unresolved)
