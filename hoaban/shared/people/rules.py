"""When two descriptions are of one human being. Cautious: numbers must agree and nothing may contradict."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from hoaban.kernel import vietnamese

LONGEST = 12
"""Letters of a word that a search looks at."""


class Verdict(StrEnum):
    """What comparing two descriptions says."""

    SAME = "same"
    DOUBTFUL = "doubtful"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Description:
    """What one source says about a human being. Empty strings are unknown."""

    name: str
    sex: str
    birth: str
    """``YYYY``, ``YYYY-MM``, ``YYYY-MM-DD`` or empty."""
    commune_code: str
    numbers: frozenset[tuple[str, str]]
    """(kind, value) of numbers that hold everywhere."""
    deceased: bool = False


def compare(one: Description, other: Description) -> Verdict:
    """Same: a number agrees and name, sex and birth do not contradict. Doubtful: a number agrees but something does,
    or name, full birth date and commune agree without any number in common."""
    share_number = not one.numbers.isdisjoint(other.numbers)
    contradiction = _contradict(one, other)
    if share_number:
        return Verdict.DOUBTFUL if contradiction else Verdict.SAME
    if contradiction or _rival_numbers(one, other):
        return Verdict.DIFFERENT
    whole_birth = len(one.birth) == 10 and one.birth == other.birth
    if whole_birth and one.commune_code and one.commune_code == other.commune_code:
        return Verdict.DOUBTFUL
    return Verdict.DIFFERENT


def merged(known: Description | None, said: Description) -> Description:
    """What is known of a person after another source has spoken: the newer word counts, where there is one."""
    if known is None:
        return said
    return Description(
        name=said.name or known.name,
        sex=said.sex or known.sex,
        birth=said.birth if len(said.birth) >= len(known.birth) else known.birth,
        commune_code=said.commune_code or known.commune_code,
        numbers=known.numbers | said.numbers,
        deceased=known.deceased or said.deceased,
    )


def search_keys(one: Description, sources: Iterable[UUID]) -> list[str]:
    """Everything that a search may ask of a person, so that one index answers it all.

    Beginnings (from two letters) of every word of the folded name and the word itself, whole; every run of four characters
    of a number; year of birth; commune of residence; the facilities that know the person.
    """
    keys: set[str] = set()
    for word in vietnamese.fold(one.name).split():
        keys.update(word[:length] for length in range(min(2, len(word)), min(len(word), LONGEST) + 1))
        keys.add(whole_key(word))
    for _, value in one.numbers:
        keys.update(number_keys(value))
    if one.birth:
        keys.add(year_key(int(one.birth[:4])))
    if one.commune_code:
        keys.add(commune_key(one.commune_code))
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


def commune_key(code: str) -> str:
    """Commune of residence, by today's code."""
    return f"={code}"


def source_key(source: UUID) -> str:
    """The Organization of a facility that knows the person."""
    return f"@{source.hex}"


def with_sources(keys: Iterable[str], sources: Iterable[UUID]) -> list[str]:
    """The same keys with other facilities."""
    return sorted({key for key in keys if not key.startswith("@")} | set(map(source_key, sources)))


def _contradict(one: Description, other: Description) -> bool:
    known = "male", "female"
    if one.sex in known and other.sex in known and one.sex != other.sex:
        return True
    shorter = min(len(one.birth), len(other.birth))
    if shorter and one.birth[:shorter] != other.birth[:shorter]:
        return True
    return not _names_agree(one.name, other.name)


def _names_agree(one: str, other: str) -> bool:
    """Same words in any order, without marks. A name in one word is never enough to contradict or to agree."""
    return sorted(vietnamese.fold(one).split()) == sorted(vietnamese.fold(other).split())


def _rival_numbers(one: Description, other: Description) -> bool:
    """Both have a personal number, and not the same one."""
    mine = {value for kind, value in one.numbers if kind == "national_id"}
    theirs = {value for kind, value in other.numbers if kind == "national_id"}
    return bool(mine and theirs and mine.isdisjoint(theirs))
