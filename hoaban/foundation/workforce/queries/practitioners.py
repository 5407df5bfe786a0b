"""The register of practitioners, read."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from hoaban.foundation.workforce import models
from hoaban.foundation.workforce.rules.practitioners import Practitioner
from hoaban.kernel.effective import Period
from hoaban.kernel.vietnamese import name_sort_key


def find_practitioner(number: str, on: date, *, facility_code: str = "") -> Practitioner | None:
    """Who has that number on a day, at that facility first, then anywhere; ``None`` if nobody has."""
    rows = [shaped(row) for row in _on(on).filter(number=number).order_by("facility_code")]
    here = [one for one in rows if one.facility_code == facility_code]
    return next(iter(here or rows), None)


def list_practitioners(facility_code: str, on: date) -> list[Practitioner]:
    """Everybody in the register of a facility on a day, by number."""
    return [shaped(row) for row in _on(on).filter(facility_code=facility_code).order_by("number")]


def list_doctors(facility_code: str, on: date) -> list[Practitioner]:
    """The doctors of a facility on a day, by name; of who has no staff file yet, those whose post says so."""
    rows = _on(on).filter(facility_code=facility_code).exclude(number="")
    doctors = rows.filter(Q(member__profession="doctor") | Q(member=None, post__startswith="Bác sĩ"))
    return sorted(map(shaped, doctors), key=lambda one: (name_sort_key(one.name), one.number))


def practitioner_names(facility_code: str, numbers: list[str]) -> dict[str, str]:
    """The last known name for each of the numbers at a facility, of any period; unknown ones left out."""
    rows = models.Post.objects.filter(facility_code=facility_code, number__in=numbers)
    return dict(rows.order_by("valid_from").values_list("number", "name"))


def shaped(row: models.Post) -> Practitioner:
    """The plain form of a row."""
    period = Period(row.valid_from, row.valid_to)
    return Practitioner(row.facility_code, row.number, row.name, row.post, period, row.demo)


def _on(day: date) -> QuerySet[models.Post]:
    return models.Post.objects.filter(Q(valid_to=None) | Q(valid_to__gte=day), valid_from__lte=day)
