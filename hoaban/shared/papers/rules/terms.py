"""Until when a paper is good, and how long somebody may be on leave."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from hoaban.kernel import tables
from hoaban.kernel.deadlines import Term, Unit, due_on
from hoaban.shared.papers.rules.kinds import Kind


@dataclass(frozen=True, slots=True)
class LeaveRule:
    """The most days of leave on one certificate in a case: diagnoses that begin with one of ``codes`` (none: everybody)."""

    case: str
    name: tuple[str, str]
    codes: tuple[str, ...]
    most: int
    basis: str
    certainty: str


@cache
def leave_rules() -> tuple[LeaveRule, ...]:
    """The cases, the most general last."""
    return tuple(
        LeaveRule(
            row["case"], (row["vi"], row["en"]), tuple(row["codes"].split()), int(row["most"]), row["basis"],
            row["certainty"],
        )
        for row in tables.read_table("hoaban.shared.papers", "leave.csv")
    )  # fmt: skip


def leave_rule(codes: list[str]) -> LeaveRule:
    """The rule for somebody with these diagnoses: the one that gives the most days."""
    fitting = [
        one for one in leave_rules() if not one.codes or any(code.startswith(one.codes) for code in codes)
    ]
    return max(fitting, key=lambda one: one.most)


def valid_until(kind: Kind, written_on: date, values: dict[str, str]) -> date | None:
    """The last day on which a paper of a kind is good; None: it has no term. A paper that names the day from which it counts,
    counts from there."""
    if not kind.working_days:
        return None
    start = written_on
    if kind.valid_from and (said := values.get(kind.valid_from)):
        start = date.fromisoformat(said)
    return due_on(start, Term(kind.working_days, Unit.WORKING_DAYS))


def leave_until(first: date, days: int) -> date:
    """The last day of leave; the first day counts."""
    return first + timedelta(days=days - 1)
