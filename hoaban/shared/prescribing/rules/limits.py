"""For how many days may be prescribed, for how long a prescription holds (TT 26/2025/TT-BYT, TT 55/2025/TT-BYT)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from hoaban.kernel import tables
from hoaban.kernel.effective import Period
from hoaban.shared.prescribing.rules.shapes import Kind
from hoaban.shared.prescribing.rules.words import PACKAGE

HOLDS_DAYS = 5
"""From the day after it is written (civil law: the first day is not counted)."""
TRADITIONAL_DAYS = 30


@dataclass(frozen=True, slots=True)
class Limit:
    """Days of a kind and case: ``usual`` without a reason, ``most`` at all, ``batch`` at one dispensing (0: all at once)."""

    kind: Kind
    case: str
    usual: int
    most: int
    batch: int
    period: Period
    legal_basis: str


@cache
def _limits() -> tuple[Limit, ...]:
    return tuple(
        Limit(
            Kind(row["kind"]), row["case"], int(row["usual"]), int(row["most"]), int(row["batch"] or 0),
            tables.period_of(row), row["legal_basis"],
        )
        for row in tables.read_table(PACKAGE, "limits.csv")
    )  # fmt: skip


def limit_of(kind: Kind, *, cases: Iterable[str], on: date) -> Limit | None:
    """The limit that holds on a day: that of a case that is met, else the rule; None before there was one."""
    met = set(cases)
    held = [one for one in _limits() if one.kind == kind and on in one.period]
    return next((one for one in held if one.case in met), next((one for one in held if not one.case), None))


def cases_of(diagnoses: Iterable[str], long_supply: Iterable[str]) -> set[str]:
    """Which cases the diagnoses of a visit meet. ``long_supply``: beginnings of the codes of the list of long supply."""
    codes = [one.replace(".", "").upper() for one in diagnoses]
    long_codes = tuple(one.replace(".", "").upper() for one in long_supply)
    found = set()
    if any(one.startswith(long_codes) for one in codes) and long_codes:
        found.add("long")
    if any(one.startswith("C") for one in codes):
        found.add("cancer")
    return found


def holds_until(issued_on: date) -> date:
    """The last day on which a prescription may be filled."""
    return issued_on + timedelta(days=HOLDS_DAYS)
