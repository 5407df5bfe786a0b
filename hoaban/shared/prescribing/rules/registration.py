"""Registration numbers of drugs: the twelve digits of TT 32/2026/TT-BYT read; older shapes stay text until renewal."""

from __future__ import annotations

import re
from dataclasses import dataclass

from hoaban.shared.prescribing.rules.shapes import Control

_NEW = re.compile(r"(\d{3})([1-5])([01])([0-6])(\d{4})(\d{2})")
_CONTROLS = (
    Control.NONE, Control.NARCOTIC, Control.PSYCHOTROPIC, Control.PRECURSOR, Control.TOXIC, Control.BANNED,
    Control.RADIOACTIVE,
)  # fmt: skip
GROUPS = {
    "1": ("thuốc hóa dược", "chemical"),
    "2": ("thuốc dược liệu", "herbal"),
    "3": ("vắc xin", "vaccine"),
    "4": ("sinh phẩm", "biological"),
    "5": ("nguyên liệu", "material"),
}


@dataclass(frozen=True, slots=True)
class Registration:
    """What the digits say: country of the maker, group (:data:`GROUPS`), whether only by prescription, control, number, year."""

    country: str
    group: str
    prescription_only: bool
    control: Control
    sequence: str
    year: int


def read_registration(text: str) -> Registration | None:
    """The parts of a number of twelve digits; None for every older shape.

    Numbers of twelve digits were given before 01/10/2026 too, by another rule; so what is read here warns and decides nothing.
    """
    found = _NEW.fullmatch(text.strip())
    if found is None:
        return None
    country, group, needed, control, sequence, year = found.groups()
    return Registration(country, group, needed == "1", _CONTROLS[int(control)], sequence, 2000 + int(year))
