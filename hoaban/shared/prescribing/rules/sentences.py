"""A dosage as a sentence that a person at home understands, in Vietnamese and in English; no abbreviations."""

from __future__ import annotations

from decimal import Decimal

from hoaban.shared.prescribing.rules import numbers, words
from hoaban.shared.prescribing.rules.shapes import MOMENTS, Dosage, Drug


def vietnamese(drug: Drug, dosage: Dosage) -> str:
    """``Uống mỗi lần 1 viên, ngày 2 lần, sau ăn, trong 5 ngày.``"""
    unit = (drug.dose_unit or drug.unit).lower()
    route = words.routes().get(drug.route)
    verb = route.verb_vi if route else "Dùng"
    parts = [f"{verb} {_much_vi(dosage, unit)}".strip()]
    if dosage.hours:
        parts.append(f"cách {dosage.hours} giờ một lần")
    parts += [words.said(kind, getattr(dosage, kind))[0] for kind in ("meal", "need", "way")]
    parts += [dosage.note, f"trong {dosage.days} ngày" if dosage.days else ""]
    return ", ".join(part for part in parts if part) + "."


def english(drug: Drug, dosage: Dosage) -> str:
    """The same in English; the unit stays as the list writes it."""
    unit = (drug.dose_unit or drug.unit).lower()
    route = words.routes().get(drug.route)
    parts = [_much_en(dosage, unit), route.en if route else ""]
    if dosage.hours:
        parts.append(f"every {dosage.hours} hours")
    parts += [words.said(kind, getattr(dosage, kind))[1] for kind in ("meal", "need", "way")]
    parts += [dosage.note, f"for {dosage.days} days" if dosage.days else ""]
    return ", ".join(part for part in parts if part) + "."


def _much_vi(dosage: Dosage, unit: str) -> str:
    if dosage.moments:
        same = len({much for _, much in dosage.moments}) == 1
        if same:
            when = ", ".join(MOMENTS[name][0] for name, _ in dosage.moments)
            much = _count(dosage.moments[0][1])
            return f"mỗi lần {much} {unit}, ngày {len(dosage.moments)} lần: {when}"
        return ", ".join(f"{MOMENTS[name][0]} {_count(much)} {unit}" for name, much in dosage.moments)
    told = f"mỗi lần {_count(dosage.amount)} {unit}" if dosage.amount is not None else ""
    if dosage.times is not None and not dosage.hours:
        told = f"{told}, ngày {dosage.times} lần" if told else f"ngày {dosage.times} lần"
    return told


def _much_en(dosage: Dosage, unit: str) -> str:
    if dosage.moments:
        return ", ".join(f"{_count(much)} {unit} in the {MOMENTS[name][1]}" if name != "noon" else
                         f"{_count(much)} {unit} at noon" for name, much in dosage.moments)  # fmt: skip
    told = f"{_count(dosage.amount)} {unit} each time" if dosage.amount is not None else ""
    if dosage.times is not None and not dosage.hours:
        often = {1: "once a day", 2: "twice a day"}.get(dosage.times, f"{dosage.times} times a day")
        told = f"{told}, {often}" if told else often
    return told


def _count(value: Decimal | None) -> str:
    return numbers.fraction(value) if value is not None else ""
