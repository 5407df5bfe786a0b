"""From the bytes of a workbook to lines, with every fault at its place."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import IO, Any
from xml.parsers import expat

import openpyxl
from openpyxl.utils import get_column_letter

from hoaban.connect.sheets.shapes import Column, Fault, Kind, Line, Sheet, Value
from hoaban.kernel import vietnamese
from hoaban.kernel.errors import Invalid

LARGEST = 10 * 1024 * 1024
_UNPACKED = 60 * 1024 * 1024
_PARTS = 500
_LINES = 20_000
_COLUMNS = 100
_LONGEST = 2_000
_FAULTS = 500
_TITLES_WITHIN = 10
"""So many lines may stand above the titles."""

_UNKNOWN = ("Không có cột này.", "There is no such column.")


class NotASpreadsheet(Invalid):
    """The file is no XLSX workbook, is too large, or has no line of titles."""


class _Unfit(Exception):
    """A cell that cannot be taken, in both languages."""


class _Begun(Exception):
    """The first element of a part was met."""


def read(content: bytes, columns: Sequence[Column], *, name: str) -> Sheet:
    """The lines of the sheet ``name`` (or the first one) of a workbook.

    Lines with a fault are left out of ``lines``; empty lines are passed over.

    :raises NotASpreadsheet: it cannot be read as such a list at all.
    """
    book = _workbook(content)
    try:
        sheet = book[name] if name in book.sheetnames else book.worksheets[0]
        sheet.reset_dimensions()
        rows = sheet.iter_rows(max_col=_COLUMNS, values_only=True)
        return _read_rows(enumerate(rows, start=1), tuple(columns), sheet.title)
    except NotASpreadsheet:
        raise
    except Exception as broken:  # openpyxl fails in many ways over a damaged part: all of them are the file's
        raise _no_spreadsheet() from broken
    finally:
        book.close()


def read_grid(content: bytes, *, name: str = "") -> tuple[str, tuple[tuple[object, ...], ...]]:
    """The name and all rows of the sheet ``name`` (or the first one), for a table whose columns somebody else chose.

    :raises NotASpreadsheet: it cannot be read, or has over 20,000 lines.
    """
    book = _workbook(content)
    try:
        sheet = book[name] if name in book.sheetnames else book.worksheets[0]
        sheet.reset_dimensions()
        rows: list[tuple[object, ...]] = []
        for row in sheet.iter_rows(max_col=_COLUMNS, values_only=True):
            if len(rows) >= _LINES:
                raise NotASpreadsheet("Bảng có hơn 20.000 dòng.", "The sheet has over 20,000 lines.")
            rows.append(tuple(row))
    except NotASpreadsheet:
        raise
    except Exception as broken:  # as in ``read``
        raise _no_spreadsheet() from broken
    finally:
        book.close()
    return sheet.title, tuple(rows)


def _workbook(content: bytes) -> Any:
    if len(content) > LARGEST:
        raise NotASpreadsheet("Tệp lớn hơn 10 MB.", "The file is over 10 MB.")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = package.infolist()
            if len(parts) > _PARTS or sum(part.file_size for part in parts) > _UNPACKED:
                raise NotASpreadsheet("Tệp quá lớn khi giải nén.", "The file is too large when unpacked.")
            for part in parts:
                with package.open(part) as stream:
                    if not _begins_plainly(stream, is_xml=part.filename.endswith((".xml", ".rels"))):
                        raise _no_spreadsheet()
        return openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    except NotASpreadsheet:
        raise
    except Exception as broken:  # a file that is none fails in many ways
        raise _no_spreadsheet() from broken


def _begins_plainly(stream: IO[bytes], *, is_xml: bool) -> bool:
    """Whether a part comes to its first element without a document type, however far down that would stand.

    What is no XML (a picture) begins plainly: the reader makes nothing of it.
    """
    types: list[str] = []
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = lambda name, *_: types.append(name)
    parser.StartElementHandler = _begin
    try:
        while not types and (chunk := stream.read(64 * 1024)):
            parser.Parse(chunk)
    except _Begun:
        return not types
    except expat.ExpatError:
        return not types and not is_xml
    return not types and not is_xml


def _begin(*_: object) -> None:
    raise _Begun


def _no_spreadsheet() -> NotASpreadsheet:
    return NotASpreadsheet("Tệp không phải là bảng tính XLSX.", "The file is not an XLSX spreadsheet.")


def _read_rows(rows: Iterator[tuple[int, Any]], columns: tuple[Column, ...], name: str) -> Sheet:
    found, faults = _titles(rows, columns, name)
    letters = {column.key: get_column_letter(place + 1) for place, column in found.items()}
    lines: list[Line] = []
    for number, cells in rows:
        if number > _LINES:
            raise NotASpreadsheet("Bảng có hơn 20.000 dòng.", "The sheet has over 20,000 lines.")
        if all(cell is None or str(cell).strip() == "" for cell in cells):
            continue
        values, wrong = _line(number, cells, found, name)
        faults += wrong
        if not wrong:
            lines.append(Line(number, {**dict.fromkeys(one.key for one in columns), **values}))
        if len(faults) >= _FAULTS:
            break
    return Sheet(name, tuple(lines), tuple(faults), letters, columns)


def _titles(
    rows: Iterator[tuple[int, Any]], columns: tuple[Column, ...], name: str
) -> tuple[dict[int, Column], list[Fault]]:
    """Which column stands where: the first line that holds all required titles, or at least two known ones."""
    known = {
        vietnamese.fold(title): column
        for column in columns
        for title in (column.key, column.title_en, column.title_vi)
    }
    for number, cells in rows:
        titles = {place: str(cell) for place, cell in enumerate(cells) if cell is not None}
        found = {
            place: known[folded] for place, one in titles.items() if (folded := _folded_title(one)) in known
        }
        if len(found) >= min(2, len(columns)):
            strange = [
                Fault(name, number, get_column_letter(place + 1), title[:80], *_UNKNOWN)
                for place, title in titles.items()
                if place not in found
            ]
            lacking = [one for one in columns if one.required and one not in found.values()]
            return found, strange + [Fault(name, number, "", one.title_vi, *_missing(one)) for one in lacking]
        if number >= _TITLES_WITHIN:
            break
    raise NotASpreadsheet("Không thấy dòng tiêu đề cột.", "There is no line of column titles.")


def _missing(column: Column) -> tuple[str, str]:
    return f"Thiếu cột “{column.title_vi}”.", f"The column “{column.title_en}” is missing."


def _folded_title(title: str) -> str:
    return vietnamese.fold(title.replace("*", " "))


def _line(
    number: int, cells: Sequence[Any], found: dict[int, Column], name: str
) -> tuple[dict[str, Value], list[Fault]]:
    values: dict[str, Value] = {}
    faults: list[Fault] = []
    for place, column in found.items():
        cell = cells[place] if place < len(cells) else None
        try:
            values[column.key] = _value(cell, column)
        except _Unfit as unfit:
            letter = get_column_letter(place + 1)
            faults.append(Fault(name, number, letter, column.title_vi, *unfit.args))
    return values, faults


def _value(cell: Any, column: Column) -> Value:
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        if column.required:
            raise _Unfit("Ô này không được để trống.", "This cell must not be empty.")
        return None
    if column.kind is Kind.DAY:
        return _day(cell)
    if column.kind is Kind.NUMBER:
        return _number(cell)
    text = _text(cell)
    if column.kind is Kind.CODES:
        return tuple(_chosen(one, column) for one in text.split(";") if one.strip())
    return _chosen(text, column)


def _text(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, datetime):
        cell = f"{cell.day:02d}/{cell.month:02d}/{cell.year}"
    text = vietnamese.nfc(str(cell))
    if len(text) > _LONGEST:
        raise _Unfit("Ô có hơn 2.000 ký tự.", "The cell has over 2,000 characters.")
    if text.startswith("#") and text.rstrip("!?").isupper():
        raise _Unfit("Ô có lỗi công thức.", "The cell holds a formula's error.")
    if any(ord(letter) < 32 for letter in text):
        raise _Unfit("Ô có ký tự điều khiển.", "The cell holds control characters.")
    return text


def _chosen(text: str, column: Column) -> str:
    text = text.strip()
    if not column.choices:
        return text
    for one in column.choices:
        if text == one.code or vietnamese.fold(text) == vietnamese.fold(one.label):
            return one.code
    raise _Unfit(f"“{text[:60]}” không có trong danh mục.", f"“{text[:60]}” is not in the list.")


def _day(cell: Any) -> date:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = str(cell).strip()
    for pattern in ("%d/%m/%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(text, pattern).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise _Unfit("Không phải ngày (dd/mm/yyyy).", "Not a day (dd/mm/yyyy).")


def _number(cell: Any) -> Decimal:
    try:
        number = Decimal(str(cell).strip().replace(",", "."))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or abs(number) >= 10**12:
        raise _Unfit("Không phải số.", "Not a number.")
    return number
