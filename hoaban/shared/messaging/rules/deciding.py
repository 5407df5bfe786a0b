"""By which way somebody is told, and when: from the template, what they wish, and how they can be reached."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from hoaban.kernel.clock import VIETNAM
from hoaban.shared.messaging.rules.templates import Both, Template

_WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 20, 60, 240))
"""Between one try and the next."""
LEASE = timedelta(minutes=3)
"""So long does a try take at most; later it counts as broken off, and another is made."""


class State(StrEnum):
    """Where a message stands."""

    ASKED = "asked"
    HELD = "held"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"
    EXPIRED = "expired"
    PAGE = "page"
    TO_TELL = "to_tell"
    TOLD = "told"


STATES: dict[str, Both] = {
    State.ASKED: ("Chờ gửi", "Waits to be sent"),
    State.HELD: ("Giữ qua giờ yên tĩnh", "Held over the quiet hours"),
    State.SENDING: ("Đang gửi", "Being sent"),
    State.SENT: ("Đã gửi, chưa có báo nhận", "Sent, no receipt yet"),
    State.DELIVERED: ("Đã đến máy", "Arrived"),
    State.FAILED: ("Không gửi được", "Could not be sent"),
    State.EXPIRED: ("Quá hạn, không gửi", "Out of date, not sent"),
    State.PAGE: ("Chỉ ở trang của người dân", "On the person's page only"),
    State.TO_TELL: ("Chờ trạm nói trực tiếp", "Waits for the station to tell it"),
    State.TOLD: ("Đã nói trực tiếp", "Told in person"),
}
WAITING = frozenset({State.ASKED, State.HELD, State.SENDING})
"""What the worker still has to do something about."""


class Way(StrEnum):
    """How somebody is told. On their own page it stands in any case."""

    SMS = "sms"
    EMAIL = "email"
    IN_PERSON = "in_person"
    PAGE = "page"


WAYS: dict[str, Both] = {
    Way.SMS: ("Tin nhắn điện thoại", "Text message"),
    Way.EMAIL: ("Thư điện tử", "E-mail"),
    Way.IN_PERSON: ("Trạm Y tế nói trực tiếp", "The station tells me"),
    Way.PAGE: ("Chỉ trên trang của tôi", "On my own page only"),
}
DESK_WAYS: dict[str, Both] = {
    **WAYS,
    Way.IN_PERSON: ("Trạm Y tế nói trực tiếp", "The station tells them"),
    Way.PAGE: ("Chỉ trên trang của người ấy", "On their own page only"),
}
"""The same, said of somebody else."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person chose. ``shared``: others use the telephone too; ``plain``: Vietnamese without marks.

    ``agreed``: whether messages may go to a telephone that others read; None when they have not said.
    """

    way: Way = Way.SMS
    language: str = "vi"
    email: str = ""
    shared: bool = False
    plain: bool = False
    agreed: bool | None = None


@dataclass(frozen=True, slots=True)
class Reach:
    """How somebody can be reached today. Empty: not at all by this way."""

    phone: str = ""
    shared: bool = False
    stopped: bool = False
    """Whoever has the number wrote that it wants no more messages."""
    email: str = ""
    commune: str = ""
    """Of the station that can tell them in person."""
    deceased: bool = False


@dataclass(frozen=True, slots=True)
class Quiet:
    """The hours of a day, in Viet Nam, in which telephones are left alone; the same hour twice: none."""

    begins: time
    ends: time


@dataclass(frozen=True, slots=True)
class Decision:
    """What is done with a message now. Of ``SENDING``: by which way; of ``HELD``: until when; else why."""

    state: State
    way: Way | None = None
    until: datetime | None = None
    reason: str = ""


def decide(
    told: Template, wish: Wish, reach: Reach, *, quiet: Quiet, expires_at: datetime | None, now: datetime
) -> Decision:
    """What to do with a message that is due."""
    if expires_at is not None and expires_at <= now:
        return Decision(State.EXPIRED)
    if reach.deceased:
        return Decision(State.PAGE, reason="deceased")
    way = _way(told, wish, reach)
    if not told.necessary and (wish.way is Way.PAGE or (way is Way.SMS and reach.stopped)):
        return Decision(State.PAGE, reason="wish" if wish.way is Way.PAGE else "stopped")
    if way is Way.IN_PERSON:
        return Decision(State.TO_TELL, way) if reach.commune else Decision(State.FAILED, reason="nobody")
    until = None if told.urgent else held_until(quiet, now)
    return Decision(State.HELD, way, until) if until else Decision(State.SENDING, way)


def held_until(quiet: Quiet, now: datetime) -> datetime | None:
    """When the quiet hours end; None when it is not quiet."""
    here = now.astimezone(VIETNAM)
    hour = here.time()
    over_midnight = quiet.begins > quiet.ends
    inside = quiet.begins <= hour < quiet.ends
    if over_midnight:
        inside = hour >= quiet.begins or hour < quiet.ends
    if not inside:
        return None
    day = here.date() + timedelta(days=int(over_midnight and hour >= quiet.begins))
    return datetime.combine(day, quiet.ends, VIETNAM)


def next_try(attempts: int, chance: float) -> timedelta | None:
    """How long to wait after so many tries, a half more or less by ``chance`` (0 to 1), so that what failed together does not
    come back together; None: give up."""
    return _WAITS[attempts - 1] * (0.5 + chance) if attempts <= len(_WAITS) else None


def _way(told: Template, wish: Wish, reach: Reach) -> Way:
    """The way that was chosen where it leads to somebody, else the next best; a necessary message goes out in any case."""
    if wish.way is Way.EMAIL and reach.email:
        return Way.EMAIL
    if wish.way is not Way.IN_PERSON and reach.phone and _may_ring(told, wish, reach):
        return Way.SMS
    return Way.IN_PERSON


def _may_ring(told: Template, wish: Wish, reach: Reach) -> bool:
    """Whether the telephone may be used. To one that others read only what the law wants told goes without a yes, and nothing
    against a no."""
    if not reach.shared:
        return True
    return told.necessary if wish.agreed is None else wish.agreed
