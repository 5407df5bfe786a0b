"""A line of a prescription: the dose put into the units of the drug, the quantity worked out, what cannot be so."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import ROUND_CEILING, Decimal

from hoaban.kernel import vietnamese
from hoaban.shared.prescribing.rules.dose_text import read_dose
from hoaban.shared.prescribing.rules.shapes import Dosage, Drug, Line

Fault = tuple[str, str]
"""What is wrong, in both languages."""
_COUNTED = {"vien", "goi", "ong", "lo", "vi", "mieng", "nang", "tui", "lieu", "but", "bom tiem", "thang"}
_IN_MG = {
    "g": Decimal(1000),
    "gam": Decimal(1000),
    "mg": Decimal(1),
    "mcg": Decimal("0.001"),
    "µg": Decimal("0.001"),
}
_PART = re.compile(
    r"(\d+(?:[.,]\d+)?)\s*(mcg|µg|mg|g)\b(?:\s*/\s*(\d+(?:[.,]\d+)?)?\s*([a-zà-ỹ]+))?", re.IGNORECASE
)
_SAME = {"v": "vien", "gam": "g", "dv": "don vi", "iu": "don vi", "xit": "nhat", "lan xit": "nhat"}


def build_line(drug: Drug, typed: str) -> tuple[Line, tuple[Fault, ...]]:
    """A line of what was typed, and what keeps it from being prescribed; the line is whole where there are no faults."""
    dosage, faults = fitted(drug, read_dose(typed))
    quantity = quantity_of(drug, dosage)
    faults += tuple(_lacking(drug, dosage, quantity))
    return Line(drug, " ".join(typed.split())[:200], dosage, quantity), faults


def fitted(drug: Drug, dosage: Dosage) -> tuple[Dosage, tuple[Fault, ...]]:
    """The dosage in the units that the drug is counted in; milligrams become tablets where that comes out even."""
    typed = _SAME.get(dosage.unit, dosage.unit)
    counted = _folded_unit(drug)
    if not typed or typed in (counted, _SAME.get(counted, counted)) or counted.startswith(f"{typed} "):
        return dosage, ()
    if typed in _IN_MG and (each := _mg_each(drug)):
        made = _times(dosage, _IN_MG[typed] / each)
        if all(one == one.quantize(Decimal("0.01")) for one in _amounts(made)):
            return made, ()
    unit = (drug.dose_unit or drug.unit).lower()
    return dosage, (
        (
            f"Liều gõ theo “{typed}”, thuốc này tính theo “{unit}”.",
            f"The dose is in “{typed}”, this drug is counted in “{unit}”.",
        ),
    )


def quantity_of(drug: Drug, dosage: Dosage) -> Decimal | None:
    """How many units to give: as typed, or a day's dose by the days, rounded up; None where that cannot be worked out."""
    if dosage.quantity is not None:
        return dosage.quantity
    if dosage.a_day is None or dosage.days is None:
        return None
    total = dosage.a_day * dosage.days
    if drug.per_unit:
        return (total / drug.per_unit).to_integral_value(ROUND_CEILING)
    if drug.herb:
        return total
    if vietnamese.fold(drug.unit) in _COUNTED and _folded_unit(drug) == vietnamese.fold(drug.unit):
        return total.to_integral_value(ROUND_CEILING)
    return None


def strengths(drug: Drug) -> dict[str, Decimal]:
    """Milligrams of each ingredient in one unit of dose (a tablet, a millilitre); without those that are not told so."""
    parts = [one for one in re.split(r"\s*\+\s*|;\s*", drug.strength) if one]
    if len(parts) != len(drug.ingredients):
        return {}
    found = {}
    for ingredient, part in zip(drug.ingredients, parts, strict=True):
        if (each := _mg_of(part, _folded_unit(drug))) is not None:
            found[ingredient] = each
    return found


def _mg_of(text: str, unit: str) -> Decimal | None:
    match = _PART.search(text)
    if match is None:
        return None
    much = Decimal(match[1].replace(",", ".")) * _IN_MG[match[2].lower()]
    if match[4] is None:
        return much if unit not in ("ml", "giot") else None
    per = Decimal((match[3] or "1").replace(",", "."))
    if vietnamese.fold(match[4]) != unit or not per:
        return None
    return much / per


def _mg_each(drug: Drug) -> Decimal | None:
    known = strengths(drug)
    return next(iter(known.values())) if len(known) == 1 == len(drug.ingredients) else None


def _times(dosage: Dosage, factor: Decimal) -> Dosage:
    moments = tuple((name, _even(much * factor)) for name, much in dosage.moments)
    amount = _even(dosage.amount * factor) if dosage.amount is not None else None
    return replace(dosage, amount=amount, moments=moments, unit="")


def _even(value: Decimal) -> Decimal:
    """Without the digits that a division leaves."""
    return Decimal(f"{value.quantize(Decimal('0.0001')).normalize():f}")


def _amounts(dosage: Dosage) -> list[Decimal]:
    return [much for _, much in dosage.moments] or ([dosage.amount] if dosage.amount is not None else [])


def _folded_unit(drug: Drug) -> str:
    return vietnamese.fold(drug.dose_unit or drug.unit)


def _lacking(drug: Drug, dosage: Dosage, quantity: Decimal | None) -> list[Fault]:
    found = []
    if drug.herb:
        if dosage.amount is None:
            found.append(
                ("Ghi số gam trong một thang, ví dụ 12g.", "Give the grams in one pack, such as 12g.")
            )
        return found
    told = dosage.moments or dosage.amount is not None or dosage.times is not None
    if not told and not (dosage.note and dosage.quantity):
        return [
            (
                "Chưa hiểu liều; ví dụ: 1x2 5n sau ăn.",
                "The dose is not understood; for example: 1x2 5n sau ăn.",
            )
        ]
    if told and dosage.a_day is None and not dosage.need and dosage.times is None:
        found.append(("Chưa rõ ngày dùng mấy lần.", "How many times a day is not told."))
    if quantity is None:
        found.append(
            ("Chưa tính được số lượng: ghi số ngày (5n) hoặc số lượng (sl 1).",
             "The quantity cannot be worked out: give the days (5n) or the quantity (sl 1)."),
        )  # fmt: skip
    return found
