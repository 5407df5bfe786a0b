"""Points and sessions."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Q

from hoaban.kernel.actor import Actor
from hoaban.kernel.clock import VIETNAM, vietnam_day
from hoaban.kernel.errors import NotFound
from hoaban.shared.scheduling import models, policies
from hoaban.shared.scheduling.queries import shaping
from hoaban.shared.scheduling.rules import sessions as rules
from hoaban.shared.scheduling.rules.shapes import POINT_KINDS, Booking, Point, Session


class NoSuchPoint(NotFound):
    """There is no such point, or it is none of the actor's."""

    def __init__(self) -> None:
        super().__init__("Không có điểm chờ này.", "There is no such place to wait.")


def list_points(*, actor: Actor, facility_code: str, on: date) -> list[Point]:
    """The points of a facility on a day, by kind as people pass them, then by code. Empty for who has no business there."""
    if not policies.may_look(actor, facility_code):
        return []
    held = Q(valid_to=None) | Q(valid_to__gte=on)
    rows = models.Point.objects.filter(held, facility_code=facility_code, valid_from__lte=on)
    order = {kind.value: place for place, kind in enumerate(POINT_KINDS)}
    return [shaping.point(row) for row in sorted(rows, key=lambda row: (order[row.kind], row.code))]


def get_point(*, actor: Actor, point: int) -> Point:
    """:raises NoSuchPoint: there is none, or it is none of the actor's."""
    row = models.Point.objects.filter(pk=point).first()
    if row is None or not policies.may_look(actor, row.facility_code):
        raise NoSuchPoint
    return shaping.point(row)


def hall_points(*, actor: Actor, facility_code: str, on: date) -> list[Point]:
    """The points of a facility on a day, for its hall; empty for who shows and works nothing there."""
    if not policies.may_show(actor, facility_code):
        return []
    held = Q(valid_to=None) | Q(valid_to__gte=on)
    rows = models.Point.objects.filter(held, facility_code=facility_code, valid_from__lte=on)
    return [shaping.point(row) for row in rows.order_by("code")]


def list_sessions(*, actor: Actor, facility_code: str, first: date, days: int = 1) -> list[Session]:
    """The open sessions of a facility over some days, in order. Empty for who has no business there."""
    if not policies.may_look(actor, facility_code):
        return []
    start = datetime.combine(first, time(), VIETNAM)
    rows = models.Session.objects.filter(
        point__facility_code=facility_code,
        closed_at=None,
        starts_at__lt=start + timedelta(days=days),
        ends_at__gt=start,
    )
    return [shaping.session(row) for row in rows.select_related("point").order_by("starts_at", "point__code")]


def free_slots(
    *, facility_code: str, first: date, days: int, now: datetime
) -> list[tuple[Session, list[int]]]:
    """Sessions of a facility that still have slots to book ahead, with these slots; none that has begun. No person is told."""
    start = datetime.combine(first, time(), VIETNAM)
    rows = models.Session.objects.filter(
        point__facility_code=facility_code, closed_at=None, starts_at__gte=max(start, now),
        starts_at__lt=start + timedelta(days=days),
    )  # fmt: skip
    found = [
        shaping.session(row) for row in rows.select_related("point").order_by("starts_at", "point__code")
    ]
    taken: dict[UUID, list[int]] = defaultdict(list)
    holding = models.Booking.objects.filter(session__in=[one.id for one in found], state__in=models.HOLDS)
    for session, slot in holding.values_list("session", "slot"):
        taken[session].append(slot)
    return [(one, free) for one in found if (free := rules.free_slots(one, taken[one.id]))]


def bookings_of(*, person: UUID, now: datetime) -> list[Booking]:
    """What is booked for a person from today on, in order; whether the asker may know is asked above."""
    day = datetime.combine(vietnam_day(now), time(), VIETNAM)
    rows = models.Booking.objects.filter(person=person, state__in=models.HOLDS, session__ends_at__gte=day)
    found = rows.select_related("session__point").order_by("session__starts_at", "slot")
    return [shaping.booking(row) for row in found]


@dataclass(frozen=True, slots=True)
class Held:
    """A booking with its session: what a slip, a list of a day and the desk show."""

    booking: Booking
    session: Session

    @property
    def facility_code(self) -> str:
        return self.session.point.facility_code


def get_booking(*, actor: Actor, booking: UUID) -> Held | None:
    """A booking, where the actor gives slots or works queues; else nothing. Who may know of it is asked of the caller's page."""
    row = models.Booking.objects.select_related("session__point").filter(pk=booking).first()
    if row is None or not policies.may_look(actor, row.session.point.facility_code):
        return None
    return Held(shaping.booking(row), shaping.session(row.session))


def list_bookings(*, actor: Actor, facility_code: str, day: date) -> list[Held]:
    """Who has a slot at a facility on a day, in order of time, the cancelled ones too. Empty for who has no business there."""
    if not policies.may_look(actor, facility_code):
        return []
    start = datetime.combine(day, time(), VIETNAM)
    rows = models.Booking.objects.filter(
        session__point__facility_code=facility_code, session__starts_at__gte=start,
        session__starts_at__lt=start + timedelta(days=1),
    )  # fmt: skip
    found = [
        Held(shaping.booking(row), shaping.session(row.session))
        for row in rows.select_related("session__point")
    ]
    return sorted(found, key=lambda one: (one.booking.at, one.session.point.code, one.booking.id))
