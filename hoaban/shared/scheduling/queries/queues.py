"""Who waits, who is called, how long it takes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Avg, Count, F, Q, QuerySet

from hoaban.kernel.actor import Actor
from hoaban.kernel.clock import vietnam_day
from hoaban.shared.scheduling import models, policies
from hoaban.shared.scheduling.queries import shaping
from hoaban.shared.scheduling.queries.points import get_point
from hoaban.shared.scheduling.rules import ordering, waits
from hoaban.shared.scheduling.rules.priorities import priorities
from hoaban.shared.scheduling.rules.shapes import Point, Ticket, TicketState

_USUAL_MINUTES = 10
"""What a turn takes where nobody has been seen yet and no session says it."""


@dataclass(frozen=True, slots=True)
class Queue:
    """One point on one day. ``waiting``: first the next, each with the minutes it will about take."""

    point: Point
    day: date
    waiting: tuple[tuple[Ticket, int], ...]
    at_work: tuple[Ticket, ...]
    """Called or being seen."""
    skipped: tuple[Ticket, ...]
    waits: waits.Waits


@dataclass(frozen=True, slots=True)
class Call:
    """A line of a call screen; no name."""

    point: Point
    number: int
    desk: str
    called_at: datetime


def see_queue(*, actor: Actor, point: int, now: datetime) -> Queue:
    """The queue of a point today. :raises NoSuchPoint: it is none of the actor's."""
    where, day = get_point(actor=actor, point=point), vietnam_day(now)
    rows = list(models.Ticket.objects.filter(point=point, day=day).order_by("number"))
    every = [shaping.ticket(row) for row in rows]
    measured = waits.measure(every)
    order = order_of(rows, in_a_row=where.in_a_row)
    by_id = {one.id: one for one in every}
    desks = len({one.desk for one in every if one.state is TicketState.SERVING})
    expected = [
        waits.expected_wait(ahead, service=measured.median_service, slot_minutes=_USUAL_MINUTES, desks=desks)
        for ahead in range(len(order))
    ]
    at_work = [one for one in every if one.state in (TicketState.CALLED, TicketState.SERVING)]
    return Queue(
        where, day, tuple((by_id[pk], minutes) for pk, minutes in zip(order, expected, strict=True)), tuple(at_work),
        tuple(one for one in every if one.state is TicketState.SKIPPED), measured,
    )  # fmt: skip


def order_of(rows: Collection[models.Ticket], *, in_a_row: int) -> list[int]:
    """The tickets that wait among those of a point and day, first the next."""
    ranks = {code: one.rank for code, one in priorities().items()}
    called = sorted((row for row in rows if row.called_at), key=lambda row: (row.called_at, row.pk))
    waiting = [
        ordering.Waiting(row.pk, ranks[row.priority], row.since)
        for row in rows
        if row.state == TicketState.WAITING
    ]
    order = ordering.calling_order(waiting, called=[ranks[row.priority] for row in called], in_a_row=in_a_row)
    return [one.ticket for one in order]


def list_calls(*, facility_code: str, points: Collection[int], now: datetime, most: int = 8) -> list[Call]:
    """The latest calls at some points of a facility today, newest first, for the screen in the hall: numbers, never names."""
    rows: QuerySet[models.Ticket] = models.Ticket.objects.filter(
        point__in=list(points), point__facility_code=facility_code, day=vietnam_day(now),
        state__in=[TicketState.CALLED, TicketState.SERVING], called_at__isnull=False,
    )  # fmt: skip
    return [
        Call(shaping.point(row.point), row.number, row.desk, row.called_at)
        for row in rows.select_related("point").order_by("-called_at")[:most]
        if row.called_at is not None
    ]


@dataclass(frozen=True, slots=True)
class Load:
    """How busy a point is. ``minutes``: until somebody who comes now is called, about."""

    waiting: int
    at_work: int
    minutes: int


def see_loads(*, facility_code: str, now: datetime) -> dict[int, Load]:
    """How busy the points of a facility are today, by their number; those without tickets are left out. Nobody is told."""
    rows = (
        models.Ticket.objects.filter(point__facility_code=facility_code, day=vietnam_day(now))
        .values_list("point")
        .annotate(
            waits_there=Count("pk", filter=Q(state=TicketState.WAITING)),
            at_work=Count("pk", filter=Q(state__in=[TicketState.CALLED, TicketState.SERVING])),
            served=Avg(F("ended_at") - F("started_at"), filter=Q(state=TicketState.DONE)),
        )
        .order_by()
    )
    loads = {}
    for point, waiting, at_work, service in rows:
        minutes = waits.expected_wait(
            waiting,
            service=service.total_seconds() / 60 if service else None,
            slot_minutes=_USUAL_MINUTES,
            desks=1,
        )
        loads[point] = Load(waiting, at_work, minutes)
    return loads


def tickets_of(*, visit: UUID) -> list[Ticket]:
    """The tickets of a visit, in the order in which they were taken; whether the asker may know is asked above."""
    return [
        shaping.ticket(row) for row in models.Ticket.objects.filter(visit=visit).order_by("taken_at", "pk")
    ]


def count_waiting(*, actor: Actor, facility_code: str, now: datetime) -> dict[int, int]:
    """How many wait today at each point of a facility where somebody does. Empty for who has no business there."""
    if not policies.may_look(actor, facility_code):
        return {}
    rows = models.Ticket.objects.filter(
        point__facility_code=facility_code, day=vietnam_day(now), state=TicketState.WAITING.value
    )
    return dict(rows.values_list("point").annotate(waiting=Count("pk")))


def measure_waits(*, actor: Actor, point: int, first: date, last: date) -> waits.Waits:
    """How long people waited at a point over some days. :raises NoSuchPoint: it is none of the actor's."""
    get_point(actor=actor, point=point)
    rows = models.Ticket.objects.filter(point=point, day__range=(first, last))
    return waits.measure([shaping.ticket(row) for row in rows])
