"""The services that a facility offers on a day: all, some by code, those that fit what was typed, and sets of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from hoaban.kernel.actor import Actor
from hoaban.kernel.effective import Period
from hoaban.modules.hospital import models
from hoaban.modules.hospital.rules.ordering import Kind, OrderState, Service, asked

_LOOKED_BACK = timedelta(days=120)


@dataclass(frozen=True, slots=True)
class ServiceSet:
    """Services that are ordered together. ``own``: of the doctor who asks, else of the facility."""

    id: int
    name: str
    codes: tuple[str, ...]
    own: bool


def services_of(*, facility_code: str, codes: Collection[str], on: date) -> dict[str, Service]:
    """Those of some codes that the facility offers on a day."""
    return {one.code: one for one in _shaped(_offered(facility_code, on).filter(code__in=list(codes)))}


def find_services(*, actor: Actor, facility_code: str, text: str, on: date, count: int = 12) -> list[Service]:
    """Those whose code or name has every word of a text, those that the actor orders most often first. Nothing for no text."""
    words = asked(text)
    if not words:
        return []
    rows = _offered(facility_code, on)
    for word in words:
        rows = rows.filter(Q(words__startswith=word) | Q(words__contains=f" {word}"))
    used = _used(actor, facility_code, on)
    found = _shaped(rows.order_by("vi")[:200])
    return sorted(found, key=lambda one: (-used[one.code], len(one.vi)))[:count]


def usual_services(*, actor: Actor, facility_code: str, on: date, count: int = 8) -> list[Service]:
    """What the actor ordered most often in the last months and is still offered."""
    used = _used(actor, facility_code, on)
    codes = [code for code, _times in used.most_common(count * 2)]
    offered = services_of(facility_code=facility_code, codes=codes, on=on)
    return [offered[code] for code in codes if code in offered][:count]


def list_services(
    *, facility_code: str, on: date, text: str = "", start: int = 0, count: int = 100
) -> tuple[list[Service], int]:
    """A page of the list of a facility by kind and name, and how many there are."""
    rows = _offered(facility_code, on)
    for word in asked(text):
        rows = rows.filter(Q(words__startswith=word) | Q(words__contains=f" {word}"))
    return _shaped(rows.order_by("kind", "vi")[start : start + count]), rows.count()


def sets_of(*, actor: Actor, facility_code: str) -> list[ServiceSet]:
    """The sets of the actor, then those of the facility, by name."""
    rows = models.ServiceSet.objects.filter(facility_code=facility_code, owner__in=["", actor.id])
    found = [ServiceSet(row.pk, row.name, tuple(row.codes), row.owner == actor.id) for row in rows]
    return sorted(found, key=lambda one: (not one.own, one.name))


def _offered(facility_code: str, on: date) -> QuerySet[models.Service]:
    held = Q(valid_to=None) | Q(valid_to__gte=on)
    return models.Service.objects.filter(held, facility_code=facility_code, valid_from__lte=on)


def _used(actor: Actor, facility_code: str, on: date) -> Counter[str]:
    rows = (
        models.Order.objects.filter(
            ordered_by=actor.id, facility_code=facility_code, ordered_at__date__gte=on - _LOOKED_BACK
        )
        .exclude(state=OrderState.CANCELLED.value)
        .order_by("-ordered_at")
    )
    return Counter(rows.values_list("code", flat=True)[:2000])


def _shaped(rows: QuerySet[models.Service]) -> list[Service]:
    return [
        Service(
            row.code, row.vi, Kind(row.kind), row.price, row.insured_price, row.template, row.specimen, row.point_code,
            row.repeat_days, Period(row.valid_from, row.valid_to),
        )
        for row in rows
    ]  # fmt: skip
