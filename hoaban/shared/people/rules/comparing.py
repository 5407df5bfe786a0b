"""How two descriptions agree and contradict, field by field, and how much each speaks for one human being."""

from __future__ import annotations

import math
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from hoaban.kernel import vietnamese
from hoaban.shared.people.rules.descriptions import Description
from hoaban.shared.people.rules.details import TEMPORARY
from hoaban.shared.people.rules.keys import phone_key, sound

_WEIGHTS = Path(__file__).parent.parent / "data" / "weights.toml"
UNKNOWN = "unknown"
LIKELY, POSSIBLE = 20.0, 12.0
"""Bits from which a pair is likely, or possibly, one human being: 2^19 people live in the province, so that many bits are
needed before one among all of them is more likely right than wrong."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """One field: how it agrees (a level of ``data/weights.toml``), and the bits that speak for (or against) one person."""

    field: str
    level: str
    bits: float


@dataclass(frozen=True, slots=True)
class Score:
    """All fields, and their sum."""

    parts: tuple[Weighed, ...]
    bits: float

    @property
    def grade(self) -> str:
        """``likely``, ``possible`` or ``unlikely``."""
        return "likely" if self.bits >= LIKELY else "possible" if self.bits >= POSSIBLE else "unlikely"


def score(one: Description, other: Description) -> Score:
    """Compare field by field. Nothing is decided by it: it orders candidates and explains them."""
    levels = {
        "name": compare_names(one.name, other.name),
        "birth": compare_births(one.birth, other.birth),
        "sex": _compare_sexes(one.sex, other.sex),
        "commune": _compare_known(one.commune_code, other.commune_code),
        "number": _compare_numbers(one.numbers, other.numbers),
        "phone": _compare_phones(one.phones, other.phones),
    }
    parts = tuple(Weighed(field, level, _bits(field, level)) for field, level in levels.items())
    return Score(parts, round(sum(part.bits for part in parts), 1))


@cache
def weights() -> dict[tuple[str, str], float]:
    """(field, level) -> bits."""
    data = tomllib.loads(_WEIGHTS.read_text(encoding="utf-8"))
    return {
        (field, level): round(math.log2(one["m"] / one["u"]), 1)
        for field, levels in data.items()
        for level, one in levels.items()
    }


def _bits(field: str, level: str) -> float:
    return 0.0 if level == UNKNOWN else weights()[field, level]


def compare_names(one: str, other: str) -> str:
    """Marks, order, sound, missing parts; NFC and NFD are one."""
    mine, bare, ordered = _words(one)
    theirs, their_bare, their_ordered = _words(other)
    if not mine or not theirs:
        return UNKNOWN
    if mine == theirs:
        return "same"
    if bare == their_bare:
        return "marks"
    if ordered == their_ordered:
        return "order"
    if len(bare) == len(their_bare) and all(map(_sound_alike, bare, their_bare)):
        return "sound"
    common = set(bare) & set(their_bare)
    if len(common) >= 2 and bare[-1:] == their_bare[-1:]:
        return "part"
    return "given" if bare[-1:] == their_bare[-1:] else "different"


@lru_cache(maxsize=4096)
def _words(name: str) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Words with marks, without, and these in order. Kept: everybody in the house is compared for every page of a visit."""
    bare = tuple(vietnamese.fold(name).split())
    return tuple(vietnamese.nfc(name).casefold().split()), bare, tuple(sorted(bare))


@lru_cache(maxsize=16384)
def _sound_alike(one: str, other: str) -> bool:
    return (
        one == other
        or sound(one) == sound(other)
        or (min(len(one), len(other)) > 2 and _one_slip(one, other))
    )


def compare_births(one: str, other: str) -> str:
    """Whole dates, dates known in part, 1 January, and the slips of writing a date."""
    if not one or not other:
        return UNKNOWN
    whole = len(one) == len(other) == 10
    if one == other:
        return ("new_year" if one.endswith("-01-01") else "day") if whole else "year"
    if one[:4] == other[:4] and not (whole and "-01-01" not in (one[4:], other[4:])):
        shorter = min(len(one), len(other))
        if one[:shorter] == other[:shorter] or "-01-01" in (one[4:], other[4:]):
            return "year"
    if whole and one[:4] == other[:4] and one[5:7] == other[8:] and one[8:] == other[5:7]:
        return "swapped"
    if whole and _one_slip(one, other):
        return "digit"
    return "near" if abs(int(one[:4]) - int(other[:4])) <= 1 else "different"


def _compare_sexes(one: str, other: str) -> str:
    known = "male", "female"
    if one not in known or other not in known:
        return UNKNOWN
    return "same" if one == other else "different"


def _compare_known(one: str, other: str) -> str:
    if not one or not other:
        return UNKNOWN
    return "same" if one == other else "different"


def _compare_numbers(one: frozenset[tuple[str, str]], other: frozenset[tuple[str, str]]) -> str:
    """The best of all kinds that both have."""
    if one & other:
        return "same"
    both = [(mine, theirs) for kind, mine in one for also, theirs in other if kind == also != TEMPORARY]
    if not both:
        return UNKNOWN
    return "near" if any(_one_slip(*pair) for pair in both) else "different"


def _compare_phones(one: frozenset[str], other: frozenset[str]) -> str:
    if not one or not other:
        return UNKNOWN
    return "same" if set(map(phone_key, one)) & set(map(phone_key, other)) else "different"


def _one_slip(one: str, other: str) -> bool:
    """One character wrong, missing or too many, or two neighbours changed."""
    if len(one) == len(other):
        places = [
            place for place, (mine, theirs) in enumerate(zip(one, other, strict=True)) if mine != theirs
        ]
        if len(places) == 2 and places[1] == places[0] + 1:
            first, second = places
            return one[first] == other[second] and one[second] == other[first]
        return len(places) == 1
    shorter, longer = sorted((one, other), key=len)
    if len(longer) - len(shorter) != 1:
        return False
    return any(longer[:place] + longer[place + 1 :] == shorter for place in range(len(longer)))
