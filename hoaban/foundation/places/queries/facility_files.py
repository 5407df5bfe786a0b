"""A facility with all that belongs to it, the list of facilities, and permits that end."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from hoaban.foundation.places import models
from hoaban.foundation.places.queries import facilities
from hoaban.foundation.places.rules import facility_file as shapes
from hoaban.foundation.places.rules import kinds
from hoaban.foundation.places.rules.shapes import Facility
from hoaban.kernel import vietnamese
from hoaban.kernel.effective import Period
from hoaban.kernel.errors import NotFound

WARN_DAYS = 90
"""So long before its end a permit comes up."""


@dataclass(frozen=True, slots=True)
class WantedFacilities:
    """What narrows the list of facilities."""

    on: date
    text: str = ""
    kind: str = ""
    family: str = ""
    commune: str = ""
    service: str = ""


@dataclass(frozen=True, slots=True)
class FacilityPage:
    """A page of the list, by code."""

    facilities: tuple[Facility, ...]
    total: int


@dataclass(frozen=True, slots=True)
class ToRenew:
    """A facility with a permit that ends or has ended, or with something that its kind should have and it has not."""

    facility: Facility
    permit: shapes.Permit | None
    days: int | None
    lacking: tuple[tuple[str, str, str], ...] = ()


def list_facilities(*, wanted: WantedFacilities, start: int = 0, count: int = 50) -> FacilityPage:
    """Facilities of a day, narrowed, page by page."""
    text = vietnamese.fold(wanted.text)
    offering = _offering(wanted.service, wanted.on) if wanted.service else None
    found = [
        one
        for one in facilities.facilities(wanted.on, kind=wanted.kind or None)
        if (
            not text
            or text in vietnamese.fold(f"{one.code} {one.name} {' '.join(a.name for a in one.aliases)}")
        )
        and (not wanted.family or _family(one) == wanted.family)
        and (not wanted.commune or one.commune_code == wanted.commune)
        and (offering is None or one.code in offering)
    ]
    return FacilityPage(tuple(found[start : start + count]), len(found))


def facility_file(code: str) -> shapes.FacilityFile:
    """All that is known of a facility.

    :raises NotFound: it was never registered.
    """
    found = facility_files([code])
    if not found:
        raise NotFound("Không có cơ sở này.", "There is no such facility.")
    return found[0]


def facility_files(codes: Collection[str] | None = None) -> list[shapes.FacilityFile]:
    """The whole files of some facilities (or all), by code."""
    history: dict[str, list[Facility]] = defaultdict(list)
    rows = models.Facility.objects.order_by("code")
    for row in rows if codes is None else rows.filter(code__in=codes):
        history[row.code].append(facilities.shaped(row))
    mine = list(history)
    details = {row.pk: shaped_detail(row) for row in models.FacilityDetail.objects.filter(pk__in=mine)}
    relations, services, people, departments = (
        _by_facility(model, mine)
        for model in (
            models.FacilityRelation,
            models.OfferedService,
            models.Responsible,
            models.FacilityDepartment,
        )
    )
    permits = _by_facility(models.Permit, mine, order="-issued_on")
    return [
        shapes.FacilityFile(
            tuple(sorted(history[code], key=lambda one: one.period.start or date.min, reverse=True)),
            details.get(code, shapes.Detail(code)),
            tuple(
                shapes.Relation(one.kind, _period(one), one.other_code, one.other_name)
                for one in relations[code]
            ),
            tuple(shapes.Offered(one.service, _period(one)) for one in services[code]),
            tuple(
                shapes.Responsible(one.role, one.name, _period(one), one.licence_number)
                for one in people[code]
            ),
            tuple(shapes.Department(one.code, one.name, _period(one)) for one in departments[code]),
            tuple(shaped_permit(one) for one in permits[code]),
        )
        for code in mine
    ]


def list_to_renew(on: date, *, family: str = "", within: int = WARN_DAYS) -> list[ToRenew]:
    """Permits that end soon or have ended with none after them, and facilities that lack what their kind should have."""
    found = []
    for file in facility_files():
        now = file.on(on)
        if now is None or (family and _family(now) != family):
            continue
        lacking = tuple(shapes.lacks(file, on))
        ending = _ending(file, on, within)
        if lacking or ending:
            days = (ending.valid_until - on).days if ending and ending.valid_until else None
            found.append(ToRenew(now, ending, days, lacking))
    return sorted(found, key=lambda one: (one.days is None, one.days or 0, one.facility.code))


def points(on: date, *, kind: str = "") -> list[tuple[Facility, float, float]]:
    """Facilities of a day whose point on the map is known: facility, latitude, longitude."""
    known = {
        row.pk: (row.lat, row.lon)
        for row in models.FacilityDetail.objects.exclude(lat=None).exclude(lon=None)
        if row.lat is not None and row.lon is not None
    }
    return [
        (one, *known[one.code]) for one in facilities.facilities(on, kind=kind or None) if one.code in known
    ]


def shaped_detail(row: models.FacilityDetail) -> shapes.Detail:
    """The plain form of a row."""
    return shapes.Detail(
        row.facility_code, row.practice_code, row.licensed_beds, row.address, row.phone, row.email, row.website,
        row.lat, row.lon, tuple((one[0], one[1], one[2]) for one in row.hours), row.revision,
    )  # fmt: skip


def shaped_permit(row: models.Permit) -> shapes.Permit:
    """The plain form of a row."""
    return shapes.Permit(
        row.kind, row.number, row.issued_on, row.issued_by, row.valid_until, row.scope, row.revoked_on, row.revoked_why,
        row.pk,
    )  # fmt: skip


def _ending(file: shapes.FacilityFile, on: date, within: int) -> shapes.Permit | None:
    """The permit of a kind whose last one ends within some days or has ended."""
    for kind in kinds.permit_kinds():
        theirs = [one for one in file.permits if one.kind == kind and one.revoked_on is None]
        last = max(theirs, key=lambda one: one.valid_until or date.max, default=None)
        if last and last.valid_until and last.valid_until <= on + timedelta(days=within):
            return last
    return None


def _family(facility: Facility) -> str:
    known = kinds.facility_kinds().get(facility.kind)
    return known.family if known else ""


def _offering(service: str, on: date) -> set[str]:
    rows = models.OfferedService.objects.filter(service=service, valid_from__lte=on)
    return {row.facility_code for row in rows if row.valid_to is None or row.valid_to >= on}


def _by_facility(model: Any, codes: list[str], order: str = "-valid_from") -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = defaultdict(list)
    for row in model.objects.filter(facility_code__in=codes).order_by(order, "id"):
        found[row.facility_code].append(row)
    return found


def _period(row: Any) -> Period:
    return Period(row.valid_from, row.valid_to)
