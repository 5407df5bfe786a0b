"""What the one index over people answers: words, numbers, dates, communes, facilities, telephones."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from uuid import UUID

from hoaban.kernel import vietnamese
from hoaban.shared.people.rules.descriptions import Description

LONGEST = 12
"""Letters of a word that a search looks at."""
_SOUNDS = (
    ("ngh", "ng"), ("gh", "g"), ("gi", "z"), ("d", "z"), ("r", "z"), ("x", "s"), ("tr", "ch"), ("ph", "f"),
    ("k", "c"), ("q", "c"), ("n", "l"), ("y", "i"),
)  # fmt: skip
"""Beginnings of syllables that the north of the country says alike, and writers by ear mix up."""

_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
"""The five tones as marks of their own."""


def sound(word: str) -> str:
    """How a folded word sounds: its beginning by the table, ``y`` as ``i``."""
    for written, said in _SOUNDS:
        if word.startswith(written) and not word.startswith("nh"):
            word = said + word[len(written) :]
            break
    return word.replace("y", "i")


def spelling(name: str) -> str:
    """A name with its marks in lower case, however they are coded: the tone of a word stands at its end, so that ``Thuý`` and
    ``Thúy`` are one. Without any marks it is the folded name."""
    return " ".join(map(_tone_last, unicodedata.normalize("NFD", name.casefold()).split()))


def _tone_last(word: str) -> str:
    tones = "".join(char for char in word if char in _TONES)
    return "".join(char for char in word if char not in _TONES) + tones


def search_keys(one: Description, sources: Iterable[UUID]) -> list[str]:
    """Everything that a search may ask of a person, so that one index answers it all.

    Beginnings (from two letters) of every word of the folded name and the word itself, whole; every run of four characters
    of a number; year and day of birth; commune of residence; how the whole name sounds; telephones; the facilities that
    know the person.
    """
    keys: set[str] = set()
    for word in vietnamese.fold(one.name).split():
        keys.update(word[:length] for length in range(min(2, len(word)), min(len(word), LONGEST) + 1))
        keys.add(whole_key(word))
    for _, value in one.numbers:
        keys.update(number_keys(value))
    if one.birth:
        keys.add(year_key(int(one.birth[:4])))
    if len(one.birth) == 10:
        keys.add(day_key(one.birth))
    if one.commune_code:
        keys.add(commune_key(one.commune_code))
    if one.name:
        keys.add(sound_key(one.name))
    keys.update(map(phone_key, one.phones))
    keys.update(map(source_key, sources))
    return sorted(keys)


def whole_key(word: str) -> str:
    """A whole word of a folded name."""
    return word[:LONGEST] + "."


def number_keys(part: str) -> list[str]:
    """All pieces of four characters in a row; the text itself when it is shorter."""
    return ["#" + part[start : start + 4] for start in range(max(1, len(part) - 3))]


def year_key(year: int) -> str:
    """Year of birth."""
    return f"*{year}"


def day_key(birth: str) -> str:
    """Day of birth, where it is known in full."""
    return f"*{birth}"


def sound_key(name: str) -> str:
    """How the words of a name sound, in any order: alike for those who are written differently by ear."""
    return ("~" + " ".join(sorted(map(sound, vietnamese.fold(name).split()))))[:40]


def phone_key(number: str) -> str:
    """A telephone number, by its last nine digits: with or without the country's prefix."""
    return "+" + "".join(char for char in number if char.isdigit())[-9:]


def commune_key(code: str) -> str:
    """Commune of residence, by today's code."""
    return f"={code}"


def source_key(source: UUID) -> str:
    """The Organization of a facility that knows the person."""
    return f"@{source.hex}"
