"""The words for who lives together and who is whose; and on which days who may act for whom (``data/representation.toml``)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

Both = tuple[str, str]
"""Vietnamese and English."""

HEAD = "head"
RELATIONS_TO_HEAD = (
    HEAD, "spouse", "child", "child_in_law", "parent", "grandchild", "grandparent", "sibling", "other",
)  # fmt: skip
"""How somebody is related to the head of the household, as the population register asks it."""
KINDS = ("mother", "father", "guardian", "spouse", "grandparent", "sibling")
"""What somebody is to a person."""
_KIND_WORDS: dict[str, Both] = {
    "mother": ("Mẹ", "Mother"), "father": ("Cha", "Father"), "guardian": ("Người giám hộ", "Guardian"),
    "spouse": ("Vợ, chồng", "Spouse"), "grandparent": ("Ông, bà", "Grandparent"), "sibling": ("Anh, chị, em", "Sibling"),
}  # fmt: skip
_REVERSE_WORDS: dict[str, Both] = {
    "mother": ("Con", "Child"), "father": ("Con", "Child"), "guardian": ("Người được giám hộ", "Ward of this guardian"),
    "grandparent": ("Cháu", "Grandchild"),
}  # fmt: skip
HOUSEHOLD_WORDS: Both = ("Cùng hộ", "Same household")
OF_ONE = frozenset({"mother", "father", "spouse"})
"""Kinds of which a person has one at a time."""


def kind_words(kind: str, *, reverse: bool) -> Both:
    """What somebody is to a person; with ``reverse`` what the person is to them."""
    return (reverse and _REVERSE_WORDS.get(kind)) or _KIND_WORDS[kind]


@dataclass(frozen=True, slots=True)
class Withheld:
    """Sensitive facts of a child that whoever stands for the child does not see from an age on."""

    right: str
    from_age: int


@dataclass(frozen=True, slots=True)
class Representation:
    """Who stands for a child, and until which birthday; what of the child's record they see."""

    adult_age: int
    kinds: frozenset[str]
    withheld: tuple[Withheld, ...]
    withheld_from_oneself: frozenset[str]
    """Rights to sensitive facts that a person does not have on the own record."""


def representation(on: date) -> Representation:
    """The rules of a day. :raises ValueError: there are none for that day."""
    for start, rules in reversed(_all()):
        if start <= on:
            return rules
    raise ValueError(f"no rules of representation on {on}")


@cache
def _all() -> tuple[tuple[date, Representation], ...]:
    text = files("hoaban.shared.people").joinpath("data/representation.toml").read_text(encoding="utf-8")
    found = [
        (
            row["from"],
            Representation(
                row["adult_age"]["years"],
                frozenset(row["kinds"]["stand_for_a_child"]),
                tuple(Withheld(one["right"], one["from_age"]) for one in row.get("withheld", ())),
                frozenset(row["oneself"]["withheld"]),
            ),
        )
        for row in tomllib.loads(text)["representation"]
    ]
    return tuple(sorted(found, key=lambda pair: pair[0]))


def birthday(birth: str, years: int) -> date | None:
    """The first day on which somebody may have completed so many years; None when nothing is known of the birth.

    Of a birth known in part the earliest day counts: who may be of age is taken for it.
    """
    if not birth:
        return None
    year, month, day = (*map(int, birth.split("-")), 1, 1)[:3]
    try:
        return date(year + years, month, day)
    except ValueError:  # 29 February, in a year without one
        return date(year + years, 3, 1)


def stands_for(kind: str, birth: str, *, since: date | None, until: date | None, on: date) -> date | None:
    """The last day on which somebody of that relation stands for a child born then; None when they do not on ``on``."""
    rules = representation(on)
    of_age = birthday(birth, rules.adult_age)
    if kind not in rules.kinds or of_age is None or on >= of_age or (since and on < since):
        return None
    last = of_age - timedelta(days=1)
    last = min(last, until) if until else last
    return last if on <= last else None


def withheld_rights(birth: str, on: date) -> frozenset[str]:
    """Rights to sensitive facts of a child that whoever stands for the child does not have."""
    return frozenset(
        one.right
        for one in representation(on).withheld
        if (reached := birthday(birth, one.from_age)) is None or reached <= on
    )
