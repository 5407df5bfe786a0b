"""How a message stands, and what happens to it next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from hoaban.kernel.tries import Answer, Outcome

Both = tuple[str, str]
LEASE = timedelta(minutes=3)
"""So long does a try take at most; later it counts as broken off, and nobody knows whether it arrived."""
PAUSE = timedelta(minutes=10)
"""Until a message is looked at again whose destination is switched off, not configured or has no credentials."""


class State(StrEnum):
    """Where a message stands."""

    WAITING = "waiting"
    SENDING = "sending"
    UNSURE = "unsure"
    """It was sent, and nobody knows whether it arrived; it is tried again, and looked for first."""
    ACCEPTED = "accepted"
    REFUSED = "refused"
    DEAD = "dead"
    """Tried as often as is useful."""
    BY_HAND = "by_hand"
    REPLACED = "replaced"
    CALLED_BACK = "called_back"
    """What it tells of holds no more, and nobody is known to have got it."""
    WITHHELD = "withheld"
    """Not to be sent: what it says is too sensitive for this destination."""


STATES: dict[str, Both] = {
    State.WAITING: ("Chờ gửi", "Waits to be sent"),
    State.SENDING: ("Đang gửi", "Being sent"),
    State.UNSURE: ("Chưa rõ đã đến chưa", "Not known whether it arrived"),
    State.ACCEPTED: ("Đã được nhận", "Accepted"),
    State.REFUSED: ("Bị từ chối", "Refused"),
    State.DEAD: ("Không gửi được", "Could not be sent"),
    State.BY_HAND: ("Đã nhập tay", "Entered by hand"),
    State.REPLACED: ("Đã được thay thế", "Replaced"),
    State.CALLED_BACK: ("Đã thu hồi, không gửi", "Called back, not sent"),
    State.WITHHELD: ("Không gửi (nhạy cảm)", "Not sent (sensitive)"),
}
OPEN = frozenset({State.WAITING, State.SENDING, State.UNSURE})
"""What the worker still has to do something about."""
STUCK = frozenset({State.REFUSED, State.DEAD})
"""What a person has to do something about."""
DONE = frozenset({State.ACCEPTED, State.BY_HAND, State.REPLACED, State.CALLED_BACK, State.WITHHELD})
SETTLED = frozenset({State.ACCEPTED, State.BY_HAND})
"""The other side has it."""
CANCELLED_HERE = "cancelled-here"
"""Reason of what the other side has, or may have, and what holds no more: a person cancels it there."""
NOT_THERE = frozenset({"login", "off", "not-configured", "no-credentials", "unreadable"})
"""Reasons by which it is certain that a try did not arrive."""


@dataclass(frozen=True, slots=True)
class Next:
    """What becomes of a message after a try; ``wait``: until the next one."""

    state: State
    wait: timedelta | None = None


def after(answer: Answer, tries: int, waits: Sequence[int], chance: float) -> Next:
    """What follows from an answer to the so-manieth try. A wait is a half more or less by ``chance`` (0 to 1), so that
    what failed together does not come back together."""
    if answer.outcome is Outcome.ACCEPTED:
        return Next(State.ACCEPTED)
    if answer.outcome is Outcome.REFUSED:
        return Next(State.REFUSED)
    if tries > len(waits):
        return Next(State.DEAD)
    wait = timedelta(minutes=waits[tries - 1]) * (0.5 + chance)
    return Next(State.WAITING if answer.reason in NOT_THERE else State.UNSURE, wait)
