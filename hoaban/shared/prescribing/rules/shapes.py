"""A drug of a facility's list, a dosage, a line of a prescription: plain values."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Control(StrEnum):
    """What special rule a drug is under; the digits of TT 32/2026 say the same."""

    NONE = "none"
    NARCOTIC = "narcotic"
    PSYCHOTROPIC = "psychotropic"
    PRECURSOR = "precursor"
    TOXIC = "toxic"
    BANNED = "banned"
    RADIOACTIVE = "radioactive"


CONTROLS = {
    Control.NONE: ("Không", "None"),
    Control.NARCOTIC: ("Gây nghiện", "Narcotic"),
    Control.PSYCHOTROPIC: ("Hướng thần", "Psychotropic"),
    Control.PRECURSOR: ("Tiền chất", "Precursor"),
    Control.TOXIC: ("Độc", "Toxic"),
    Control.BANNED: ("Cấm sử dụng ở một số ngành", "Banned in some trades"),
    Control.RADIOACTIVE: ("Phóng xạ", "Radioactive"),
}


class Kind(StrEnum):
    """The kind of a prescription, as the last letter of its code says (TT 26/2025, TT 55/2025)."""

    NARCOTIC = "N"
    PSYCHOTROPIC = "H"
    COMMON = "C"
    DECOCTION = "T"


KINDS = {
    Kind.NARCOTIC: ("Đơn thuốc gây nghiện", "Prescription of narcotics"),
    Kind.PSYCHOTROPIC: ("Đơn thuốc hướng thần, tiền chất", "Prescription of psychotropics and precursors"),
    Kind.COMMON: ("Đơn thuốc", "Prescription"),
    Kind.DECOCTION: ("Đơn thuốc thang", "Prescription of a decoction"),
}
ORDER = (Kind.NARCOTIC, Kind.PSYCHOTROPIC, Kind.COMMON, Kind.DECOCTION)


@dataclass(frozen=True, slots=True)
class Drug:
    """A drug of a facility's list. ``dose_unit``: what doses count; one unit holds ``per_unit`` of them (0: not told)."""

    code: str
    name: str
    ingredients: tuple[str, ...]
    strength: str
    form: str
    unit: str
    route: str
    insurer_code: str = ""
    registration: str = ""
    price: Decimal | None = None
    stock: str = ""
    control: Control = Control.NONE
    traditional: bool = False
    herb: bool = False
    dose_unit: str = ""
    per_unit: Decimal = Decimal(0)

    @property
    def shown(self) -> str:
        """As a prescription names it: INN with the brand in brackets; several ingredients by the brand (TT 26/2025)."""
        if self.herb or len(self.ingredients) != 1:
            return f"{self.name} {self.strength}".strip()
        inn = self.ingredients[0]
        brand = "" if self.name.casefold() == inn.casefold() else f" ({self.name})"
        return f"{inn}{brand} {self.strength}".strip()

    @property
    def kind(self) -> Kind:
        """On which prescription it stands."""
        if self.control is Control.NARCOTIC:
            return Kind.NARCOTIC
        if self.control in (Control.PSYCHOTROPIC, Control.PRECURSOR):
            return Kind.PSYCHOTROPIC
        return Kind.DECOCTION if self.herb else Kind.COMMON


MOMENTS = {
    "morning": ("sáng", "morning"),
    "noon": ("trưa", "noon"),
    "afternoon": ("chiều", "afternoon"),
    "evening": ("tối", "evening"),
}


@dataclass(frozen=True, slots=True)
class Dosage:
    """How a drug is taken. Either ``moments`` (with how much at each) or ``amount`` and ``times`` a day; ``days`` in all.

    ``meal``, ``need``, ``way``: keys of ``data/dose_words.csv``. ``hours``: every so many hours. ``note``: what else was typed.
    """

    amount: Decimal | None = None
    times: int | None = None
    moments: tuple[tuple[str, Decimal], ...] = ()
    days: int | None = None
    meal: str = ""
    need: str = ""
    way: str = ""
    hours: int | None = None
    quantity: Decimal | None = None
    unit: str = ""
    """The unit that was typed with the amount, folded; empty: that of the drug."""
    note: str = ""

    @property
    def a_day(self) -> Decimal | None:
        """How much in a day; None where that was not said."""
        if self.moments:
            return sum((much for _, much in self.moments), Decimal(0))
        if self.amount is None or self.times is None:
            return None
        return self.amount * self.times

    @property
    def at_once(self) -> Decimal | None:
        """The most that is taken at one time."""
        return max((much for _, much in self.moments), default=Decimal(0)) if self.moments else self.amount


@dataclass(frozen=True, slots=True)
class Line:
    """A line: a drug, what was typed of its dose, what that was understood as, and how many units are given."""

    drug: Drug
    typed: str
    dosage: Dosage
    quantity: Decimal | None


@dataclass(frozen=True, slots=True)
class Running:
    """A medicine that somebody takes by another prescription, until a day as far as known. ``since``: prescribed on."""

    name: str
    substances: frozenset[str]
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of the person that a prescription must respect; None where nothing is recorded. Weight in kg, height in
    cm, creatinine in micromole per litre."""

    birth: str = ""
    sex: str = ""
    weight: Decimal | None = None
    weight_on: date | None = None
    height: Decimal | None = None
    creatinine: Decimal | None = None
    pregnant: bool | None = None
    breastfeeding: bool | None = None
    allergies: tuple[str, ...] | None = None
    running: tuple[Running, ...] = ()
    diagnoses: tuple[tuple[str, str], ...] = ()
    """ICD-10 codes and names of the visit, the main one first."""
    guardian: str = ""
    """Who came with a child under 72 months."""
    on: date = field(default_factory=lambda: date(1, 1, 1))

    @property
    def months(self) -> int | None:
        """The age in whole months; None where the birth is not told to the year."""
        if not self.birth:
            return None
        year, month, day = (int(part) for part in (*self.birth.split("-"), "7", "1")[:3])
        if len(self.birth) == 4:
            month, day = 7, 1
        elif len(self.birth) == 7:
            day = 1
        return (self.on.year - year) * 12 + self.on.month - month - (self.on.day < day)

    @property
    def years(self) -> int | None:
        """The age in whole years."""
        return None if self.months is None else self.months // 12
