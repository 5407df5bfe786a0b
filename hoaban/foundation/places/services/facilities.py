"""The register of facilities: what each is from a day on. Each act is one transaction, announced under ``places``."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction

from hoaban.foundation.places import models
from hoaban.foundation.places.queries import communes, facilities
from hoaban.foundation.places.rules import shapes
from hoaban.foundation.places.rules.facility_checks import facility_problems
from hoaban.foundation.places.services import noting
from hoaban.kernel import clock, vietnamese
from hoaban.kernel.actor import Actor
from hoaban.kernel.errors import Conflict, Invalid


class FacilityNotValid(Invalid):
    """The details of a facility do not hold together; ``place`` names the field."""


class FacilityPeriodTaken(Conflict):
    """The facility is already registered with a later start: the register is never rewritten backwards."""


def register_facility(*, actor: Actor, facility: shapes.Facility, now: datetime) -> shapes.Facility:
    """Register a facility, or what it is from a new day on; the row before it ends the day before.

    The same facility with the same start replaces what was said about that period, and nothing happens when
    it says the same. Returns what is stored.

    :raises NotAllowed: the actor may not manage the register.
    :raises FacilityNotValid: code, kind, level, former line, owner, commune or period is not possible.
    :raises FacilityPeriodTaken: a row with a later start exists.
    """
    noting.require(actor, "places.register-facility", now)
    _check(facility, clock.vietnam_day(now))
    start = facility.period.start
    with transaction.atomic():
        rows = list(models.Facility.objects.select_for_update().filter(code=facility.code))
        same = next((row for row in rows if row.valid_from == start), None)
        if same is not None and facilities.shaped(same) == facility:
            return facility
        if any(_starts_after(row.valid_from, start) for row in rows):
            raise FacilityPeriodTaken(
                "Cơ sở đã có thông tin từ một ngày sau đó.",
                "The facility is already registered from a later day.",
            )
        for row in rows:
            if row is not same and start is not None and (row.valid_to is None or row.valid_to >= start):
                row.valid_to = start - timedelta(days=1)
                row.save(update_fields=["valid_to"])
        row = same or models.Facility(code=facility.code, valid_from=start)
        _fill(row, facility)
        row.changed_at, row.changed_by = now, actor.id
        row.save()
        began = start.isoformat() if start else ""
        noting.note(actor, "places.register-facility", now, facility=facility.code, start=began)
    return facilities.shaped(row)


def _fill(row: models.Facility, facility: shapes.Facility) -> None:
    row.valid_to = facility.period.end
    row.name = vietnamese.nfc(facility.name)
    for name in (
        "kind",
        "level",
        "points",
        "former_line",
        "commune_code",
        "parent_code",
        "owner",
        "beds",
        "demo",
    ):
        setattr(row, name, getattr(facility, name))
    row.aliases = [
        {"name": vietnamese.nfc(alias.name), "start": _iso(alias.period.start), "end": _iso(alias.period.end)}
        for alias in facility.aliases
    ]


def _check(facility: shapes.Facility, today: date) -> None:
    problems = facility_problems(facility)
    commune, day = facility.commune_code, facility.period.start or today
    if commune and communes.commune_on(commune, day) is None:
        problems.append(("commune_code", *communes.NO_SUCH_COMMUNE))
    for place, vi, en in problems:
        raise FacilityNotValid(vi, en, place=place)


def _starts_after(row_start: date | None, start: date | None) -> bool:
    return row_start is not None and (start is None or row_start > start)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
