"""Which way a visit may go; the numbers that a facility gives to visits (MA_LK) and to the people who come (MA_BN)."""

from __future__ import annotations

from datetime import date

NEXT = {
    "arrived": ("triaged", "seen", "ended", "cancelled"),
    "triaged": ("seen", "ended", "cancelled"),
    "seen": ("ended",),
    "ended": ("seen",),
    "cancelled": (),
}
"""From ``ended`` back to ``seen``: opened again, before the record is closed."""


def may_become(now: str, then: str) -> bool:
    """Whether a visit may go from one state to another; staying is no move."""
    return then in NEXT[now]


def visit_number(day: date, count: int) -> str:
    """``26113000017``: the day and a running number of the facility on that day; it grows beyond five digits if it must."""
    return f"{day:%y%m%d}{count:05d}"


def patient_number(year: int, count: int) -> str:
    """``26000123``: the year of the first visit and a running number of the facility in that year."""
    return f"{year % 100:02d}{count:06d}"
