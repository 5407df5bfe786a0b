"""Which room somebody is sent to: the one with the least waiting among those that see people now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

_CHILDREN, _WOMEN, _TRADITIONAL = "K18", "K27", "K16"
"""Codes of departments that see not everybody (the list of departments of the claims, MA_KHOA)."""
_GROWN_UP = 16 * 12
"""Months. Law on Children 102/2016/QH13, art. 1: a child is below 16 years."""


@dataclass(frozen=True, slots=True)
class Room:
    """A consulting room now. ``minutes``: until a newcomer is called, about; ``in_session``: somebody sees people there."""

    point: int
    department: str
    waiting: int
    minutes: int
    in_session: bool


def rank(department: str, months: int | None) -> int:
    """How well a department fits somebody of whom only the age is known: 0 the children's for a child, 1 one that sees
    everybody, 2 one that somebody is sent to for a reason. ``months``: the age, None when not known."""
    if department == _CHILDREN:
        return 0 if months is not None and months < _GROWN_UP else 2
    return 2 if department in (_WOMEN, _TRADITIONAL) else 1


def least_waiting(rooms: Iterable[Room], *, department: str = "", months: int | None = None) -> Room | None:
    """The room to propose; of a department where one is asked for, else of one that fits the age. None when there is no room.

    A room where nobody has a session is proposed only when none has: a facility may keep no sessions.
    """
    wanted = [one for one in rooms if not department or one.department == department]
    return min(
        wanted,
        key=lambda one: (
            not one.in_session,
            rank(one.department, months),
            one.minutes,
            one.waiting,
            one.point,
        ),
        default=None,
    )
