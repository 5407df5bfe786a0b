"""When, as text; empty where it is not known."""

from __future__ import annotations

from datetime import datetime

from hoaban.ui import formats


def day(at: datetime | None) -> str:
    """The day."""
    return formats.day(at) if at else ""


def day_time(at: datetime | None) -> str:
    """The day and the minute."""
    return formats.day_time(at) if at else ""
