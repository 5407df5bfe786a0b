"""How long a record is kept, and for what reasons a closed or archived one is opened or looked at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from hoaban.kernel import tables

_PACKAGE = "hoaban.shared.legal_records"
SIGN_WITHIN = timedelta(hours=24)
"""After the end of a visit; then the record stands among those that are overdue. The product's own setting."""


@dataclass(frozen=True, slots=True)
class RetentionClass:
    """A class of records. ``years`` 0: for ever."""

    key: str
    name: tuple[str, str]
    codes: tuple[str, ...]
    circumstance: str
    years: int
    basis: str
    certainty: str


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a record is opened again (``reopen``) or looked at (``look``): from which states, for how long, by whom."""

    act: str
    code: str
    name: tuple[str, str]
    states: frozenset[str]
    span: timedelta
    keeper_only: bool
    basis: str
    certainty: str


@cache
def retention_classes() -> tuple[RetentionClass, ...]:
    """The classes, the strictest first."""
    return tuple(
        RetentionClass(
            row["class"], (row["vi"], row["en"]), tuple(row["codes"].split()), row["circumstance"], int(row["years"]),
            row["basis"], row["certainty"],
        )
        for row in tables.read_table(_PACKAGE, "retention.csv")
    )  # fmt: skip


def class_of(codes: Sequence[str], *, died: bool) -> RetentionClass:
    """The class of a record with these ICD-10 codes: the first that fits."""
    for one in retention_classes():
        by_code = not one.codes or any(code.startswith(one.codes) for code in codes)
        if died if one.circumstance == "died" else by_code:
            return one
    raise AssertionError("the last class fits everybody")


def keep_until(one: RetentionClass, closed_on: date) -> date | None:
    """The last day on which a record closed that day must be kept; None: for ever."""
    if not one.years:
        return None
    year = closed_on.year + one.years
    return date(year, 2, 28) if (closed_on.month, closed_on.day) == (2, 29) else closed_on.replace(year=year)


@cache
def reasons(act: str) -> dict[str, Reason]:
    """The reasons for an act by their codes."""
    return {
        row["code"]: Reason(
            row["act"], row["code"], (row["vi"], row["en"]), frozenset(row["states"].split()),
            timedelta(hours=int(row["hours"])), row["keeper"] == "yes", row["basis"], row["certainty"],
        )
        for row in tables.read_table(_PACKAGE, "reasons.csv")
        if row["act"] == act
    }  # fmt: skip
