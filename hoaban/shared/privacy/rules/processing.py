"""The register of processing activities (``data/processing.toml``), and the clock of an impact assessment."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from hoaban.kernel.errors import Invalid, NotFound
from hoaban.shared.privacy.rules.dated import holding, tables

Both = tuple[str, str]
"""Vietnamese and English."""
_LONGEST = 2_000
_EARLIEST = date(2000, 1, 1)
_MONTHS_OF_A_YEAR = 12
_FIRST_DAYS = 28


@dataclass(frozen=True, slots=True)
class Activity:
    """One thing that the platform does with personal data."""

    key: str
    name: Both
    purpose: Both
    basis: str
    certainty: str
    """Of the basis."""
    consent: str
    """The question of consent that it is tied to; empty where none is."""
    subjects: Both
    categories: Both
    recipients: Both
    retention: Both
    measures: Both
    where: tuple[str, ...]
    """The parts of the code that do it, below the package."""


@dataclass(frozen=True, slots=True)
class Demand:
    """What the law asks of an impact assessment."""

    file_days: int
    update_months: int
    basis: str
    note: Both


@dataclass(frozen=True, slots=True)
class Assessment:
    """What people say of the impact assessment of an activity."""

    began_on: date | None
    made_on: date | None
    sent_on: date | None
    number: str = ""
    words: str = ""


class Standing(StrEnum):
    """How the impact assessment of an activity stands."""

    NONE = "none"
    LATE = "late"
    MADE = "made"
    SENT = "sent"
    STALE = "stale"


STANDINGS: dict[str, Both] = {
    Standing.NONE: ("Chưa lập hồ sơ", "Not drawn up"),
    Standing.LATE: ("Quá hạn lập, gửi", "Overdue"),
    Standing.MADE: ("Đã lập, chưa gửi", "Drawn up, not sent"),
    Standing.SENT: ("Đã gửi", "Sent"),
    Standing.STALE: ("Đến hạn cập nhật", "Due to be updated"),
}


@functools.cache
def activities() -> tuple[Activity, ...]:
    """All of them, in the order of the register."""
    return tuple(_activity(row) for row in tables("processing")["activities"])


def activity(key: str) -> Activity:
    """:raises NotFound: the register has no such activity."""
    found = next((one for one in activities() if one.key == key), None)
    if found is None:
        raise NotFound("Không có hoạt động này.", "There is no such activity.", place="activity")
    return found


def demand(on: date) -> Demand:
    """What is asked of an impact assessment that day; the first rule for the days before it."""
    (row,) = holding("processing", "assessment", on) or tables("processing")["assessment"][:1]
    return Demand(row["file_days"], row["update_months"], row["basis"], (row["note_vi"], row["note_en"]))


def standing(known: Assessment | None, *, on: date) -> Standing:
    """How an impact assessment stands on a day. What nobody said anything about is not drawn up."""
    if known is None or known.made_on is None:
        began = known.began_on if known else None
        due = file_by(began, on=on) if began else None
        return Standing.LATE if due and due < on else Standing.NONE
    if update_by(known.made_on, on=on) < on:
        return Standing.STALE
    if known.sent_on:
        return Standing.SENT
    due = file_by(known.began_on, on=on) if known.began_on else None
    return Standing.LATE if due and due < on else Standing.MADE


def file_by(began_on: date, *, on: date) -> date:
    """The last day on which it is filed."""
    return began_on + timedelta(days=demand(on).file_days)


def update_by(made_on: date, *, on: date) -> date:
    """The last day until which it is fresh."""
    months = made_on.month - 1 + demand(on).update_months
    year, month = made_on.year + months // _MONTHS_OF_A_YEAR, months % _MONTHS_OF_A_YEAR + 1
    return date(year, month, 1) + timedelta(days=min(made_on.day, _days_of(year, month)) - 1)


def check(said: Assessment, *, on: date) -> None:
    """See that what is said can be true. :raises Invalid: what cannot, at its field."""
    for place in ("began_on", "made_on", "sent_on"):
        day: date | None = getattr(said, place)
        if day and not _EARLIEST <= day <= on:
            raise Invalid(
                "Ngày không ở tương lai và không trước năm 2000.",
                "The day is neither in the future nor before 2000.",
                place=place,
            )
    if said.sent_on and (said.made_on is None or said.sent_on < said.made_on):
        raise Invalid("Gửi sau khi lập: ghi ngày lập.", "It is sent after it is drawn up.", place="made_on")
    if len(said.words) > _LONGEST:
        raise Invalid(f"Tối đa {_LONGEST} ký tự.", f"At most {_LONGEST} characters.", place="words")


def _days_of(year: int, month: int) -> int:
    last = date(year, month, _FIRST_DAYS) + timedelta(days=4)
    return (last - timedelta(days=last.day)).day


def _activity(row: dict[str, Any]) -> Activity:
    def both(name: str) -> Both:
        return row[f"{name}_vi"], row[f"{name}_en"]

    return Activity(
        row["key"], (row["vi"], row["en"]), both("purpose"), row["basis"], row["basis_certainty"], row["consent"],
        both("subjects"), both("categories"), both("recipients"), both("retention"), both("measures"),
        tuple(row["where"]),
    )  # fmt: skip
