"""Numbers by commune, moved from the borders of one day to those of another without splitting any of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from hoaban.foundation.places.rules.shapes import Commune

Number = int | Decimal


@dataclass(frozen=True, slots=True)
class Borders:
    """Which borders something is told on, in words for the screen."""

    text_vi: str
    text_en: str


@dataclass(frozen=True, slots=True)
class RecastRow:
    """A value and the communes it belongs to: one, or several that cannot be told apart."""

    communes: tuple[Commune, ...]
    value: Number

    @property
    def name(self) -> str:
        """``xã Dào San``, or several names."""
        return " + ".join(one.full_name for one in self.communes)


@dataclass(frozen=True, slots=True)
class Recast:
    """A series on the borders of a day. ``unplaced``: what belongs to codes that meant nothing on the day it was recorded.

    ``is_exact``: every row is one commune. Former values add up exactly to today's communes; today's values stay whole
    when told on former borders, one row for all the communes that were merged.
    """

    borders: Borders
    rows: tuple[RecastRow, ...]
    unplaced: Number = 0

    @property
    def is_exact(self) -> bool:
        """Whether every row is one commune."""
        return all(len(row.communes) == 1 for row in self.rows)


def gathered(placed: Iterable[tuple[tuple[Commune, ...], Number]]) -> tuple[RecastRow, ...]:
    """Values of the same communes added up, in order of their first code."""
    sums: dict[tuple[str, ...], tuple[tuple[Commune, ...], Number]] = {}
    for communes, value in placed:
        key = tuple(one.code for one in communes)
        before = sums[key][1] if key in sums else 0
        sums[key] = (communes, before + value)
    return tuple(RecastRow(communes, value) for _key, (communes, value) in sorted(sums.items()))


def by_district(
    rows: Iterable[RecastRow], districts: Mapping[str, tuple[str, ...]]
) -> dict[tuple[str, ...], Number]:
    """Values by former district; a commune made of parts of two counts under both names together, never split.

    ``districts`` gives the former districts of each commune by code.
    """
    sums: dict[tuple[str, ...], Number] = {}
    for row in rows:
        names = tuple(sorted({name for one in row.communes for name in districts.get(one.code, ())}))
        sums[names] = sums.get(names, 0) + row.value
    return dict(sorted(sums.items()))
