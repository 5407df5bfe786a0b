"""What people are told about times that were given to them, and about visits that they had."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from hoaban.kernel.actor import Actor
from hoaban.kernel.clock import VIETNAM, vietnam_day
from hoaban.shared.messaging.models import Message
from hoaban.shared.messaging.rules.deciding import State
from hoaban.shared.messaging.rules.reminding import remind_at
from hoaban.shared.messaging.rules.templates import Value
from hoaban.shared.messaging.services.asking import message_id, send_message

REMINDER, OFF, NEWS, READY = "appointment-reminder", "appointment-off", "visit-news", "ready-to-collect"
CALLED_OFF = "called-off"


def remind_of(
    *, actor: Actor, person: UUID, booking: UUID, at: datetime, facility: str, now: datetime
) -> None:
    """Ask that somebody be reminded the day before a time that was given to them; in the transaction in which it is given, whose
    entry in the trail names the person. Nothing for a time so near that they have just been told."""
    due = remind_at(at, now)
    if due is not None:
        send_message(
            actor=actor, person=person, template=REMINDER, values=_when(at), about=_about(booking), facility=facility,
            expires_at=at, not_before=due, now=now,
        )  # fmt: skip


def call_off(*, person: UUID, booking: UUID, now: datetime) -> None:
    """Remind nobody of a time that is not theirs any more. What was sent is sent."""
    rows = Message.objects.filter(
        pk=message_id(person, REMINDER, _about(booking)), state__in=(State.ASKED, State.HELD)
    )
    rows.update(state=State.EXPIRED, reason=CALLED_OFF, due_at=now, changed_at=now)


def tell_called_off(
    *, actor: Actor, person: UUID, booking: UUID, at: datetime, facility: str, now: datetime
) -> None:  # fmt: skip
    """Tell somebody that the facility cannot keep the time that it gave them, instead of reminding them. Nothing once
    it is over."""
    call_off(person=person, booking=booking, now=now)
    if at > now:
        send_message(
            actor=actor, person=person, template=OFF, values=_when(at), about=_about(booking), facility=facility, expires_at=at,
            now=now,
        )  # fmt: skip


def tell_news(*, actor: Actor, person: UUID, visit: UUID, day: date, facility: str, now: datetime) -> None:
    """Tell somebody that there is news of a visit: a result has come, without saying of what. Once a day for a visit,
    however much comes. ``day``: of the visit."""
    about = f"visit-news/{visit}/{vietnam_day(now)}"
    send_message(
        actor=actor, person=person, template=NEWS, values={"day": day}, about=about[:60], facility=facility, now=now
    )  # fmt: skip


def tell_ready(*, actor: Actor, person: UUID, visit: UUID, day: date, facility: str, now: datetime) -> None:
    """Tell somebody that what they wait for from a visit can be collected: medicine, a paper, without saying what. Once
    for a visit.
    ``day``: of the visit."""
    send_message(
        actor=actor, person=person, template=READY, values={"day": day}, about=f"ready/{visit}", facility=facility, now=now
    )  # fmt: skip


def _when(at: datetime) -> dict[str, Value]:
    here = at.astimezone(VIETNAM)
    return {"day": here.date(), "at": here.time().replace(tzinfo=None)}


def _about(booking: UUID) -> str:
    return f"booking/{booking}"
