"""Who has a time is reminded; who gave it back, or lost it with its session, is not reminded, and the latter is told."""

from __future__ import annotations

from uuid import UUID

import pytest

from hoaban.shared.messaging.models import Message
from hoaban.shared.scheduling import api as scheduling
from hoaban.shared.scheduling.tests.test_queues import DESK, NOW, ONE, TWO, _places, point, session

__all__ = ["_places"]
pytestmark = pytest.mark.django_db
IN_THREE_DAYS = 3 * 24 * 60


def booked(where: UUID, person: UUID, slot: int = 0) -> UUID:
    return scheduling.book(actor=DESK, session=where, slot=slot, person=person, now=NOW)


def told(person: UUID) -> list[tuple[str, str, str]]:
    rows = Message.objects.filter(person=person).order_by("template")
    return [(row.template, row.state, row.reason) for row in rows]


def test_a_time_that_is_given_is_to_be_reminded_of_with_its_hour() -> None:
    booked(session(point(), IN_THREE_DAYS), ONE)

    row = Message.objects.get()
    assert (row.template, row.person, row.facility) == ("appointment-reminder", ONE, "12981")
    assert row.values == {"day": "2026-12-03", "at": "07:30:00"}
    assert row.due_at.isoformat() == "2026-12-02T02:00:00+00:00"


def test_a_double_click_is_one_reminder_and_a_time_of_today_none() -> None:
    where = session(point(), IN_THREE_DAYS)
    booked(where, ONE)
    booked(where, ONE)
    booked(session(point("PK2"), 60, "090002/LCH-GPHN"), TWO)
    assert told(ONE) == [("appointment-reminder", "asked", "")]
    assert told(TWO) == []


def test_a_time_that_is_given_back_is_not_reminded_of() -> None:
    booking = booked(session(point(), IN_THREE_DAYS), ONE)
    scheduling.cancel(actor=DESK, booking=booking, now=NOW)
    assert told(ONE) == [("appointment-reminder", "expired", "called-off")]


def test_whose_session_is_called_off_is_told() -> None:
    where = session(point(), IN_THREE_DAYS)
    booked(where, ONE)
    given_back = booked(where, TWO, 3)
    scheduling.cancel(actor=DESK, booking=given_back, now=NOW)
    scheduling.close_session(actor=DESK, session=where, now=NOW)

    assert told(ONE) == [("appointment-off", "asked", ""), ("appointment-reminder", "expired", "called-off")]
    assert told(TWO) == [("appointment-reminder", "expired", "called-off")]
