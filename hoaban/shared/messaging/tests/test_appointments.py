"""People are reminded the day before, at an hour at which telephones may ring; of what is cancelled nobody is."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from hoaban.kernel.clock import VIETNAM
from hoaban.shared.messaging import api as messaging
from hoaban.shared.messaging.models import Message
from hoaban.shared.messaging.rules.reminding import remind_at
from hoaban.shared.messaging.tests.people import Played, deliver, gateway, person
from tests import cast

__all__ = ["gateway"]
pytestmark = pytest.mark.django_db
DESK = cast.staff("tiepdon")
NOW = datetime(2026, 11, 30, 15, tzinfo=VIETNAM)
FRIDAY = datetime(2026, 12, 4, 8, 30, tzinfo=VIETNAM)
REMINDER = "Bạn có hẹn lúc 08:30 ngày 04/12/2026"


@pytest.fixture
def teacher() -> UUID:
    return person("Lò Văn Inh", "012064000103", "0912345678")


def remind(person: UUID, booking: UUID, at: datetime = FRIDAY, now: datetime = NOW) -> None:
    messaging.remind_of(actor=DESK, person=person, booking=booking, at=at, facility=cast.PROVINCIAL, now=now)


@pytest.mark.parametrize(
    ("at", "now", "due"),
    [
        (FRIDAY, NOW, datetime(2026, 12, 3, 9, tzinfo=VIETNAM)),
        (FRIDAY, datetime(2026, 12, 3, 8, 59, tzinfo=VIETNAM), datetime(2026, 12, 3, 9, tzinfo=VIETNAM)),
        (FRIDAY, datetime(2026, 12, 3, 9, tzinfo=VIETNAM), None), (FRIDAY, FRIDAY - timedelta(minutes=5), None),
        (datetime(2026, 12, 4, 0, 30, tzinfo=VIETNAM), NOW, datetime(2026, 12, 3, 9, tzinfo=VIETNAM)),
    ],
)  # fmt: skip
def test_the_hour_is_nine_of_the_day_before(at: datetime, now: datetime, due: datetime | None) -> None:
    assert remind_at(at, now) == due


def test_somebody_is_reminded_the_day_before_and_not_sooner(gateway: Played, teacher: UUID) -> None:
    remind(teacher, uuid4())
    deliver(NOW)
    deliver(datetime(2026, 12, 3, 8, 59, tzinfo=VIETNAM))
    assert gateway.texts == []

    deliver(datetime(2026, 12, 3, 9, tzinfo=VIETNAM))
    assert len(gateway.texts) == 1
    assert "Ban co hen luc 08:30 ngay 04/12/2026" in gateway.texts[0] or REMINDER in gateway.texts[0]


def test_of_what_is_cancelled_nobody_is_reminded(gateway: Played, teacher: UUID) -> None:
    booking = uuid4()
    remind(teacher, booking)
    messaging.call_off(person=teacher, booking=booking, now=NOW)
    deliver(datetime(2026, 12, 3, 9, tzinfo=VIETNAM))

    row = Message.objects.get()
    assert (gateway.texts, row.state, row.reason) == ([], "expired", "called-off")


def test_a_reminder_that_was_sent_stays_sent(gateway: Played, teacher: UUID) -> None:
    booking = uuid4()
    remind(teacher, booking)
    deliver(datetime(2026, 12, 3, 9, tzinfo=VIETNAM))
    messaging.call_off(person=teacher, booking=booking, now=datetime(2026, 12, 3, 10, tzinfo=VIETNAM))
    assert Message.objects.get().state == "sent"


def test_a_worker_that_stood_still_reminds_nobody_of_what_is_over(gateway: Played, teacher: UUID) -> None:
    remind(teacher, uuid4())
    deliver(FRIDAY + timedelta(minutes=1))
    assert (gateway.texts, Message.objects.get().state) == ([], "expired")


def test_who_was_called_off_is_told_instead_at_an_allowed_hour(gateway: Played, teacher: UUID) -> None:
    booking, night = uuid4(), datetime(2026, 12, 2, 22, tzinfo=VIETNAM)
    remind(teacher, booking)
    messaging.tell_called_off(
        actor=DESK, person=teacher, booking=booking, at=FRIDAY, facility=cast.PROVINCIAL, now=night
    )  # fmt: skip
    deliver(night)
    assert gateway.texts == []
    deliver(datetime(2026, 12, 3, 9, tzinfo=VIETNAM))
    assert len(gateway.texts) == 1
    assert "khong dien ra" in gateway.texts[0] or "không diễn ra" in gateway.texts[0]


def test_news_of_a_visit_comes_once_a_day_however_much_there_is(gateway: Played, teacher: UUID) -> None:
    visit, told = (
        uuid4(),
        {"actor": DESK, "person": teacher, "day": date(2026, 11, 30), "facility": cast.PROVINCIAL},
    )
    for hours in (0, 1, 20):
        messaging.tell_news(visit=visit, now=NOW + timedelta(hours=hours), **told)  # type: ignore[arg-type]
    messaging.tell_ready(visit=visit, now=NOW, **told)  # type: ignore[arg-type]
    messaging.tell_ready(visit=visit, now=NOW + timedelta(days=2), **told)  # type: ignore[arg-type]
    assert sorted(Message.objects.values_list("template", flat=True)) == [
        "ready-to-collect",
        "visit-news",
        "visit-news",
    ]
