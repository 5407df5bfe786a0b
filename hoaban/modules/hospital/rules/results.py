"""Results: the values of a template, reference ranges and critical limits by sex and age, what changed in a new version."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files

from hoaban.kernel import tables

_HOSPITAL = "hoaban.modules.hospital"
_ADULT = 9_999
_TYPED = re.compile(r"[0-9]{1,9}(?:[.,][0-9]{1,4})?")


@dataclass(frozen=True, slots=True)
class Analyte:
    """A value of a result: its LOINC code where it is surely the same, names, unit as shown and as UCUM.

    ``kind``: number, choice or text; ``choices``: the usual finding first.
    """

    name: str
    loinc: str
    vi: str
    en: str
    unit: str
    ucum: str
    kind: str
    decimals: int
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Range:
    """What is usual, and what must be told at once; either end may be absent."""

    low: Decimal | None = None
    high: Decimal | None = None
    critical_low: Decimal | None = None
    critical_high: Decimal | None = None

    def flag(self, value: Decimal) -> str:
        """``LL`` or ``HH`` critical, ``L`` or ``H`` outside of the range, ``N`` within, empty where no range is known."""
        if self.critical_low is not None and value <= self.critical_low:
            return "LL"
        if self.critical_high is not None and value >= self.critical_high:
            return "HH"
        if self.low is not None and value < self.low:
            return "L"
        if self.high is not None and value > self.high:
            return "H"
        return "N" if (self.low is not None or self.high is not None) else ""


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a result. ``number`` where it is one, with ``comparator`` (``<`` or ``>``) if it has one; else ``text``."""

    analyte: Analyte
    number: Decimal | None
    comparator: str
    text: str
    range: Range
    flag: str

    @property
    def is_critical(self) -> bool:
        return self.flag in ("LL", "HH")

    @property
    def shown(self) -> str:
        if self.number is None:
            return self.text
        return f"{self.comparator}{format(self.number, 'f').replace('.', ',')}"


@cache
def templates() -> dict[str, tuple[Analyte, ...]]:
    """The values of each result template, in order."""
    found: dict[str, list[Analyte]] = {}
    for row in tables.read_table(_HOSPITAL, "analytes.csv"):
        one = Analyte(
            row["analyte"], row["loinc"], row["vi"], row["en"], row["unit"], row["ucum"], row["kind"],
            int(row["decimals"]), tuple(filter(None, row["choices"].split("|"))),
        )  # fmt: skip
        found.setdefault(row["template"], []).append(one)
    return {name: tuple(of) for name, of in found.items()}


@cache
def beginnings() -> dict[str, str]:
    """The text with which a report of a kind of service begins."""
    text = files(_HOSPITAL).joinpath("data", "report_texts.csv").read_text(encoding="utf-8")
    kept = text[text.index("kind,vi") :]
    return {row["kind"]: row["vi"] for row in csv.DictReader(kept.splitlines(keepends=True))}


def range_of(analyte: str, sex: str, months: int | None) -> Range:
    """The range for a sex and an age in months; an adult's where the age is not known, none where the sex must be and is not."""
    age = _ADULT if months is None else months
    for row in _ranges():
        if row["analyte"] != analyte or (row["sex"] and row["sex"] != sex):
            continue
        if int(row["from"]) <= age < int(row["below"] or 10_000):
            return Range(*(_number(row[name]) for name in ("low", "high", "critical_low", "critical_high")))
    return Range()


def read_value(analyte: Analyte, typed: str, sex: str, months: int | None) -> Value | None:
    """A value as typed; None for nothing. :raises ValueError: it is no number, or none of the choices."""
    said = " ".join(typed.split())[:500]
    if not said:
        return None
    if analyte.kind == "number":
        comparator = said[0] if said[0] in "<>" else ""
        number = _typed_number(said[len(comparator) :].strip())
        limits = range_of(analyte.name, sex, months)
        return Value(analyte, number, comparator, "", limits, limits.flag(number))
    if analyte.kind == "choice" and said not in analyte.choices:
        raise ValueError(said)
    usual = not analyte.choices or said == analyte.choices[0]
    return Value(analyte, None, "", said, Range(), "" if usual else "A")


def differences(before: Mapping[str, str], after: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """What a new version changes: (name, what it was, what it is), by name as written; empty for what is not there."""
    return [
        (name, before.get(name, ""), after.get(name, ""))
        for name in dict.fromkeys([*before, *after])
        if before.get(name, "") != after.get(name, "")
    ]


def critical(values: Sequence[Value]) -> list[Value]:
    """Those that must be told at once."""
    return [one for one in values if one.is_critical]


@cache
def _ranges() -> tuple[dict[str, str], ...]:
    return tuple(tables.read_table(_HOSPITAL, "analyte_ranges.csv"))


def _number(text: str) -> Decimal | None:
    return Decimal(text) if text else None


def _typed_number(text: str) -> Decimal:
    if not _TYPED.fullmatch(text):
        raise ValueError(text[:20])
    return Decimal(text.replace(",", "."))
