"""The one place that reads the time. Instants are UTC; law, days and claim files are Asia/Ho_Chi_Minh."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


def now() -> datetime:
    """This instant, aware, in UTC. Only entry points call it; services receive ``now``."""
    return datetime.now(UTC)


def vietnam_day(at: datetime) -> date:
    """The calendar day in Viet Nam of an aware instant."""
    return at.astimezone(VIETNAM).date()


def to_the_millisecond(at: datetime) -> datetime:
    """An instant as it is written with three digits after the second."""
    return at.replace(microsecond=at.microsecond // 1000 * 1000)
