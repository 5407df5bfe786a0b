"""Lists kept in spreadsheets: XLSX bytes to lines and back (README.md)."""

from hoaban.connect.sheets.reader import NotASpreadsheet, read
from hoaban.connect.sheets.shapes import Choice, Column, Fault, Kind, Line, Sheet, Value
from hoaban.connect.sheets.writer import write, write_csv

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
    "write",
    "write_csv",
]
