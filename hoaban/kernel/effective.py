"""Effective-dated data: a row holds from one day until the day before another; a query always names a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeVar


@dataclass(frozen=True, slots=True)
class Period:
    """Days from ``start`` up to and including ``end``; ``None`` is open on that side."""

    start: date | None = None
    end: date | None = None

    def __contains__(self, day: date) -> bool:
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)


class Dated(Protocol):
    """Anything that says when it is in force."""

    @property
    def period(self) -> Period: ...


T = TypeVar("T", bound=Dated)


def in_force(rows: Iterable[T], on: date) -> list[T]:
    """The rows that hold on a day, in their given order."""
    return [row for row in rows if on in row.period]
