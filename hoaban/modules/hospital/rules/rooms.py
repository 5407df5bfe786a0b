"""Which room somebody is sent to: the one with the least waiting among those that see people now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Room:
    """A consulting room now. ``minutes``: until a newcomer is called, about; ``in_session``: somebody sees people there."""

    point: int
    department: str
    waiting: int
    minutes: int
    in_session: bool


def least_waiting(rooms: Iterable[Room], *, department: str = "") -> Room | None:
    """The room to propose; of a department where one is asked for. None when there is no room.

    A room where nobody has a session is proposed only when none has: a facility may keep no sessions.
    """
    wanted = [one for one in rooms if not department or one.department == department]
    return min(
        wanted, key=lambda one: (not one.in_session, one.minutes, one.waiting, one.point), default=None
    )
