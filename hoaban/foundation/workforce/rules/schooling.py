"""Hours of training against the need of a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from hoaban.foundation.workforce.rules import lists
from hoaban.foundation.workforce.rules.shapes import StaffFile


@dataclass(frozen=True, slots=True)
class Learnt:
    """What was learnt of one kind within its years, against what is needed."""

    need: lists.Schooling
    since: date
    hours: Decimal

    @property
    def is_enough(self) -> bool:
        """Whether the need is met."""
        return self.hours >= self.need.hours


def learnt(file: StaffFile, on: date) -> tuple[Learnt, ...]:
    """Each kind of training that somebody's profession needs on a day."""
    found = []
    for need in lists.schooling(file.member.profession, on):
        since = _years_before(on, need.years)
        hours = sum(
            (one.hours for one in file.trainings if one.kind == need.kind and since < one.completed_on <= on),
            Decimal(0),
        )
        found.append(Learnt(need, since, hours))
    return tuple(found)


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February
        return day.replace(year=day.year - years, day=28) + timedelta(days=1)
