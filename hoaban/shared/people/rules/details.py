"""What a registrar writes of a person: the particulars, the papers, and how the person was identified."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from hoaban.shared.people.rules.descriptions import Description

PAPERS = ("national_id", "citizen_id", "passport", "insurance")
METHODS = ("QR_CCCD", "CHIP_CCCD", "VNEID_APP", "AUTH_SERVICE", "BHXH_LOOKUP", "MANUAL", "UNVERIFIED")
"""How a person was identified: NĐ 102/2025/NĐ-CP, NĐ 69/2024/NĐ-CP. No picture of a card is ever kept."""
CIRCUMSTANCES = ("known", "newborn", "abandoned", "unknown")
TEMPORARY = "temporary"
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_DAY = re.compile(r"(?:(?:(\d{1,2})[/.-])?(\d{1,2})[/.-])?(\d{4})")
_ISO = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2}))?")


@dataclass(frozen=True, slots=True)
class Paper:
    """A number that somebody issued, for a time; ``verified``: it was checked where it was issued."""

    kind: str
    value: str
    issuer: str = ""
    valid_from: str = ""
    valid_to: str = ""
    verified: bool = False


@dataclass(frozen=True, slots=True)
class Details:
    """A person as the register itself describes them. Empty strings are unknown."""

    name: str
    sex: str
    birth: str
    commune_code: str
    address: str
    phone: str
    circumstance: str
    method: str
    papers: tuple[Paper, ...] = ()
    temporary_code: str = ""


def over(known: Details, typed: Details) -> Details:
    """What was typed, and where nothing was typed what is known."""
    kinds = {paper.kind for paper in typed.papers}
    return Details(
        typed.name or known.name, typed.sex or known.sex, typed.birth or known.birth,
        typed.commune_code or known.commune_code, typed.address or known.address, typed.phone or known.phone,
        typed.circumstance, typed.method,
        (*typed.papers, *(paper for paper in known.papers if paper.kind not in kinds)), known.temporary_code,
    )  # fmt: skip


def describes(one: Details) -> Description:
    """The details as matching compares them."""
    numbers = {number for paper in one.papers if (number := identifying(paper.kind, paper.value))}
    phones = frozenset({one.phone}) if one.phone else frozenset()
    return Description(one.name, one.sex, one.birth, one.commune_code, frozenset(numbers), phones=phones)


def identifying(kind: str, value: str) -> tuple[str, str] | None:
    """A number as the register compares it: of a card the ten digits that stay when the card changes."""
    bare = value.strip().upper()
    if not bare:
        return None
    if kind == "insurance" and len(bare) == 12:
        return "national_id", bare
    return kind, bare[-10:] if kind == "insurance" and len(bare) > 10 else bare


def temporary_code(patient: UUID) -> str:
    """A code for who has no number: two letters lead, so nobody can take it for a personal number; then a digit, so that a
    search takes it for a number and not for a name."""
    rest, letters = divmod(patient.int & ((1 << 62) - 1), 32**7)
    return f"TM{rest % 10}" + "".join(_ALPHABET[letters // 32**place % 32] for place in range(7))


def read_birth(text: str) -> str:
    """``2/9/1964``, ``9/1964``, ``1964`` (or the same as ISO) as a partial date. :raises ValueError: no such day."""
    bare = text.strip()
    if not bare:
        return ""
    if found := _ISO.fullmatch(bare):
        year, month, day = found[1], found[2], found[3]
    elif found := _DAY.fullmatch(bare):
        day, month, year = found[1], found[2], found[3]
    else:
        raise ValueError("not a date")
    date(int(year), int(month or 1), int(day or 1))
    return "-".join(part.zfill(2) for part in (year, month, day) if part)


def implausible(one: Details, today: date) -> list[str]:
    """What looks wrong and is accepted all the same: the law defines no check digit, and papers err."""
    found = []
    for paper in one.papers:
        found += [f"{paper.kind}.shape"] if not _SHAPES[paper.kind].fullmatch(paper.value.upper()) else []
        if paper.valid_to and paper.valid_to < today.isoformat():
            found.append("paper.ended")
        if paper.kind == "national_id" and _SHAPES["national_id"].fullmatch(paper.value):
            found += _against_number(one, paper.value)
    if one.birth and int(one.birth[:4]) < today.year - 120:
        found.append("birth.old")
    if one.circumstance == "newborn" and one.birth and one.birth[:7] < _month_before(today):
        found.append("birth.newborn")
    numbers = {identifying(paper.kind, paper.value) for paper in one.papers}
    if len([number for number in numbers if number and number[0] == "national_id"]) > 1:
        found.append("insurance.other_number")
    return list(dict.fromkeys(found))


_SHAPES = {
    "national_id": re.compile(r"\d{12}"),
    "citizen_id": re.compile(r"\d{9}"),
    "passport": re.compile(r"[A-Z]\d{7}"),
    "insurance": re.compile(r"\d{12}|\d{10}|[A-Z]{2}[1-5]\d{12}"),
}
"""Usual shapes: of the insurance card all three that are in use side by side (NĐ 188/2025/NĐ-CP)."""


def _against_number(one: Details, number: str) -> list[str]:
    """The fourth digit says century and sex, the next two the year."""
    century, odd = divmod(int(number[3]), 2)
    found = []
    if one.sex in ("male", "female") and one.sex != ("female" if odd else "male"):
        found.append("national_id.sex")
    if one.birth and int(one.birth[:4]) != 1900 + 100 * century + int(number[4:6]):
        found.append("national_id.year")
    return found


def _month_before(today: date) -> str:
    year, month = (today.year, today.month - 1) if today.month > 1 else (today.year - 1, 12)
    return f"{year}-{month:02d}"
