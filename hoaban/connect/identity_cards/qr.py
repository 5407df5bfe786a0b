"""What a scanner types of a citizen's card: number | old number | name | birth ddmmyyyy | sex | address | day of issue.

The order of the fields is assumed (no text of the law gives it; cards since 2024 carry more fields behind, which are left).
Numbers, days and bars survive every keyboard; a name is taken only where nothing speaks against it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from hoaban.kernel import vietnamese

LONGEST = 2_000
"""Characters of a scan; more is no card."""
_BARS = re.compile(r"[|¦‖｜]")
_NUMBER = re.compile(r"\d{12}")
_OLD = re.compile(r"\d{9}|\d{12}")
_NAME = re.compile(r"[^\W\d_]+(?:[ '.-]+[^\W\d_]+)*")
_SEXES = {"nam": "male", "nu": "female", "male": "male", "female": "female"}


@dataclass(frozen=True, slots=True)
class IdentityScan:
    """What a card says. Empty or None: it does not say, or it cannot be told for certain. ``birth``: ``YYYY-MM-DD``."""

    number: str
    old_number: str = ""
    name: str = ""
    birth: str = ""
    sex: str = ""
    address: str = ""
    issued_on: date | None = None
    certain: bool = True
    """False: something was typed that could not be read, so only what stands here was taken."""


def read_qr(text: str) -> IdentityScan | None:
    """The card of a scan; None when it is none."""
    if len(text) > LONGEST:
        return None
    fields = [vietnamese.nfc(one) for one in _BARS.split(text)]
    if len(fields) < 2 or not _NUMBER.fullmatch(fields[0]):
        return None
    old, name, birth, sex, address, issued = (_at(fields, place) for place in range(1, 7))
    told_name = name if _is_name(name) else ""
    born, told_sex = _day(birth), _SEXES.get(vietnamese.fold(sex), "")
    told_address = address if _is_clean(address) else ""
    certain = bool(told_name and born and told_sex) and told_address == address
    return IdentityScan(
        fields[0], old if _OLD.fullmatch(old) else "", told_name, born.isoformat() if born else "", told_sex,
        told_address, _day(issued), certain,
    )  # fmt: skip


def _at(fields: Sequence[str], place: int) -> str:
    return fields[place] if place < len(fields) else ""


def _is_name(text: str) -> bool:
    """A scanner that cannot type a letter leaves it out or types another sign; a name with a sign in it is not taken."""
    return len(text) <= 100 and bool(_NAME.fullmatch(text)) and " " in text


def _is_clean(text: str) -> bool:
    return not re.search(r"[?\ufffd\x00-\x1f]", text)


def _day(text: str) -> date | None:
    if not re.fullmatch(r"\d{8}", text):
        return None
    try:
        return date(int(text[4:]), int(text[2:4]), int(text[:2]))
    except ValueError:
        return None
