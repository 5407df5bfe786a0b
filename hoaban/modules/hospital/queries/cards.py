"""What a card says that a scanner has typed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from hoaban.kernel import vietnamese
from hoaban.modules.hospital.rules.cards import OnCard

_CITIZEN = re.compile(r"[0-9]{12}")
_INSURED = re.compile(r"[A-Z]{2}[1-5][0-9]{12}|[0-9]{10}|[0-9]{12}")


@dataclass(frozen=True, slots=True)
class Scanned:
    """A card, as far as it could be read. ``kind``: ``citizen`` or ``insurance``. ``certain``: nothing on it was left out."""

    kind: str
    number: str
    old_number: str = ""
    name: str = ""
    birth: str = ""
    sex: str = ""
    address: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    registered_at: str = ""
    certain: bool = True

    @property
    def numbers(self) -> tuple[str, ...]:
        return tuple(filter(None, (self.number, self.old_number)))

    @property
    def holder(self) -> OnCard:
        return OnCard(self.name, self.birth, self.sex)


def read_card(text: str) -> Scanned | None:
    """The card that was scanned, or whose whole number was typed; None when the text is none."""
    fields = [vietnamese.nfc(one) for one in text.strip().split("|")]
    number = "".join(fields[0].split()).upper()
    if len(fields) == 1:
        if _CITIZEN.fullmatch(number):
            return Scanned("citizen", number)
        return Scanned("insurance", number) if _INSURED.fullmatch(number) else None
    return _citizen(number, fields) if _CITIZEN.fullmatch(number) and len(fields) >= 5 else None


def _citizen(number: str, fields: list[str]) -> Scanned:
    old, name, born, sex = fields[1:5]
    birth = f"{born[4:]}-{born[2:4]}-{born[:2]}" if re.fullmatch(r"[0-9]{8}", born) else ""
    sexes = {"nam": "male", "nu": "female"}
    return Scanned(
        "citizen", number, old if re.fullmatch(r"[0-9]{9}", old) else "", name, birth,
        sexes.get(vietnamese.fold(sex), ""), fields[5] if len(fields) > 5 else "",
    )  # fmt: skip
