"""From lines to the bytes of a workbook that people fill in and send back."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from hoaban.connect.sheets.shapes import Column, Kind, Value

_LISTED = 2_000
"""So many lines below the titles offer their list."""
_LONGEST_LIST = 255


def write(columns: Sequence[Column], lines: Iterable[Mapping[str, Value]], *, name: str) -> bytes:
    """A workbook with one sheet: titles (a star where a cell is required), then the lines. No lines: a template."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        sheet = book.add_worksheet(name)
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#E8EEF0"})
        formats = {
            Kind.DAY: book.add_format({"num_format": "dd/mm/yyyy"}),
            Kind.NUMBER: book.add_format({}),
        }
        text = book.add_format({"num_format": "@"})
        for place, column in enumerate(columns):
            sheet.set_column(place, place, column.width, formats.get(column.kind, text))
            sheet.write_string(0, place, column.title_vi + (" *" if column.required else ""), head)
            _offer(sheet, place, column)
        sheet.freeze_panes(1, 0)
        for number, line in enumerate(lines, start=1):
            for place, column in enumerate(columns):
                _put(sheet, number, place, _shown(line.get(column.key), column))
    return out.getvalue()


def _offer(sheet: Worksheet, place: int, column: Column) -> None:
    """The labels to choose from, where a spreadsheet can hold them (255 characters) and the cell takes one only."""
    labels = [one.label for one in column.choices]
    if (
        labels
        and column.kind is Kind.TEXT
        and len(",".join(labels)) <= _LONGEST_LIST
        and "," not in "".join(labels)
    ):
        sheet.data_validation(1, place, _LISTED, place, {"validate": "list", "source": labels})


def _shown(value: Value, column: Column) -> str | date | Decimal | None:
    labels = {one.code: one.label for one in column.choices}
    if isinstance(value, tuple):
        return "; ".join(labels.get(one, one) for one in value)
    if isinstance(value, str):
        return labels.get(value, value)
    return value


def _put(sheet: Worksheet, number: int, place: int, value: str | date | Decimal | None) -> None:
    if isinstance(value, date):
        sheet.write_datetime(number, place, value)
    elif isinstance(value, Decimal):
        sheet.write_number(number, place, value)
    elif value:
        sheet.write_string(number, place, value)
