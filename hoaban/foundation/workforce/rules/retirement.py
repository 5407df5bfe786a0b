"""The ordinary day of retirement: the age that the law asks of those who reach it in that year."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import cache

from hoaban.kernel import tables


@dataclass(frozen=True, slots=True)
class _Ages:
    first_year: int
    months: int
    step: int
    last: int

    def in_year(self, year: int) -> int:
        """Months of age that those retiring in a year must have reached."""
        return min(self.last, self.months + max(0, year - self.first_year) * self.step)


@cache
def _ages() -> dict[str, _Ages]:
    rows = tables.read_table("hoaban.foundation.workforce", "retirement.csv")
    return {
        row["sex"]: _Ages(int(row["first_year"]), int(row["months"]), int(row["step"]), int(row["last"]))
        for row in rows
    }


def retires_on(birth: str, sex: str) -> date | None:
    """The last day of the month in which somebody reaches the age; ``None`` when sex or birth year is not recorded.

    The age rises from year to year; the first year in which the age of that year is reached decides. Where only the year
    of birth is known the law counts from January (NĐ 135/2020/NĐ-CP Đ3).
    """
    ages = _ages().get(sex)
    if ages is None or not birth:
        return None
    year, month = int(birth[:4]), int(birth[5:7] or 1)
    for reached in range(year + ages.months // 12, year + ages.last // 12 + 2):
        total = year * 12 + month - 1 + ages.in_year(reached)
        if total // 12 <= reached:
            there, then = divmod(total, 12)
            return date(there, then + 1, monthrange(there, then + 1)[1])
    raise AssertionError("everybody reaches the last age")
