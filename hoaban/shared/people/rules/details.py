"""What a registrar may write of a person: words that are chosen from, dates in part, codes, and what looks wrong."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from uuid import UUID

PAPERS = ("national_id", "citizen_id", "passport", "insurance")
METHODS = ("QR_CCCD", "CHIP_CCCD", "VNEID_APP", "AUTH_SERVICE", "BHXH_LOOKUP", "MANUAL", "UNVERIFIED")
"""How a person was identified: NĐ 102/2025/NĐ-CP, NĐ 69/2024/NĐ-CP. No picture of a card is ever kept."""
CIRCUMSTANCES = ("known", "newborn", "abandoned", "unknown")
TEMPORARY = "temporary"
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_DAY = re.compile(r"(?:(?:(\d{1,2})[/.-])?(\d{1,2})[/.-])?(\d{4})", re.ASCII)
_ISO = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2}))?", re.ASCII)


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


def implausible(
    numbers: Sequence[tuple[str, str, str]], *, sex: str, birth: str, circumstance: str, today: date
) -> list[str]:
    """What looks wrong and is accepted all the same: the law defines no check digit, and papers err.

    ``numbers``: kind, value and last day of each paper, where it has one.
    """
    found = []
    for kind, value, valid_to in numbers:
        if not _SHAPES[kind].fullmatch(value):
            found.append(f"{kind}.shape")
        elif kind == "national_id":
            found += _against_number(sex, birth, value)
        if valid_to and valid_to < today.isoformat():
            found.append("paper.ended")
    if birth and int(birth[:4]) < today.year - 120:
        found.append("birth.old")
    if circumstance == "newborn" and birth and birth[:7] < _month_before(today):
        found.append("birth.newborn")
    personal = {value for kind, value, _ in numbers if kind == "national_id" or len(value) == 12}
    if len(personal) > 1:
        found.append("insurance.other_number")
    return list(dict.fromkeys(found))


_SHAPES = {
    "national_id": re.compile(r"[0-9]{12}"),
    "citizen_id": re.compile(r"[0-9]{9}"),
    "passport": re.compile(r"[A-Z][0-9]{7}"),
    "insurance": re.compile(r"[0-9]{12}|[0-9]{10}|[A-Z]{2}[1-5][0-9]{12}"),
}
"""Usual shapes: of the insurance card all three that are in use side by side (NĐ 188/2025/NĐ-CP)."""


def _against_number(sex: str, birth: str, number: str) -> list[str]:
    """The fourth digit says century and sex, the next two the year."""
    century, odd = divmod(int(number[3]), 2)
    found = []
    if sex in ("male", "female") and sex != ("female" if odd else "male"):
        found.append("national_id.sex")
    if birth and int(birth[:4]) != 1900 + 100 * century + int(number[4:6]):
        found.append("national_id.year")
    return found


def _month_before(today: date) -> str:
    year, month = (today.year, today.month - 1) if today.month > 1 else (today.year - 1, 12)
    return f"{year}-{month:02d}"
