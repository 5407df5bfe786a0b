"""An assignment in time: waiting, coming, held, ended; by when somebody must say again that it is needed."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from hoaban.foundation.accounts.rules.measures import measures
from hoaban.kernel.clock import vietnam_day
from hoaban.kernel.errors import Invalid

FEWEST_WORDS, MOST_WORDS = 10, 500


class State(StrEnum):
    """What an assignment is on a day."""

    WAITING = "waiting"
    """For a second officer; gives nothing."""
    COMING = "coming"
    HELD = "held"
    ENDED = "ended"


class Verdict(StrEnum):
    """What a review found."""

    KEEP = "keep"
    WITHDRAW = "withdraw"


@dataclass(frozen=True, slots=True)
class Course:
    """What decides when an assignment holds. Days are days of Viet Nam, both included."""

    starts_on: date
    ends_on: date | None
    is_waiting: bool
    ended_at: datetime | None

    def state(self, now: datetime) -> State:
        """What it is now; who took it away in the middle of a day ended it there and then."""
        day = vietnam_day(now)
        if (self.ended_at is not None and self.ended_at <= now) or (self.ends_on and self.ends_on < day):
            return State.ENDED
        if self.is_waiting:
            return State.WAITING
        return State.COMING if self.starts_on > day else State.HELD


def due_on(confirmed_on: date) -> date:
    """The day by which an assignment that was last confirmed on a day must be confirmed again, by the measures of that day."""
    months = confirmed_on.month - 1 + measures(confirmed_on).review_months
    year, month = confirmed_on.year + months // 12, months % 12 + 1
    return date(year, month, min(confirmed_on.day, monthrange(year, month)[1]))


def check_period(starts_on: date, ends_on: date | None, today: date) -> None:
    """See that a period lies ahead and runs forward.

    :raises Invalid: it begins before today, or ends before it begins.
    """
    if starts_on < today:
        raise Invalid(
            "Ngày bắt đầu không ở trước hôm nay.", "It cannot begin before today.", place="starts_on"
        )
    if ends_on is not None and ends_on < starts_on:
        raise Invalid(
            "Ngày kết thúc không ở trước ngày bắt đầu.", "It cannot end before it begins.", place="ends_on"
        )


def check_words(words: str, place: str = "words") -> str:
    """A reason as it is kept, once it says something.

    :raises Invalid: too few letters or too many.
    """
    said = " ".join(words.split())
    if not FEWEST_WORDS <= len(said) <= MOST_WORDS:
        raise Invalid(
            f"Hãy viết từ {FEWEST_WORDS} đến {MOST_WORDS} ký tự.",
            f"Write {FEWEST_WORDS} to {MOST_WORDS} characters.",
            place=place,
        )
    return said
