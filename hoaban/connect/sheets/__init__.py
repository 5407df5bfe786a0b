"""Lists kept in spreadsheets: XLSX bytes to lines and back, CSV (README.md)."""

from hoaban.connect.sheets.plain import write_csv
from hoaban.connect.sheets.reader import NotASpreadsheet, read, read_grid
from hoaban.connect.sheets.shapes import Choice, Column, Fault, Kind, Line, Sheet, Value
from hoaban.connect.sheets.writer import write

__all__ = [
    "Choice",
    "Column",
    "Fault",
    "Kind",
    "Line",
    "NotASpreadsheet",
    "Sheet",
    "Value",
    "read",
    "read_grid",
    "write",
    "write_csv",
]
