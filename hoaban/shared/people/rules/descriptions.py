"""When two descriptions are of one human being. Cautious: numbers must agree and nothing may contradict."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import Any

from hoaban.kernel import vietnamese


class Verdict(StrEnum):
    """What comparing two descriptions says."""

    SAME = "same"
    DOUBTFUL = "doubtful"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Background:
    """Codes of the claim data (MA_DANTOC, MA_NGHE_NGHIEP, MA_QUOCTICH) and the address in words. Empty: unknown."""

    ethnic_group: str = ""
    occupation: str = ""
    nationality: str = ""
    address: str = ""

    def over(self, known: Background) -> Background:
        """What is said here, and where nothing is, what is known."""
        return Background(
            self.ethnic_group or known.ethnic_group, self.occupation or known.occupation,
            self.nationality or known.nationality, self.address or known.address,
        )  # fmt: skip


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
    phones: frozenset[str] = frozenset()
    """Often shared by a whole household."""
    background: Background = Background()
    """What is told on, and says nothing about who is who."""


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


def described_by(sources: Sequence[Description]) -> Description:
    """What is known of a person from what each source last said, oldest first: the newer word counts, where there is one."""
    known = sources[0]
    for said in sources[1:]:
        known = Description(
            name=said.name or known.name,
            sex=said.sex or known.sex,
            birth=said.birth if len(said.birth) >= len(known.birth) else known.birth,
            commune_code=said.commune_code or known.commune_code,
            numbers=known.numbers | said.numbers,
            deceased=known.deceased or said.deceased,
            phones=known.phones | said.phones,
            background=said.background.over(known.background),
        )
    return known


def say(one: Description) -> dict[str, Any]:
    """What a link keeps of a description. Numbers have a table of their own."""
    return {
        "name": one.name, "sex": one.sex, "birth": one.birth, "commune": one.commune_code, "deceased": one.deceased,
        "phones": sorted(one.phones), **told_on(one.background),
    }  # fmt: skip


def told_on(one: Background) -> dict[str, str]:
    """What is known of a background, by its names."""
    return {name: value for name, value in asdict(one).items() if value}


def read_background(said: dict[str, Any]) -> Background:
    """The background that a link keeps."""
    return Background(**{one.name: str(said.get(one.name, "")) for one in fields(Background)})


def read_said(said: dict[str, Any], numbers: Iterable[tuple[str, str]]) -> Description:
    """The description that a link keeps."""
    return Description(
        said.get("name", ""), said.get("sex", ""), said.get("birth", ""), said.get("commune", ""), frozenset(numbers),
        bool(said.get("deceased")), frozenset(said.get("phones", ())), read_background(said),
    )  # fmt: skip


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
