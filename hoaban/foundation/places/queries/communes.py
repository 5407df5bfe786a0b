"""Communes by day, read once per process from the tables that travel with the code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache

from hoaban.foundation.places.rules.shapes import Commune, Neighbour
from hoaban.kernel import tables, vietnamese
from hoaban.kernel.effective import Period, in_force

_PACKAGE = "hoaban.foundation.places"
PROVINCE_CODE = "12"
NO_SUCH_COMMUNE = (
    "Không có xã, phường mang mã này vào ngày này.", "No commune has this code on that day.",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Succession:
    old: str
    new: str
    start: date


@dataclass(frozen=True, slots=True)
class _Border:
    code: str
    border_km: Decimal
    period: Period


@cache
def _by_code() -> Mapping[str, tuple[Commune, ...]]:
    found: dict[str, list[Commune]] = {}
    for row in tables.read_table(_PACKAGE, "communes.csv"):
        found.setdefault(row["code"], []).append(
            Commune(
                code=row["code"],
                type=row["type"],
                name=row["name"],
                period=tables.period_of(row),
                district=row["district"],
                district_code=row["district_code"],
                population=int(row["population"]) if row["population"] else None,
                population_estimate=int(row["population_estimate"]) if row["population_estimate"] else None,
                area_km2=Decimal(row["area_km2"]) if row["area_km2"] else None,
                lat=float(row["lat"]) if row["lat"] else None,
                lon=float(row["lon"]) if row["lon"] else None,
                seat=row["seat"],
            )
        )
    return {code: tuple(units) for code, units in found.items()}


@cache
def _successions() -> Mapping[str, tuple[_Succession, ...]]:
    found: dict[str, list[_Succession]] = {}
    for row in tables.read_table(_PACKAGE, "successions.csv"):
        step = _Succession(row["old_code"], row["new_code"], date.fromisoformat(row["start"]))
        found.setdefault(step.old, []).append(step)
    return {code: tuple(sorted(steps, key=lambda step: step.start)) for code, steps in found.items()}


@cache
def _borders() -> Mapping[str, tuple[_Border, ...]]:
    found: dict[str, list[_Border]] = {}
    for row in tables.read_table(_PACKAGE, "borders.csv"):
        length, period = Decimal(row["length_km"]), tables.period_of(row)
        found.setdefault(row["code_a"], []).append(_Border(row["code_b"], length, period))
        found.setdefault(row["code_b"], []).append(_Border(row["code_a"], length, period))
    return {code: tuple(borders) for code, borders in found.items()}


@cache
def _names() -> Mapping[str, tuple[Commune, ...]]:
    """Communes by every folded spelling of their name, with and without the word xã, phường or thị trấn."""
    found: dict[str, list[Commune]] = {}

    def add(name: str, unit: Commune) -> None:
        for spelling in (name, f"{unit.type} {name}"):
            known = found.setdefault(vietnamese.fold(spelling), [])
            if unit not in known:
                known.append(unit)

    for units in _by_code().values():
        for unit in units:
            add(unit.name, unit)
    for row in tables.read_table(_PACKAGE, "aliases.csv"):
        for unit in _by_code()[row["code"]]:
            if unit.period.start == tables.day_of(row["start"]):
                add(row["name"], unit)
    return {name: tuple(units) for name, units in found.items()}


@cache
def communes(on: date) -> tuple[Commune, ...]:
    """All communes of the province on a day, by code."""
    return tuple(unit for _, units in sorted(_by_code().items()) for unit in in_force(units, on))


def commune_on(code: str, on: date) -> Commune | None:
    """What a code meant on a day; ``None`` when no commune of the province had it then."""
    return next((unit for unit in _by_code().get(code, ()) if on in unit.period), None)


def today_of(code: str, on: date) -> str | None:
    """The code in force now of the commune that had ``code`` on a day; ``None`` when there is none.

    ``None`` too for a commune that was split and has no single heir (none was, so far).
    """
    if commune_on(code, on) is None:
        return None
    day = on
    while True:
        steps = [step for step in _successions().get(code, ()) if step.start > day]
        if not steps:
            return code
        first = steps[0].start
        heirs = {step.new for step in steps if step.start == first}
        if len(heirs) > 1:
            return None
        code, day = heirs.pop(), first


def former_communes(code: str, on: date) -> tuple[Commune, ...]:
    """The communes that the commune with ``code`` on a day was made of; empty when not recorded."""
    unit = commune_on(code, on)
    if unit is None or unit.period.start is None:
        return ()
    start = unit.period.start
    old_codes = [
        step.old
        for steps in _successions().values()
        for step in steps
        if step.new == code and step.start == start
    ]
    found = (_ended_before(old_code, start) for old_code in sorted(old_codes))
    return tuple(old for old in found if old is not None)


def former_names(code: str, on: date) -> tuple[str, ...]:
    """Full names of the communes it was made of, such as ``xã Mù Sang``."""
    return tuple(old.full_name for old in former_communes(code, on))


def neighbours(code: str, on: date) -> tuple[Neighbour, ...]:
    """Communes of the province that share a border with it on a day, longest border first."""
    found = (Neighbour(one.code, one.border_km) for one in _borders().get(code, ()) if on in one.period)
    return tuple(sorted(found, key=lambda one: (-one.border_km, one.code)))


def find_communes(name: str, on: date) -> tuple[Commune, ...]:
    """Communes with that name on a day, however it is spelled or accented; several may share one."""
    return tuple(in_force(_names().get(vietnamese.fold(name), ()), on))


def _ended_before(code: str, start: date) -> Commune | None:
    return next(
        (
            unit
            for unit in _by_code().get(code, ())
            if unit.period.end is not None and unit.period.end < start
        ),
        None,
    )
