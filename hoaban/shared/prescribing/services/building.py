"""From lines as they were understood to what the record keeps of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from hoaban.kernel import ids
from hoaban.shared.prescribing import fhir
from hoaban.shared.prescribing.rules import numbers, sentences, words
from hoaban.shared.prescribing.rules.shapes import Dosage, Drug, Kind, Line


def orders_of(
    kind: Kind, lines: Sequence[Line], *, code: str, packs: int | None, usage: str, now: datetime
) -> list[fhir.Order]:
    """The orders of one prescription; the herbs of a decoction are one."""
    if kind is Kind.DECOCTION:
        return [_decoction(lines, code=code, packs=packs or 1, usage=usage, now=now)]
    return [_order(place, line, code=code, now=now) for place, line in enumerate(lines, start=1)]


def _order(place: int, line: Line, *, code: str, now: datetime) -> fhir.Order:
    drug, dosage = line.drug, line.dosage
    route = words.routes().get(drug.route)
    return fhir.Order(
        ids.uuid7(now), code, drug.kind.value, place, drug.code, drug.shown, drug.strength, drug.form, drug.unit, line.quantity,
        sentences.vietnamese(drug, dosage), sentences.english(drug, dosage), line.typed, _doses(drug, dosage), dosage.days,
        words.said("need", dosage.need)[0], drug.route, route.vi if route else "", drug.insurer_code, drug.registration,
        drug.control.value, drug.ingredients,
    )  # fmt: skip


def _doses(drug: Drug, dosage: Dosage) -> tuple[fhir.Dose, ...]:
    """One where every time has the same, else one for each time of day."""
    unit = drug.dose_unit or drug.unit
    meal = words.dose_words().get(("meal", dosage.meal))
    event = meal.fhir if meal else ""
    if dosage.moments:
        amounts = {much for _, much in dosage.moments}
        if len(amounts) == 1:
            names = tuple(name for name, _ in dosage.moments)
            return (fhir.Dose(dosage.moments[0][1], unit, names, len(names), event=event),)
        return tuple(fhir.Dose(much, unit, (name,), 1, event=event) for name, much in dosage.moments)
    return (fhir.Dose(dosage.amount, unit, (), dosage.times, dosage.hours, event),)


def _decoction(lines: Sequence[Line], *, code: str, packs: int, usage: str, now: datetime) -> fhir.Order:
    herbs = tuple(fhir.Herb(one.drug.code, one.drug.name, one.dosage.amount or Decimal(0)) for one in lines)
    told = "; ".join(f"{one.name} {numbers.plain(one.grams)} g" for one in herbs)
    vi = usage or "Ngày uống một thang, sắc với nước, chia hai lần."
    return fhir.Order(
        ids.uuid7(now),
        code,
        Kind.DECOCTION.value,
        1,
        "",
        f"Thang thuốc gồm: {told}"[:1000],
        "",
        "Thang sắc",
        "thang",
        Decimal(packs),
        f"{vi.rstrip('.')}, trong {packs} ngày.",
        f"One pack a day for {packs} days: {vi}",
        "",
        (fhir.Dose(Decimal(1), "thang", (), 1),),
        packs,
        route="oral",
        route_text="uống",
        herbs=herbs,
    )


def prior_of(order: fhir.Order, before: Sequence[fhir.Order]) -> UUID | None:
    """The line of a replaced prescription that this one takes the place of: of the same drug."""
    return next(
        (one.id for one in before if one.drug_code == order.drug_code and one.kind == order.kind), None
    )
