"""Administrative units: the tree of any day, today's units of the whole country, series on the borders of another day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from hoaban.foundation.places.queries import communes
from hoaban.foundation.places.rules import borders
from hoaban.foundation.places.rules.shapes import Commune
from hoaban.kernel import tables, vietnamese
from hoaban.kernel.effective import Period, in_force

_PACKAGE = "hoaban.foundation.places"
REFORM = date(2025, 7, 1)
"""Districts ended and communes were merged (Resolution 1670/NQ-UBTVQH15, Law 72/2025/QH15)."""


@dataclass(frozen=True, slots=True)
class Province:
    """A province or centrally run city."""

    code: str
    type: str
    name: str
    period: Period

    @property
    def full_name(self) -> str:
        """``Tỉnh Lai Châu``."""
        return f"{self.type} {self.name}"


@dataclass(frozen=True, slots=True)
class CountryUnit:
    """A commune-level unit of the country, as it is since 2025-07-01."""

    code: str
    province: str
    type: str
    name: str

    @property
    def full_name(self) -> str:
        """``xã Dào San``."""
        return f"{self.type.lower()} {self.name}"


@dataclass(frozen=True, slots=True)
class Branch:
    """A district (before 2025-07-01) with its communes; without a name the communes stand below the province itself."""

    district: str
    district_code: str
    communes: tuple[Commune, ...]


@cache
def _provinces() -> tuple[Province, ...]:
    rows = tables.read_table(_PACKAGE, "provinces.csv")
    return tuple(Province(row["code"], row["type"], row["name"], tables.period_of(row)) for row in rows)


def provinces(on: date) -> tuple[Province, ...]:
    """The provinces of a day, by code; none before 2025-07-01, whose list we do not keep."""
    return tuple(in_force(_provinces(), on))


@cache
def _country() -> Mapping[str, CountryUnit]:
    rows = tables.read_table(_PACKAGE, "country_communes.csv")
    return {row["code"]: CountryUnit(row["code"], row["province"], row["type"], row["name"]) for row in rows}


def country_unit(code: str, on: date) -> CountryUnit | None:
    """What a commune code of the whole country means on a day since 2025-07-01; ``None`` before, or when it means nothing."""
    return _country().get(code) if on >= REFORM else None


def find_country_units(*, province: str = "", text: str = "") -> tuple[CountryUnit, ...]:
    """Units of today by province and part of the name (marks and case do not matter) or by code."""
    folded = vietnamese.fold(text)
    return tuple(
        one
        for one in _country().values()
        if (not province or one.province == province)
        and (not folded or folded in vietnamese.fold(one.full_name) or one.code == text.strip())
    )


def tree_on(on: date) -> tuple[Branch, ...]:
    """The province on a day: districts with their communes before 2025-07-01, one branch without a district since."""
    found: dict[tuple[str, str], list[Commune]] = {}
    for unit in communes.communes(on):
        found.setdefault((unit.district_code, unit.district), []).append(unit)
    return tuple(Branch(name, code, tuple(units)) for (code, name), units in sorted(found.items()))


def meanings(code: str) -> tuple[Commune, ...]:
    """Everything that a commune code of the province has ever meant, the latest first: codes were used again."""
    days = (REFORM, date.fromordinal(REFORM.toordinal() - 1))
    found = (communes.commune_on(code, day) for day in days)
    return tuple(dict.fromkeys(one for one in found if one is not None))


def borders_of(on: date) -> borders.Borders:
    """Which borders a day has, in words for the screen."""
    units = communes.communes(on)
    districts = {unit.district_code for unit in units if unit.district_code}
    if districts:
        return borders.Borders(
            f"địa giới đến 30/06/2025: {len(districts)} huyện, thành phố, {len(units)} xã, phường, thị trấn",
            f"borders until 30/06/2025: {len(districts)} districts, {len(units)} communes",
        )
    return borders.Borders(
        f"địa giới từ 01/07/2025: {len(units)} xã, phường", f"borders since 01/07/2025: {len(units)} communes"
    )


def recast(values: Mapping[str, borders.Number], *, recorded_on: date, shown_on: date) -> borders.Recast:
    """A series by commune code, recorded on the borders of one day, on those of another; the answer names which."""
    placed: list[tuple[tuple[Commune, ...], borders.Number]] = []
    unplaced: borders.Number = 0
    for code, value in sorted(values.items()):
        units = _carried(code, recorded_on, shown_on)
        if units:
            placed.append((units, value))
        else:
            unplaced += value
    return borders.Recast(borders_of(shown_on), borders.gathered(placed), unplaced)


def former_districts(on: date) -> dict[str, tuple[str, ...]]:
    """The former districts of every commune of a day: six of today's are made of parts of two."""
    return {
        unit.code: (unit.district,)
        if unit.district
        else tuple(sorted({old.district for old in communes.former_communes(unit.code, on)}))
        for unit in communes.communes(on)
    }


def _carried(code: str, recorded_on: date, shown_on: date) -> tuple[Commune, ...]:
    """The communes of another day in which a code's area lies: its heir, or all that it was made of."""
    unit = communes.commune_on(code, recorded_on)
    if unit is None:
        return ()
    if shown_on in unit.period:
        return (unit,)
    if recorded_on < shown_on:
        heir = communes.today_of(code, recorded_on)
        found = communes.commune_on(heir, shown_on) if heir else None
        return (found,) if found else ()
    return tuple(one for one in communes.former_communes(code, recorded_on) if shown_on in one.period)
