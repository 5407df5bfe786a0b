"""What is measured at triage: which signs there are, numbers as people type them, what cannot be true."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from decimal import Decimal, InvalidOperation
from functools import cache

from hoaban.kernel import tables

Problem = tuple[str, str, str]
"""A field, and what is wrong in Vietnamese and English."""
CONSCIOUSNESS = {
    "A": ("Tỉnh", "Alert"), "C": ("Lẫn lộn mới xuất hiện", "New confusion"), "V": ("Đáp ứng với lời gọi", "Responds to voice"),
    "P": ("Đáp ứng với đau", "Responds to pain"), "U": ("Không đáp ứng", "Unresponsive"),
}  # fmt: skip
"""ACVPU, the scale of NEWS2; the place in this list is its number."""
_PRESSURE = re.compile(r"\s*([0-9]{1,3})\s*[/ \-.]\s*([0-9]{1,3})\s*")
_NUMBER = re.compile(r"[0-9]{1,4}(?:[.,][0-9]{1,3})?")


@dataclass(frozen=True, slots=True)
class Sign:
    """A vital sign: its names, unit as shown and as UCUM, digits after the comma, plausible limits."""

    name: str
    vi: str
    en: str
    unit: str
    ucum: str
    decimals: int
    least: Decimal
    most: Decimal


@dataclass(frozen=True, slots=True)
class Signs:
    """What was measured of one person at one moment, in the units of :func:`signs`; None is not measured.

    ``consciousness``: a key of :data:`CONSCIOUSNESS` or empty; ``oxygen``: whether they breathe oxygen that is given.
    """

    pulse: Decimal | None = None
    temperature: Decimal | None = None
    systolic: Decimal | None = None
    diastolic: Decimal | None = None
    breathing: Decimal | None = None
    saturation: Decimal | None = None
    weight: Decimal | None = None
    height: Decimal | None = None
    pain: Decimal | None = None
    consciousness: str = ""
    oxygen: bool | None = None

    @property
    def is_empty(self) -> bool:
        return all(getattr(self, one.name) in (None, "") for one in fields(self))

    def number(self, sign: str) -> Decimal | None:
        """A sign as the number that scores count with."""
        if sign == "consciousness":
            return Decimal(list(CONSCIOUSNESS).index(self.consciousness)) if self.consciousness else None
        if sign == "oxygen":
            return None if self.oxygen is None else Decimal(int(self.oxygen))
        found: Decimal | None = getattr(self, sign)
        return found

    @property
    def body_mass(self) -> Decimal | None:
        """Kilograms per square metre, one digit; None when not both are measured."""
        if self.weight is None or not self.height:
            return None
        return (self.weight / (self.height / 100) ** 2).quantize(Decimal("0.1"))


@cache
def signs() -> dict[str, Sign]:
    """The signs by name, in the order of the grid."""
    return {
        row["sign"]: Sign(
            row["sign"], row["vi"], row["en"], row["unit"], row["ucum"], int(row["decimals"]),
            Decimal(row["least"]), Decimal(row["most"]),
        )
        for row in tables.read_table("hoaban.modules.hospital", "signs.csv")
    }  # fmt: skip


def read_number(text: str) -> Decimal | None:
    """A number as typed, with comma or point; None for nothing. :raises ValueError: it is no number."""
    said = text.strip()
    if not said:
        return None
    if not _NUMBER.fullmatch(said):
        raise ValueError(said[:20])
    try:
        return Decimal(said.replace(",", "."))
    except InvalidOperation as wrong:
        raise ValueError(said[:20]) from wrong


def read_pressure(text: str) -> tuple[Decimal | None, Decimal | None]:
    """``120/80``, ``120 80`` or ``120-80``. :raises ValueError: it is neither."""
    said = text.strip()
    if not said:
        return None, None
    found = _PRESSURE.fullmatch(said)
    if not found:
        raise ValueError(said[:20])
    return Decimal(found[1]), Decimal(found[2])


def implausible(of: Signs) -> list[Problem]:
    """What cannot be so; empty when all is possible."""
    found: list[Problem] = []
    for sign in signs().values():
        value = of.number(sign.name)
        if value is not None and not sign.least <= value <= sign.most:
            limits = f"{_plain(sign.least)}-{_plain(sign.most)} {sign.unit}"
            found.append((
                sign.name,
                f"{sign.vi} ngoài khoảng có thể có ({limits}). Kiểm tra lại.",
                f"{sign.en} is outside of what is possible ({limits}). Check it.",
            ))  # fmt: skip
    if of.systolic is not None and of.diastolic is not None and of.systolic <= of.diastolic:
        found.append((
            "systolic", "Huyết áp tâm thu phải lớn hơn tâm trương.", "Systolic pressure must be above diastolic.",
        ))  # fmt: skip
    if of.consciousness and of.consciousness not in CONSCIOUSNESS:
        found.append(
            ("consciousness", "Không có mức tri giác này.", "There is no such level of consciousness.")
        )
    return found


def _plain(value: Decimal) -> str:
    return format(value, "f").replace(".", ",")
