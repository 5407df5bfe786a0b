"""Tickets are taken, called, served, put aside, sent on. All who work one queue wait for each other by the lock of its point."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from hoaban.foundation.audit import api as audit
from hoaban.kernel.actor import Actor
from hoaban.kernel.clock import vietnam_day
from hoaban.kernel.errors import NotFound
from hoaban.shared.scheduling import models, policies
from hoaban.shared.scheduling.queries import shaping
from hoaban.shared.scheduling.queries.points import NoSuchPoint
from hoaban.shared.scheduling.queries.queues import order_of
from hoaban.shared.scheduling.rules.ordering import turn_counts_from
from hoaban.shared.scheduling.rules.priorities import NONE, priorities
from hoaban.shared.scheduling.rules.shapes import BookingState, Ticket, TicketState
from hoaban.shared.scheduling.services import bookings, noting

_AT_WORK = (TicketState.CALLED.value, TicketState.SERVING.value)


class NoSuchTicket(NotFound):
    """There is no such ticket, or it is none of the actor's."""

    def __init__(self) -> None:
        super().__init__("Không có số thứ tự này.", "There is no such ticket.")


def take_ticket(
    *, actor: Actor, point: int, now: datetime, person: UUID | None = None, visit: UUID | None = None,
    priority: str = NONE, booking: UUID | None = None, since: datetime | None = None,
) -> Ticket:  # fmt: skip
    """Somebody waits at a point from now on. A visit has one open ticket at a point: taken again, it is the same.

    ``since``: their turn counts from then, for who has waited under another number that was taken back.

    :raises NotAllowed, NoSuchPoint. :raises NotPossible: the point is not open today, or no such priority.
    :raises NoSuchBooking: the booking is not this person's at this facility.
    """
    if priority not in priorities():
        raise noting.NotPossible("Không có nhóm ưu tiên này.", "There is no such priority.", place="priority")
    day = vietnam_day(now)
    with transaction.atomic():
        where = _locked_point(actor, point, "scheduling.take-ticket")
        if day not in shaping.point(where).period:
            raise noting.NotPossible(
                "Điểm chờ không mở hôm nay.", "The place is not open today.", place="point"
            )
        same = models.Ticket.objects.filter(point=where, day=day, visit=visit, state__in=models.OPEN).first()
        if visit is not None and same is not None:
            return shaping.ticket(same)
        booked = _arrive(actor, where, booking, person, now)
        given_at = shaping.booking(booked).at if booked is not None else None
        where.last_number = where.last_number + 1 if where.last_day == day else 1
        where.last_day = day
        where.save(update_fields=["last_day", "last_number"])
        row = models.Ticket.objects.create(
            point=where, day=day, number=where.last_number, person=person, visit=visit, booking=booked,
            priority=priority, state=TicketState.WAITING, since=since or turn_counts_from(now, given_at), taken_at=now,
        )  # fmt: skip
        _note(actor, "scheduling.take-ticket", row, now)
    return shaping.ticket(row)


def call_next(*, actor: Actor, point: int, desk: str = "", now: datetime) -> Ticket | None:
    """Call who is next to a desk of the point. None when nobody waits; the one who was called there, while they have not come.

    :raises NotAllowed, NoSuchPoint.
    """
    with transaction.atomic():
        where = _locked_point(actor, point, "scheduling.call")
        rows = list(models.Ticket.objects.filter(point=where, day=vietnam_day(now)))
        called = [row for row in rows if row.state == TicketState.CALLED and row.desk == desk]
        if called:
            return shaping.ticket(called[0])
        order = order_of(rows, in_a_row=where.in_a_row)
        if not order:
            return None
        row = next(row for row in rows if row.pk == order[0])
        return _called(actor, row, desk, now)


def call(*, actor: Actor, ticket: int, desk: str = "", now: datetime) -> Ticket:
    """Call somebody out of turn, again, or who came back.

    :raises NotAllowed, NoSuchTicket. :raises Taken: they are being seen, or their turn has ended.
    """
    with transaction.atomic():
        row = _locked_ticket(actor, ticket, "scheduling.call")
        _demand(row, TicketState.WAITING, TicketState.CALLED, TicketState.SKIPPED)
        return _called(actor, row, desk, now)


def start(*, actor: Actor, ticket: int, now: datetime) -> Ticket:
    """They came and are being seen. Begun already, nothing changes.

    :raises NotAllowed, NoSuchTicket. :raises Taken: the turn has ended.
    """
    with transaction.atomic():
        row = _locked_ticket(actor, ticket, "scheduling.start")
        if row.state == TicketState.SERVING:
            return shaping.ticket(row)
        _demand(row, TicketState.WAITING, TicketState.CALLED, TicketState.SKIPPED)
        row.called_at = row.called_at or now
        return _moved(
            actor, "scheduling.start", row, TicketState.SERVING, now, started_at=now, served_by=actor.id
        )


