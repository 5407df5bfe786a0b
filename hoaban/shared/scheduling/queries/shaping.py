"""Rows as plain values."""

from __future__ import annotations

from hoaban.kernel.effective import Period
from hoaban.shared.scheduling import models
from hoaban.shared.scheduling.rules import shapes


def point(row: models.Point) -> shapes.Point:
    return shapes.Point(
        row.pk, row.facility_code, row.code, shapes.PointKind(row.kind), row.vi, row.en or row.vi, row.department,
        row.in_a_row, Period(row.valid_from, row.valid_to),
    )  # fmt: skip


def session(row: models.Session) -> shapes.Session:
    return shapes.Session(
        row.pk, point(row.point), row.practitioner, row.starts_at, row.ends_at, row.slot_minutes, row.for_booking,
        row.closed_at,
    )  # fmt: skip


def booking(row: models.Booking) -> shapes.Booking:
    at = session(row.session).slot_at(row.slot)
    return shapes.Booking(row.pk, row.session_id, row.slot, at, row.person, shapes.BookingState(row.state))


def ticket(row: models.Ticket) -> shapes.Ticket:
    return shapes.Ticket(
        row.pk, row.point_id, row.day, row.number, row.person, row.visit, row.priority, shapes.TicketState(row.state),
        row.since, row.taken_at, row.called_at, row.started_at, row.ended_at, row.calls, row.desk,
    )  # fmt: skip
