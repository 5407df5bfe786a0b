"""The life of a version of a form: draft, announced, in force, retired; which one holds on a day."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from hoaban.kernel.effective import Period
from hoaban.kernel.errors import Conflict, Invalid

MAX_WORDS = {"legal_basis": 300, "why": 500}
_DAY = timedelta(days=1)


class State(enum.StrEnum):
    DRAFT = "draft"
    ANNOUNCED = "announced"
    ACTIVE = "active"
    RETIRED = "retired"


class FormStands(Conflict):
    """The version was published: it is never changed. A change is a new version."""


class NotInThisState(Conflict):
    """The version is not in the state that the act asks for."""


class NotInForce(Conflict):
    """A new response is begun in the version that is in force only."""


class OtherVisit(Invalid):
    """The visit is another patient's."""


@dataclass(frozen=True, slots=True)
class Version:
    """One version as its keeper sees it. ``period`` is None for a draft."""

    url: str
    version: str
    title_vi: str
    title_en: str
    legal_basis: str
    period: Period | None = None
    retired_why: str = ""

    @property
    def canonical(self) -> str:
        """What answers name for ever."""
        return f"{self.url}|{self.version}"

    def state(self, on: date) -> State:
        if self.period is None:
            return State.DRAFT
        end = self.period.end
        if end is not None and (end < on or _is_empty(self.period)):
            return State.RETIRED
        return State.ACTIVE if on in self.period else State.ANNOUNCED


def _is_empty(period: Period) -> bool:
    """Retired before it began."""
    return period.start is not None and period.end is not None and period.end < period.start


def periods(published: Sequence[Period]) -> list[Period]:
    """How long the versions of one form last, of which each says when it began and when it was retired.

    A version lasts until it is retired or the next one begins; one that was retired before it began ends nothing.
    """
    starts = sorted(one.start for one in published if one.start is not None and not _is_empty(one))

    def lasting(one: Period) -> Period:
        next_start = min(
            (start for start in starts if one.start is not None and start > one.start), default=None
        )
        ends = [end for end in (one.end, next_start and next_start - _DAY) if end is not None]
        return Period(one.start, min(ends, default=None))

    return [lasting(one) for one in published]


def check_words(field: str, words: str) -> str:
    """The words without blanks around them. :raises Invalid: none, or too many, at the field."""
    found = words.strip()
    if not found:
        raise Invalid("Hãy ghi nội dung này.", "This is needed.", place=field)
    if len(found) > MAX_WORDS[field]:
        raise Invalid(
            f"Dài quá {MAX_WORDS[field]} ký tự.", f"Over {MAX_WORDS[field]} characters.", place=field
        )
    return found


def check_start(starts_on: date, others: Sequence[Period], *, today: date) -> None:
    """Whether a version may begin on a day: not in the past, where answers were given already, and after all before it.

    :raises Invalid: it may not.
    """
    if starts_on < today:
        raise Invalid(
            "Không có hiệu lực từ ngày đã qua.", "It cannot begin on a day that is over.", place="starts_on"
        )
    last = max((one.start for one in others if one.start is not None and not _is_empty(one)), default=None)
    if last is not None and starts_on <= last:
        raise Invalid(
            "Phải bắt đầu sau phiên bản trước.",
            "It must begin after the version before it.",
            place="starts_on",
        )


def check_end(last_day: date, period: Period, *, today: date) -> date:
    """The last day of a version that is retired; before it has begun, the day before its first.

    :raises Invalid: a day that is over, or after its end.
    """
    if period.start is not None and period.start > today:
        return period.start - _DAY
    if last_day < today:
        raise Invalid("Không ngừng từ ngày đã qua.", "It cannot end on a day that is over.", place="last_day")
    if period.end is not None and last_day > period.end:
        raise Invalid(
            "Phiên bản đã hết trước ngày này.", "The version ends before that day.", place="last_day"
        )
    return last_day
