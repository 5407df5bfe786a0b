"""The register of facilities, read."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q

from hoaban.foundation.places import models
from hoaban.foundation.places.rules.shapes import Alias, Facility
from hoaban.kernel.effective import Period


def facility(code: str, on: date | None = None) -> Facility | None:
    """A facility as it was on a day, or as last known when no day is named; ``None`` if unknown."""
    rows = models.Facility.objects.filter(code=code)
    if on is not None:
        rows = rows.filter(_holds(on))
    # an open start sorts before every day
    row = max(rows, key=lambda one: one.valid_from or date.min, default=None)
    return None if row is None else shaped(row)


def facility_history(code: str) -> list[Facility]:
    """A facility in all its periods, the latest first: the first that holds a day is how it was on that day."""
    rows = sorted(models.Facility.objects.filter(code=code), key=lambda one: one.valid_from or date.min)
    return [shaped(row) for row in reversed(rows)]


def facilities(on: date, *, kind: str | None = None) -> list[Facility]:
    """All facilities of a day (of one kind), by code."""
    rows = models.Facility.objects.filter(_holds(on))
    if kind is not None:
        rows = rows.filter(kind=kind)
    return [shaped(row) for row in rows.order_by("code")]


def stations_of(commune_code: str, on: date) -> list[Facility]:
    """The stations of a commune on a day, by code."""
    rows = models.Facility.objects.filter(_holds(on), kind="commune_station", commune_code=commune_code)
    return [shaped(row) for row in rows.order_by("code")]


def facility_names(on: date) -> dict[str, str]:
    """Name by code of every facility ever registered, the name of that day where there is one."""
    names: dict[str, str] = {}
    for row in models.Facility.objects.order_by("code", "valid_from"):
        one = shaped(row)
        if row.code not in names or on in one.period:
            names[row.code] = one.name_on(on)
    return names


def department_names(on: date, *, code: str = "", is_open: bool = False) -> dict[str, str]:
    """Name, with the facility's, of every department ever registered, by the facility's code and its own with a point between;
    the name of that day where there is one. ``code``: of that one alone. ``is_open``: of those of that day.
    """
    rows = models.FacilityDepartment.objects.order_by("facility_code", "code", "valid_from")
    if code:
        facility_code, _, own = code.partition(".")
        rows = rows.filter(facility_code=facility_code, code=own)
    if is_open:
        rows = rows.filter(_holds(on))
    houses, names = facility_names(on) if rows else {}, dict[str, str]()
    for row in rows:
        whole = f"{row.facility_code}.{row.code}"
        if whole not in names or on in Period(row.valid_from, row.valid_to):
            names[whole] = f"{row.name}, {houses.get(row.facility_code, row.facility_code)}"
    return names


def shaped(row: models.Facility) -> Facility:
    """The plain form of a row."""
    return Facility(
        code=row.code,
        name=row.name,
        kind=row.kind,
        period=Period(row.valid_from, row.valid_to),
        level=row.level,
        points=row.points,
        former_line=row.former_line,
        commune_code=row.commune_code,
        parent_code=row.parent_code,
        owner=row.owner,
        beds=row.beds,
        aliases=tuple(_alias(alias) for alias in row.aliases),
        demo=row.demo,
    )


def _holds(on: date) -> Q:
    return (Q(valid_from=None) | Q(valid_from__lte=on)) & (Q(valid_to=None) | Q(valid_to__gte=on))


def _alias(stored: dict[str, Any]) -> Alias:
    start, end = (date.fromisoformat(stored[key]) if stored[key] else None for key in ("start", "end"))
    return Alias(stored["name"], Period(start, end))
