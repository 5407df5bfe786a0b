"""A breach of personal data: its clock, what must be known of it, whom to tell: ``data/breaches.toml``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from hoaban.kernel import deadlines
from hoaban.kernel.clock import vietnam_day
from hoaban.kernel.deadlines import Term, Unit
from hoaban.kernel.errors import Conflict, Invalid
from hoaban.shared.privacy.rules.dated import holding

Both = tuple[str, str]
"""Vietnamese and English."""
AUTHORITY, SUBJECTS = "authority", "subjects"
_FEWEST, _MOST = 10, 4_000
_OLDEST = timedelta(days=366)
_MOST_PEOPLE = 100_000_000
_TOLD_TOGETHER = 500
_NUMBER_LENGTH = 12


class StepKind(StrEnum):
    """What may be noted about a breach beside the facts."""

    TOLD = "told"
    NOTE = "note"
    CLOSED = "closed"


STEPS: dict[str, Both] = {
    StepKind.TOLD: ("Đã báo cho một nơi", "Somebody was told"),
    StepKind.NOTE: ("Ghi diễn biến", "Note what happens"),
    StepKind.CLOSED: ("Kết thúc vụ việc", "Close the breach"),
}


@dataclass(frozen=True, slots=True)
class Clock:
    """Until when the authority is told, on which form, and for how long the papers are kept."""

    term: Term
    form: str
    keep_years: int
    basis: str


@dataclass(frozen=True, slots=True)
class Category:
    """A kind of data. ``subjects``: those whom it is about are told too."""

    key: str
    name: Both
    subjects: bool


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody to tell, and by which way."""

    key: str
    name: Both
    way: Both


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a breach. Only what happened has to be known at once; the rest may come later."""

    what: str
    how: str = ""
    people: int | None = None
    categories: tuple[str, ...] = ()
    consequences: str = ""
    measures: str = ""


@dataclass(frozen=True, slots=True)
class StepTaken:
    """Whom somebody told and when, what happened, or why it is over."""

    kind: StepKind
    words: str
    recipient: str = ""
    at: datetime | None = None


MISSING: dict[str, Both] = {
    "how": ("xảy ra thế nào", "how it happened"),
    "people": ("bao nhiêu người", "how many people"),
    "categories": ("loại dữ liệu", "kinds of data"),
    "consequences": ("hậu quả", "consequences"),
    "measures": ("biện pháp", "measures"),
}


def missing(facts: Facts) -> list[str]:
    """What a notice should say and is not known yet, by key of :data:`MISSING`."""
    empty = {"people"} if facts.people is None else set()
    empty |= {key for key in ("how", "categories", "consequences", "measures") if not getattr(facts, key)}
    return [key for key in MISSING if key in empty]


def clock(on: date) -> Clock:
    """The clock of a breach that was discovered that day."""
    (row,) = holding("breaches", "clocks", on)
    return Clock(Term(row["amount"], Unit(row["unit"])), row["form"], row["keep_years"], row["basis"])


def due_at(discovered_at: datetime) -> datetime:
    """The instant until which the authority is told."""
    return deadlines.due_at(discovered_at, clock(vietnam_day(discovered_at)).term)


def categories(on: date) -> list[Category]:
    """The kinds of data, in their order."""
    return [
        Category(row["key"], (row["vi"], row["en"]), row["subjects"])
        for row in holding("breaches", "categories", on)
    ]


def recipients(on: date) -> list[Recipient]:
    """Whom to tell, in their order, and how that day."""
    return [
        Recipient(row["key"], (row["vi"], row["en"]), (row["way_vi"], row["way_en"]))
        for row in holding("breaches", "recipients", on)
    ]


def authority(on: date) -> Recipient:
    """Who is told within the hours of the law, and by which way that day."""
    return next(one for one in recipients(on) if one.key == AUTHORITY)


def must_tell_subjects(chosen: Iterable[str], on: date) -> bool:
    """Whether those whom the data are about are told too."""
    return bool({one.key for one in categories(on) if one.subjects} & set(chosen))


def check_discovery(discovered_at: datetime, now: datetime) -> None:
    """:raises Invalid: it lies in the future, before the law, or so long ago that it is a slip of the pen."""
    if not now - _OLDEST <= discovered_at <= now or not holding(
        "breaches", "clocks", vietnam_day(discovered_at)
    ):
        raise Invalid(
            "Lúc phát hiện phải trong một năm qua, không ở tương lai.",
            "The discovery lies within the last year, not in the future.",
            place="discovered_on",
        )


def check_facts(facts: Facts, *, on: date) -> None:
    """:raises Invalid: what happened is not told, or something is no fact, at its field."""
    _check_words(facts.what, "what", fewest=_FEWEST)
    for place in ("how", "consequences", "measures"):
        _check_words(getattr(facts, place), place, fewest=0)
    if not set(facts.categories) <= {one.key for one in categories(on)}:
        raise Invalid("Không có loại dữ liệu này.", "There is no such kind of data.", place="categories")
    if facts.people is not None and not 0 <= facts.people <= _MOST_PEOPLE:
        raise Invalid("Số người không hợp lý.", "That is no number of people.", place="people")


def check_step(step: StepTaken, *, closed: bool, discovered_at: datetime, now: datetime) -> None:
    """:raises Conflict: the breach is closed. :raises Invalid: what is missing, at its field."""
    if closed:
        raise Conflict(
            "Vụ việc này đã kết thúc; lời bạn gõ chưa được ghi.",
            "This breach is closed; what you typed was not recorded.",
        )
    if step.kind is StepKind.TOLD:
        if step.recipient not in {one.key for one in recipients(vietnam_day(now))}:
            raise Invalid("Chọn nơi đã báo.", "Choose who was told.", place="recipient")
        if step.at is None or not discovered_at <= step.at <= now:
            raise Invalid(
                "Ghi ngày giờ đã báo: sau lúc phát hiện, không ở tương lai.",
                "Say when they were told: after the discovery, not in the future.",
                place="told_on",
            )
    _check_words(step.words, "words", fewest=_FEWEST)


def _check_words(words: str, place: str, *, fewest: int) -> None:
    if not fewest <= len(words.strip()) <= _MOST:
        raise Invalid(
            f"Viết từ {fewest} đến {_MOST} ký tự.", f"Write {fewest} to {_MOST} characters.", place=place
        )


def read_numbers(text: str) -> list[str]:
    """Personal numbers, one on a line, each once, in their order; spaces and dots inside them do not count.

    :raises Invalid: a line is no such number (it says which), there is none, or there are too many for one act.
    """
    lines = ["".join(char for char in line if char not in " .\t\r") for line in text.split("\n")]
    wrong = [
        place for place, line in enumerate(lines, 1)
        if line and not (len(line) == _NUMBER_LENGTH and line.isascii() and line.isdigit())
    ]  # fmt: skip
    if wrong:
        told = ", ".join(map(str, wrong[:10]))
        raise Invalid(
            f"Dòng không phải số định danh 12 số: {told}.", f"Lines that are no 12-digit personal number: {told}.",
            place="numbers",
        )  # fmt: skip
    found = list(dict.fromkeys(filter(None, lines)))
    if not 1 <= len(found) <= _TOLD_TOGETHER:
        raise Invalid(
            f"Ghi từ 1 đến {_TOLD_TOGETHER} số, mỗi dòng một số.",
            f"Give 1 to {_TOLD_TOGETHER} numbers, one on each line.",
            place="numbers",
        )
    return found