def end(*, actor: Actor, ticket: int, now: datetime) -> Ticket:
    """Their turn is over. Ended already, nothing changes.

    :raises NotAllowed, NoSuchTicket. :raises Taken: they were never called.
    """
    with transaction.atomic():
        row = _locked_ticket(actor, ticket, "scheduling.end")
        if row.state == TicketState.DONE:
            return shaping.ticket(row)
        _demand(row, TicketState.CALLED, TicketState.SERVING)
        row.started_at = row.started_at or row.called_at
        return _moved(actor, "scheduling.end", row, TicketState.DONE, now, ended_at=now)


def skip(*, actor: Actor, ticket: int, now: datetime) -> Ticket:
    """Called, and not there: put aside until they come back.

    :raises NotAllowed, NoSuchTicket. :raises Taken: they are being seen, or their turn has ended.
    """
    with transaction.atomic():
        row = _locked_ticket(actor, ticket, "scheduling.skip")
        _demand(row, TicketState.CALLED, TicketState.SKIPPED)
        return _moved(actor, "scheduling.skip", row, TicketState.SKIPPED, now)


def bring_back(*, actor: Actor, ticket: int, now: datetime) -> Ticket:
    """They came back, or have to wait once more (for a result): they wait again, behind who waits now.

    :raises NotAllowed, NoSuchTicket. :raises Taken: their turn has ended.
    """
    with transaction.atomic():
        row = _locked_ticket(actor, ticket, "scheduling.bring-back")
        if row.state == TicketState.WAITING:
            return shaping.ticket(row)
        _demand(row, TicketState.CALLED, TicketState.SERVING, TicketState.SKIPPED)
        return _moved(actor, "scheduling.bring-back", row, TicketState.WAITING, now, since=now, desk="")


def leave(*, actor: Actor, ticket: int, now: datetime) -> Ticket:
    """They went, or wait elsewhere now.

    :raises NotAllowed, NoSuchTicket. :raises Taken: their turn has ended.
    """
    with transaction.atomic():
        row = _locked_ticket(actor, ticket, "scheduling.leave")
        if row.state == TicketState.LEFT:
            return shaping.ticket(row)
        _demand(row, TicketState.WAITING, *(TicketState(one) for one in _AT_WORK), TicketState.SKIPPED)
        return _moved(actor, "scheduling.leave", row, TicketState.LEFT, now, ended_at=now)


def _called(actor: Actor, row: models.Ticket, desk: str, now: datetime) -> Ticket:
    row.calls += 1
    return _moved(actor, "scheduling.call", row, TicketState.CALLED, now, called_at=now, desk=desk[:40])


def _moved(
    actor: Actor, act: str, row: models.Ticket, state: TicketState, now: datetime, **fields: object
) -> Ticket:
    row.state = state.value
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()
    _note(actor, act, row, now)
    return shaping.ticket(row)


def _arrive(
    actor: Actor, where: models.Point, booking: UUID | None, person: UUID | None, now: datetime
) -> models.Booking | None:
    """The booking for which somebody has come; it is theirs, and of this facility."""
    if booking is None or person is None:
        return None
    rows = models.Booking.objects.select_for_update(of=("self",)).select_related("session__point")
    row = rows.filter(pk=booking, person=person, session__point__facility_code=where.facility_code).first()
    if row is None or row.state not in models.HOLDS:
        raise bookings.NoSuchBooking
    bookings.move(row, BookingState.ARRIVED, actor, now)
    return row


def _locked_point(actor: Actor, point: int, act: str) -> models.Point:
    row = models.Point.objects.select_for_update().filter(pk=point).first()
    if row is None:
        raise NoSuchPoint
    policies.must(actor, policies.QUEUE, row.facility_code, act)
    return row


def _locked_ticket(actor: Actor, ticket: int, act: str) -> models.Ticket:
    """The ticket behind the lock of its point: whoever calls the next there waits."""
    point = models.Ticket.objects.filter(pk=ticket).values_list("point", flat=True).first()
    if point is None:
        raise NoSuchTicket
    _locked_point(actor, point, act)
    return models.Ticket.objects.select_for_update().get(pk=ticket)


def _demand(row: models.Ticket, *states: TicketState) -> None:
    if row.state not in states:
        raise noting.Taken(
            "Người khác vừa xử lý số này.", "Somebody else has just dealt with this ticket.", place="ticket"
        )


def _note(actor: Actor, act: str, row: models.Ticket, now: datetime) -> None:
    persons = [row.person] if row.person else []
    audit.write(
        actor=actor, act=act, persons=persons, detail={"ticket": row.pk, "point": row.point_id}, now=now
    )
