"""What is held to be unusual use: the rules, their limits, and the questions that need only figures."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from statistics import median
from typing import Any

from hoaban.kernel.clock import VIETNAM
from hoaban.kernel.errors import Invalid

VERDICTS = {
    "proper": ("Đúng quy định", "Proper"),
    "improper": ("Sai quy định", "Improper"),
    "talk": ("Cần trao đổi với người liên quan", "Needs a talk with the person"),
}
MARKS = {
    "public": ("Người nổi tiếng, người có chức vụ", "Well-known person or office holder"),
    "asked": ("Người đã yêu cầu bảo vệ", "Person who asked for protection"),
    "threatened": ("Người có nguy cơ bị bạo lực", "Person at risk of violence"),
}
"""Why somebody is marked for the watch."""
FEWEST_WORDS, MOST_WORDS = 10, 500
FEWEST_HOURS = 20
"""So many hours of work must be known before they say what is usual for a role."""


class OutOfBounds(Invalid):
    """A limit that is set to what it may not be."""


@dataclass(frozen=True, slots=True)
class Limit:
    """One number that an installation may set, between two bounds."""

    key: str
    vi: str
    en: str
    first: int
    lowest: int
    highest: int


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of unusual use."""

    key: str
    vi: str
    en: str
    why_vi: str
    why_en: str
    limits: tuple[Limit, ...]


@cache
def rules() -> dict[str, Rule]:
    """All rules by key, in the order of the file."""
    text = files("hoaban.shared.auditing").joinpath("data/unusual.toml").read_text(encoding="utf-8")
    return {key: _rule(key, row) for key, row in tomllib.loads(text).items()}


def _rule(key: str, row: dict[str, Any]) -> Rule:
    limits = tuple(Limit(name, **one) for name, one in row["limits"].items())
    return Rule(key, row["vi"], row["en"], row["why_vi"], row["why_en"], limits)


def check_limit(rule: str, key: str, value: int) -> Limit:
    """The limit, if it may be set to this value. :raises Invalid: there is none. :raises OutOfBounds: not so."""
    held = next((one for one in rules()[rule].limits if one.key == key), None) if rule in rules() else None
    if held is None:
        raise Invalid("Không có ngưỡng này.", "There is no such limit.", place="limit")
    if not held.lowest <= value <= held.highest:
        raise OutOfBounds(
            f"Ngưỡng phải từ {held.lowest} đến {held.highest}.",
            f"The limit must lie between {held.lowest} and {held.highest}.",
            place="value",
        )
    return held


def check_words(words: str) -> None:
    """See that a reason says something. :raises Invalid: too few letters, or too many."""
    if not FEWEST_WORDS <= len(words.strip()) <= MOST_WORDS:
        raise Invalid(
            f"Hãy viết từ {FEWEST_WORDS} đến {MOST_WORDS} ký tự.",
            f"Write {FEWEST_WORDS} to {MOST_WORDS} characters.",
            place="words",
        )


def check_verdict(verdict: str, words: str) -> None:
    """See that a verdict is one, and says why. :raises Invalid: no such verdict, or no reason."""
    if verdict not in VERDICTS:
        raise Invalid("Hãy chọn kết luận.", "Choose a verdict.", place="verdict")
    check_words(words)


def is_night(hour: datetime, limits: Mapping[str, int]) -> bool:
    """Whether an hour of the clock lies in the night of Viet Nam."""
    here = hour.astimezone(VIETNAM).hour
    return here >= limits["from"] or here < limits["until"]


def usual_of(counts: Iterable[tuple[str, int]], roles_of: Mapping[str, frozenset[str]]) -> dict[str, float]:
    """Role -> how many people somebody of the role looks at within an hour of work: the median of (actor, people).

    Half of all hours lie below it, so that a few who look at everybody do not make that usual. A role of which little is
    known has none.
    """
    by_role: dict[str, list[int]] = {}
    for actor, people in counts:
        for role in roles_of.get(actor, ()):
            by_role.setdefault(role, []).append(people)
    return {role: median(found) for role, found in by_role.items() if len(found) >= FEWEST_HOURS}


def is_mass(people: int, usual: float, limits: Mapping[str, int]) -> bool:
    """Whether so many people within an hour are too many for a role whose usual is known (0: nothing is known)."""
    return people >= limits["people"] and people >= usual * limits["times"]


def is_on_duty(hours: Sequence[tuple[datetime, datetime]], hour: datetime, until: datetime) -> bool:
    """Whether one of these shifts covers a part of an hour."""
    return any(start < until and hour < end for start, end in hours)
