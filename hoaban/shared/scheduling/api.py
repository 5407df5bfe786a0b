"""Scheduling, for the modules: points, sessions, bookings, queues."""

from hoaban.shared.scheduling.policies import BOOK, MANAGE, QUEUE
from hoaban.shared.scheduling.queries.points import (
    NoSuchPoint,
    bookings_of,
    free_slots,
    get_point,
    list_points,
    list_sessions,
)
from hoaban.shared.scheduling.queries.queues import (
    Call,
    Queue,
    count_waiting,
    list_calls,
    measure_waits,
    see_queue,
    tickets_of,
)
from hoaban.shared.scheduling.rules.priorities import NONE, Priority, by_age, priorities
from hoaban.shared.scheduling.rules.shapes import (
    POINT_KINDS,
    Booking,
    BookingState,
    Point,
    PointKind,
    Session,
    Ticket,
    TicketState,
)
from hoaban.shared.scheduling.rules.waits import Waits
from hoaban.shared.scheduling.services.bookings import NoSuchBooking, book, cancel
from hoaban.shared.scheduling.services.noting import NotPossible, Taken
from hoaban.shared.scheduling.services.sessions import close_point, close_session, open_point, open_session
from hoaban.shared.scheduling.services.tickets import (
    NoSuchTicket,
    bring_back,
    call,
    call_next,
    end,
    leave,
    skip,
    start,
    take_ticket,
)

__all__ = [
    "BOOK",
    "MANAGE",
    "NONE",
    "POINT_KINDS",
    "QUEUE",
    "Booking",
    "BookingState",
    "Call",
    "NoSuchBooking",
    "NoSuchPoint",
    "NoSuchTicket",
    "NotPossible",
    "Point",
    "PointKind",
    "Priority",
    "Queue",
    "Session",
    "Taken",
    "Ticket",
    "TicketState",
    "Waits",
    "book",
    "bookings_of",
    "bring_back",
    "by_age",
    "call",
    "call_next",
    "cancel",
    "close_point",
    "close_session",
    "count_waiting",
    "end",
    "free_slots",
    "get_point",
    "leave",
    "list_calls",
    "list_points",
    "list_sessions",
    "measure_waits",
    "open_point",
    "open_session",
    "priorities",
    "see_queue",
    "skip",
    "start",
    "take_ticket",
    "tickets_of",
]
