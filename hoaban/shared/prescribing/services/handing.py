"""Issued prescriptions are handed over to the national e-prescription system, in the transaction of the issuing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from hoaban.connect import eprescriptions
from hoaban.foundation.codes import api as codes
from hoaban.kernel import clock
from hoaban.kernel.actor import Actor
from hoaban.kernel.errors import Invalid
from hoaban.record import systems
from hoaban.record.shapes import Label
from hoaban.shared.exchange import api as exchange
from hoaban.shared.prescribing import fhir, models
from hoaban.shared.prescribing.queries.persons import Known
from hoaban.shared.prescribing.queries.prescriptions import about
from hoaban.shared.prescribing.rules import limits, numbers
from hoaban.shared.prescribing.rules.shapes import Facts, Kind
from hoaban.shared.visits import api as visits

_OUT_PATIENT = "1"


def hand_over(
    *, actor: Actor, row: models.Prescription, orders: Iterable[fhir.Order], visit: visits.Visit, known: Known,
    replaces: UUID | None, now: datetime,
) -> None:  # fmt: skip
    """Ask that a prescription be sent. What the national system would not take (nobody knows the birth, no diagnosis has a code)
    is not sent: the prescription stands, its page says that it was not sent."""
    listed = list(orders)
    content = eprescriptions.content_of(_content(row, listed, visit, known))
    try:
        message = exchange.hand_over(
            actor=actor, destination=exchange.EPRESCRIPTIONS, facility_code=row.facility_code, about=about(row.pk),
            person=row.person, content=content, sensitive=_labels(listed, known.facts, now), replaces=replaces, now=now,
        )  # fmt: skip
    except Invalid:
        return
    row.message = message.id
    row.save(update_fields=["message"])


def call_back(actor: Actor, prescription: UUID, now: datetime) -> None:
    """What is cancelled is not sent any more; where it was, a person is told to cancel it there."""
    exchange.call_back(actor=actor, about=about(prescription), now=now)


def _content(
    row: models.Prescription, orders: list[fhir.Order], visit: visits.Visit, known: Known
) -> eprescriptions.Prescription:
    facts, card = known.facts, visit.arrival.card
    return eprescriptions.Prescription(
        code=row.code, patient_name=known.name, birth=facts.birth, sex=facts.sex if facts.sex in ("male", "female") else "",
        prescribed_at=row.issued_at.astimezone(clock.VIETNAM), prescriber=row.practitioner,
        diagnoses=tuple(eprescriptions.Diagnosis(code, name or code) for code, name in facts.diagnoses if code),
        drugs=tuple(one for order in orders for one in _drugs(order)), national_id=known.identity.national_id,
        weight=numbers.plain(facts.weight).replace(",", ".") if facts.weight is not None else "",
        card=card.number if card else known.identity.card, guardian=row.guardian, address=known.identity.address,
        phone=known.identity.phone, treatment=_OUT_PATIENT, advice=row.advice, revisit_days=row.revisit_days,
        courses=_courses(row, orders, facts),
    )  # fmt: skip


def _drugs(order: fhir.Order) -> list[eprescriptions.Drug]:
    if order.herbs:
        return [
            eprescriptions.Drug(one.code, one.name, "g", f"{one.grams.normalize():f}", order.text_vi)
            for one in order.herbs
        ]
    quantity = f"{order.quantity.normalize():f}" if order.quantity is not None else "0"
    return [eprescriptions.Drug(order.drug_code, order.name, order.unit, quantity, order.text_vi)]


def _courses(
    row: models.Prescription, orders: list[fhir.Order], facts: Facts
) -> tuple[eprescriptions.Course, ...]:
    """Batches of a narcotic that is handed out in several (TT 26/2025); the packs of a decoction."""
    first = clock.vietnam_day(row.issued_at)
    days = max((order.days or 0 for order in orders), default=0)
    if row.kind == Kind.DECOCTION and days:
        packs = int(orders[0].quantity or 0)
        return (eprescriptions.Course(1, first, first + timedelta(days=days - 1), packs),)
    cases = limits.cases_of((code for code, _ in facts.diagnoses), ())
    limit = limits.limit_of(Kind(row.kind), cases=cases, on=first)
    if limit is None or not limit.batch or days <= limit.batch:
        return ()
    starts = range(0, days, limit.batch)
    return tuple(
        eprescriptions.Course(
            number, first + timedelta(days=start), first + timedelta(days=min(start + limit.batch, days) - 1)
        )
        for number, start in enumerate(starts, start=1)
    )


def _labels(orders: list[fhir.Order], facts: Facts, now: datetime) -> tuple[str, ...]:
    """The kinds of sensitive facts that a prescription tells: by its diagnoses and its drugs."""
    day, bits = clock.vietnam_day(now), 0
    for code, _ in facts.diagnoses:
        bits |= codes.sensitive_labels(systems.ICD10, code, day)
    for order in orders:
        for text in (order.name, *order.ingredients):
            bits |= codes.sensitive_text_labels(text)
        if order.insurer_code:
            bits |= codes.sensitive_labels(systems.SUBSTANCE, order.insurer_code, day)
    return tuple(str(one.name).lower() for one in Label if one and bits & one)
