"""A sheet as its columns, its lines and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

Value: TypeAlias = str | date | Decimal | tuple[str, ...] | None


class Kind(StrEnum):
    """What stands in the cells of a column."""

    TEXT = "text"
    DAY = "day"
    NUMBER = "number"
    CODES = "codes"
    """Several, parted by semicolons."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A code with the label that a person types or picks."""

    code: str
    label: str


@dataclass(frozen=True, slots=True)
class Column:
    """One column. With ``choices`` only those codes (or their labels) are taken."""

    key: str
    title_vi: str
    title_en: str
    kind: Kind = Kind.TEXT
    required: bool = False
    width: int = 16
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class Fault:
    """A cell (or line) that cannot be taken. ``column`` is a letter, empty when the whole line is meant."""

    sheet: str
    line: int
    column: str
    title: str
    message_vi: str
    message_en: str

    @property
    def place(self) -> str:
        """``NhanLuc!C7``."""
        return f"{self.sheet}!{self.column}{self.line}"


@dataclass(frozen=True, slots=True)
class Line:
    """One line with its number in the sheet; every column's key has a value, ``None`` where the cell is empty."""

    number: int
    values: dict[str, Value]
    unread: frozenset[str] = frozenset()
    """Keys of cells that could not be taken: they are no reason for a second fault."""

    def text(self, key: str) -> str:
        """The text of a cell; empty when there is none."""
        value = self.values.get(key)
        return value if isinstance(value, str) else ""

    def day(self, key: str) -> date | None:
        """The day of a cell."""
        value = self.values.get(key)
        return value if isinstance(value, date) else None

    def number_of(self, key: str) -> Decimal | None:
        """The number of a cell."""
        value = self.values.get(key)
        return value if isinstance(value, Decimal) else None

    def codes(self, key: str) -> tuple[str, ...]:
        """The codes of a cell."""
        value = self.values.get(key)
        return value if isinstance(value, tuple) else ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """What was read. ``letters`` gives the column letter of each key that the file has."""

    name: str
    lines: tuple[Line, ...]
    faults: tuple[Fault, ...]
    letters: dict[str, str] = field(default_factory=dict)
    columns: tuple[Column, ...] = ()

    def faults_of(self, line: Line, problems: Iterable[tuple[str, str, str]]) -> list[Fault]:
        """What only the caller can see (key, Vietnamese, English), but for cells that could not be taken anyway."""
        return [self.fault(line, key, vi, en) for key, vi, en in problems if key not in line.unread]

    def fault(self, line: Line, key: str, message_vi: str, message_en: str) -> Fault:
        """A fault of a cell that only the caller can see."""
        title = next((one.title_vi for one in self.columns if one.key == key), "")
        return Fault(self.name, line.number, self.letters.get(key, ""), title, message_vi, message_en)
