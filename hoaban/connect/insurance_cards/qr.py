"""What a scanner types of an insurance card: fields with bars between, words in hexadecimal UTF-8.

Order assumed (no public text gives it): number | name | birth | sex | address | facility | from | to | issued | managing number |
parent | area | five years | check. Words may be plain as well. Fields behind may be absent; what cannot be read is
empty, never a failure.
"""

from __future__ import annotations

import re
import string
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from hoaban.connect.insurance_cards.shapes import CardFacts, tidy_number
from hoaban.kernel import keyboards, vietnamese

LONGEST = 4_000
"""Characters of a scan; more is no card."""
_BARS = re.compile(r"[|¦‖｜]")
_HEX = frozenset(string.hexdigits)
_WORDS = re.compile(r"[^\W\d_]+(?:[ '.-]+[^\W\d_]+)*")
_SEXES = {"1": "male", "2": "female", "nam": "male", "nu": "female"}


@dataclass(frozen=True, slots=True)
class InsuranceScan:
    """A card as its square code has it. ``certain``: nothing was typed that could not be read."""

    card: CardFacts
    certain: bool = True


def read_qr(text: str) -> InsuranceScan | None:
    """The card of a scan; None when it is none."""
    if len(text) > LONGEST:
        return None
    fields = [one.strip() for one in _BARS.split(text.strip())]
    number = _number(fields[0])
    if len(fields) < 3 or not number:
        return None
    at = _Fields(fields)
    name, address = _words(at[1]), _text(at[4])
    sex = _SEXES.get(vietnamese.fold(at[3]), "")
    card = CardFacts(
        number, name, _birth(at[2]), sex, address, _day(at[6]), _day(at[7]), _facility(at[5]), _day(at[12]),
        insured_number=number[-10:],
    )  # fmt: skip
    return InsuranceScan(
        card, certain=bool(name and card.birth and sex) and bool(address) == bool(at[4].strip("-"))
    )


class _Fields:
    def __init__(self, fields: Sequence[str]) -> None:
        self._fields = fields

    def __getitem__(self, place: int) -> str:
        return self._fields[place] if place < len(self._fields) else ""


def _number(typed: str) -> str:
    """The number, also where a typing program made letters with marks of its keys."""
    for keys in keyboards.pressed(typed[:60]):
        if number := tidy_number(keys):
            return number
    return ""


def _words(typed: str) -> str:
    """A name: of hexadecimal where it is, else as it stands; empty where it is not certain."""
    found = _text(typed)
    return found if _WORDS.fullmatch(found) and " " in found and len(found) <= 100 else ""


def _text(typed: str) -> str:
    """Words of a field. Of what a typing program changed only where exactly one way of reading it gives words."""
    plain = vietnamese.nfc(typed)
    if not plain or set(plain) <= {"-"}:
        return ""
    read = {
        text
        for keys in keyboards.pressed(typed.replace(" ", ""))
        if (text := _of_hexadecimal(keys)) and _is_clean(text)
    }
    if len(read) == 1:
        return read.pop()
    if read or _looks_like_hexadecimal(plain):
        return ""
    return plain if _is_clean(plain) else ""


def _of_hexadecimal(typed: str) -> str:
    if len(typed) < 4 or len(typed) % 2 or not set(typed) <= _HEX:
        return ""
    try:
        return vietnamese.nfc(bytes.fromhex(typed).decode())
    except ValueError:
        return ""


def _looks_like_hexadecimal(text: str) -> bool:
    """Hexadecimal of which a key was lost: mostly such signs, and digits among them, without a space."""
    bare = vietnamese.fold(text).replace(" ", "")
    digits = sum(char.isdigit() for char in bare)
    return " " not in text and len(bare) >= 8 and digits * 3 >= len(bare)


def _is_clean(text: str) -> bool:
    return text.isprintable() and not re.search(r"[?\ufffd]", text)


def _birth(typed: str) -> str:
    """``YYYY-MM-DD``, ``YYYY-MM`` or ``YYYY``."""
    if re.fullmatch(r"(19|20)\d{2}", typed):
        return typed
    if found := re.fullmatch(r"(0[1-9]|1[0-2])/((?:19|20)\d{2})", typed):
        return f"{found[2]}-{found[1]}"
    day = _day(typed)
    return day.isoformat() if day else ""


def _day(typed: str) -> date | None:
    found = re.fullmatch(r"(\d{2})[/.-]?(\d{2})[/.-]?(\d{4})", typed)
    if not found:
        return None
    try:
        return date(int(found[3]), int(found[2]), int(found[1]))
    except ValueError:
        return None


def _facility(typed: str) -> str:
    """The five characters of a facility, written ``12 - 981`` or ``12981``."""
    bare = re.sub(r"[\s-]", "", typed)
    return bare if re.fullmatch(r"\d{2}[0-9A-Z]{3}", bare) else ""
