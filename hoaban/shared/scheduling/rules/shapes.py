"""What scheduling tells those above: plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from hoaban.kernel.effective import Period


class PointKind(StrEnum):
    """What people wait for at a point."""

    RECEPTION = "reception"
    TRIAGE = "triage"
    CONSULTING = "consulting"
    SAMPLING = "sampling"
    IMAGING = "imaging"
    PROCEDURE = "procedure"
    CASHIER = "cashier"
    PHARMACY = "pharmacy"


POINT_KINDS = {
    PointKind.RECEPTION: ("Tiếp đón", "Reception"),
    PointKind.TRIAGE: ("Đo sinh hiệu, phân loại", "Triage"),
    PointKind.CONSULTING: ("Phòng khám", "Consulting room"),
    PointKind.SAMPLING: ("Lấy mẫu xét nghiệm", "Sampling"),
    PointKind.IMAGING: ("Chẩn đoán hình ảnh", "Imaging"),
    PointKind.PROCEDURE: ("Thủ thuật", "Procedures"),
    PointKind.CASHIER: ("Thu viện phí", "Cashier"),
    PointKind.PHARMACY: ("Phát thuốc", "Pharmacy"),
}


@dataclass(frozen=True, slots=True)
class Point:
    """A place where people wait.

    ``department``: code of the department; ``in_a_row``: how many of the priority groups go before one of the ordinary.
    """

    id: int
    facility_code: str
    code: str
    kind: PointKind
    vi: str
    en: str
    department: str
    in_a_row: int
    period: Period


@dataclass(frozen=True, slots=True)
class Session:
    """A practitioner at a point for some hours, in slots of equal length."""

    id: UUID
    point: Point
    practitioner: str
    """Staff number, as in the register of practitioners."""
    starts_at: datetime
    ends_at: datetime
    slot_minutes: int
    for_booking: int
    """How many of its slots may be taken ahead of the day; the others are for who comes by themself."""
    closed_at: datetime | None = None

    @property
    def slots(self) -> int:
        return int((self.ends_at - self.starts_at) / timedelta(minutes=self.slot_minutes))

    def slot_at(self, ordinal: int) -> datetime:
        return self.starts_at + timedelta(minutes=self.slot_minutes * ordinal)


class BookingState(StrEnum):
    """How a booking stands; only the first two hold their slot."""

    BOOKED = "booked"
    ARRIVED = "arrived"
    CANCELLED = "cancelled"
    MISSED = "missed"


@dataclass(frozen=True, slots=True)
class Booking:
    """A slot of a session that is somebody's."""

    id: UUID
    session: UUID
    slot: int
    at: datetime
    person: UUID
    state: BookingState


class TicketState(StrEnum):
    """Where a ticket is on its way."""

    WAITING = "waiting"
    CALLED = "called"
    SERVING = "serving"
    DONE = "done"
    SKIPPED = "skipped"
    """Called and not there; may come back."""
    LEFT = "left"
    """Gone, or sent to another point."""


OPEN = frozenset({TicketState.WAITING, TicketState.CALLED, TicketState.SERVING, TicketState.SKIPPED})


@dataclass(frozen=True, slots=True)
class Ticket:
    """A number in the queue of a point on a day.

    ``visit``: the Encounter, ``person`` the person; None where nobody is known yet.
    """

    id: int
    point: int
    day: date
    number: int
    person: UUID | None
    visit: UUID | None
    priority: str
    state: TicketState
    since: datetime
    taken_at: datetime
    called_at: datetime | None
    started_at: datetime | None
    ended_at: datetime | None
    calls: int
    desk: str
