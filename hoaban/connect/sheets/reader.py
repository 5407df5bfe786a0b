"""From the bytes of a workbook to lines, with every fault at its place."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import IO, Any
from xml.parsers import expat

from openpyxl.reader.excel import ExcelReader
from openpyxl.utils import get_column_letter

from hoaban.connect.sheets.markup import Markup, Merged, read_markup
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
_UNRESOLVED = (
    "Công thức chưa có kết quả: thay bằng giá trị.", "The formula has no result: put the value in its place.",
)  # fmt: skip
_BESIDE_LETTERS = frozenset(" ,.-/()")
"""What may be typed otherwise than a label has it; any other sign (as in "Nam?") says something else."""
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:[.,]000)+|[1-9]\d{0,2}(?:[.,]\d{3}){2,}")
"""A text that may be a thousand or a whole number with decimals; what a cell of numbers holds is never in doubt."""


class NotASpreadsheet(Invalid):
    """The file is no XLSX workbook, is too large, or has no line of titles."""


class _Unfit(Exception):
    """A cell that cannot be taken, in both languages."""


class _Begun(Exception):
    """The first element of a part was met."""


def read(content: bytes, columns: Sequence[Column], *, name: str) -> Sheet:
    """The lines of the sheet ``name`` (or the first one with titles) of a workbook.

    A cell that cannot be taken is a fault, and empty in its line; empty lines are passed over.

    :raises NotASpreadsheet: it cannot be read as such a list at all.
    """
    reader = _workbook(content)
    try:
        parts = {sheet.name: rel.target for sheet, rel in reader.parser.find_sheets()}
        for sheet in [reader.wb[name]] if name in reader.wb.sheetnames else reader.wb.worksheets:
            sheet.reset_dimensions()
            rows = enumerate(sheet.iter_rows(max_col=_COLUMNS, values_only=True), start=1)
            titles = _titles(rows, tuple(columns), sheet.title)
            if titles is not None:
                markup = read_markup(reader.archive.read(parts[sheet.title]))
                return _read_rows(rows, titles, tuple(columns), sheet.title, markup)
        raise NotASpreadsheet("Không thấy dòng tiêu đề cột.", "There is no line of column titles.")
    except NotASpreadsheet:
        raise
    except Exception as broken:  # openpyxl fails in many ways over a damaged part: all of them are the file's
        raise _no_spreadsheet() from broken
    finally:
        reader.wb.close()


def read_grid(content: bytes, *, name: str = "") -> tuple[str, tuple[tuple[object, ...], ...]]:
    """The name and all rows of the sheet ``name`` (or the first one), for a table whose columns somebody else chose.

    :raises NotASpreadsheet: it cannot be read, or has over 20,000 lines.
    """
    reader = _workbook(content)
    try:
        sheet = reader.wb[name] if name in reader.wb.sheetnames else reader.wb.worksheets[0]
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
        reader.wb.close()
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
        reader = ExcelReader(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        reader.read()
        return reader
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


@dataclass(frozen=True, slots=True)
class _Titles:
    """Where the titles stand: their line, which column is in which place, and what is wrong with them."""

    line: int
    found: dict[int, Column]
    faults: list[Fault]


def _read_rows(
    rows: Iterator[tuple[int, Any]], titles: _Titles, columns: tuple[Column, ...], name: str, markup: Markup
) -> Sheet:
    letters = {column.key: get_column_letter(place + 1) for place, column in titles.found.items()}
    faults = titles.faults + [
        _merged_fault(one, titles, name) for one in markup.merged if _is_among(one, titles)
    ]
    lines: list[Line] = []
    for number, cells in rows:
        if number > _LINES:
            raise NotASpreadsheet("Bảng có hơn 20.000 dòng.", "The sheet has over 20,000 lines.")
        unresolved = {column - 1 for column in markup.unresolved.get(number, ())}
        if not unresolved and all(cell is None or str(cell).strip() == "" for cell in cells):
            continue
        values, wrong = _line(cells, titles.found, unresolved)
        faults += [Fault(name, number, letters[one.key], one.title_vi, *said) for one, said in wrong]
        whole = {**dict.fromkeys(one.key for one in columns), **values}
        lines.append(Line(number, whole, frozenset(one.key for one, _said in wrong)))
        if len(faults) >= _FAULTS:
            break
    return Sheet(name, tuple(lines), tuple(faults), letters, columns)


def _is_among(merged: Merged, titles: _Titles) -> bool:
    """Whether merged cells take part in the lines below the titles."""
    places = range(merged.first_column - 1, merged.last_column)
    return merged.first_line > titles.line and any(place in titles.found for place in places)


def _merged_fault(merged: Merged, titles: _Titles, name: str) -> Fault:
    title = titles.found.get(merged.first_column - 1)
    return Fault(
        name, merged.first_line, get_column_letter(merged.first_column), title.title_vi if title else "",
        f"Ô gộp ({merged.name}): bỏ gộp rồi điền từng ô.", f"Merged cells ({merged.name}): unmerge them and fill in each.",
    )  # fmt: skip


def _titles(rows: Iterator[tuple[int, Any]], columns: tuple[Column, ...], name: str) -> _Titles | None:
    """The first line that holds at least two known titles, near the top; None when there is none."""
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
            missing = [Fault(name, number, "", one.title_vi, *_missing(one)) for one in lacking]
            return _Titles(number, found, strange + missing)
        if number >= _TITLES_WITHIN:
            break
    return None


def _missing(column: Column) -> tuple[str, str]:
    return f"Thiếu cột “{column.title_vi}”.", f"The column “{column.title_en}” is missing."


def _folded_title(title: str) -> str:
    return vietnamese.fold(title.replace("*", " "))


def _line(
    cells: Sequence[Any], found: dict[int, Column], unresolved: set[int]
) -> tuple[dict[str, Value], list[tuple[Column, tuple[str, str]]]]:
    values: dict[str, Value] = {}
    wrong: list[tuple[Column, tuple[str, str]]] = []
    for place, column in found.items():
        if place in unresolved:
            wrong.append((column, _UNRESOLVED))
            continue
        try:
            values[column.key] = _value(cells[place] if place < len(cells) else None, column)
        except _Unfit as unfit:
            wrong.append((column, unfit.args))
    return values, wrong


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
        if text == one.code or _is_label(text, one.label):
            return one.code
    raise _Unfit(f"“{text[:60]}” không có trong danh mục.", f"“{text[:60]}” is not in the list.")


def _is_label(text: str, label: str) -> bool:
    """Marks, case and spacing do not matter."""
    signs = {letter for letter in text if not letter.isalnum()} - _BESIDE_LETTERS
    return signs <= set(label) and vietnamese.fold(text) == vietnamese.fold(label)


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
    if isinstance(cell, str) and _THOUSANDS.fullmatch(cell.strip()):
        raise _Unfit(
            "Viết số liền, không dấu ngăn nghìn.", "Write the number without signs between thousands."
        )
    try:
        number = Decimal(str(cell).strip().replace(",", "."))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or abs(number) >= 10**12:
        raise _Unfit("Không phải số.", "Not a number.")
    return number
