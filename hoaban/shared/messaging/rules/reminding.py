"""When somebody is reminded of a time that was given to them."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from hoaban.kernel.clock import VIETNAM

HOUR = time(9)
"""Of the day before, in Viet Nam: early enough to give a time back, within the hours in which telephones ring."""


def remind_at(at: datetime, now: datetime) -> datetime | None:
    """The hour of the day before; None when it is over already, for then they have just been told."""
    due = datetime.combine(at.astimezone(VIETNAM).date() - timedelta(days=1), HOUR, VIETNAM)
    return due if due > now else None
