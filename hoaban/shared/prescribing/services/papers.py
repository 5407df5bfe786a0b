"""A prescription on paper: A5, without abbreviations, with its code and the square of it; of a narcotic three copies."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils import translation

from hoaban.foundation.audit import api as audit
from hoaban.foundation.places import api as places
from hoaban.kernel import clock
from hoaban.kernel.actor import Actor, Purpose
from hoaban.shared.prescribing import fhir
from hoaban.shared.prescribing.queries import persons, prescriptions
from hoaban.shared.prescribing.queries.prescriptions import Prescribed
from hoaban.shared.prescribing.rules import numbers
from hoaban.shared.prescribing.rules.checking import CHILD_MONTHS
from hoaban.shared.prescribing.rules.shapes import KINDS, Kind
from hoaban.shared.visits import api as visits
from hoaban.ui import formats, paper

PRINT = "prescribing.print"
_COPIES = {
    Kind.NARCOTIC: ("Bản lưu tại cơ sở kê đơn", "Bản giao người bệnh", "Bản lưu tại cơ sở cấp, bán thuốc")
}
_SEXES = {"male": "Nam", "female": "Nữ"}


def prescription_paper(*, actor: Actor, prescription: UUID, now: datetime) -> bytes:
    """The PDF of a prescription; printing it is in the trail.

    :raises NoSuchPrescription. :raises paper.NoPaper: the installation cannot set papers.
    """
    row = prescriptions.row_of(actor, prescription)
    visit = visits.get_visit(actor=actor, visit=row.visit)
    with audit.as_one(
        actor=actor, act=PRINT, purpose=Purpose.TREATMENT, persons=[visit.arrival.person],
        detail={"prescription": str(prescription)}, now=now,
    ):  # fmt: skip
        found = prescriptions.get_prescription(actor=actor, prescription=prescription, now=now)
        known = persons.known_at(actor=actor, visit=visit, now=now)
    kind = Kind(found.kind)
    values = {
        "one": found, "title": KINDS[kind][0], "copies": _COPIES.get(kind, ("",)), "facility": _facility(found),
        "person": _person(found, known, visit), "diagnoses": _diagnoses(known.facts.diagnoses),
        "lines": [_line(order) for order in found.orders if not order.herbs],
        "herbs": [(herb.name, numbers.plain(herb.grams)) for order in found.orders for herb in order.herbs],
        "decoction": next((_line(order) for order in found.orders if order.herbs), None),
        "day": found.issued_at.astimezone(clock.VIETNAM), "holds_until": formats.day(found.holds_until),
        "revisit": found.revisit_days, "receiver": kind in (Kind.NARCOTIC, Kind.PSYCHOTROPIC),
        "cancelled": found.state != prescriptions.ISSUED,
    }  # fmt: skip
    with translation.override("vi"):  # papers given to people are Vietnamese, whatever the page speaks
        return paper.make("prescribing/paper.html", values, now=found.issued_at)


def _facility(found: Prescribed) -> dict[str, str]:
    day = clock.vietnam_day(found.issued_at)
    facility = places.facility(found.facility_code, day)
    detail = places.facility_file(found.facility_code).detail
    return {
        "name": facility.name_on(day) if facility else found.facility_code, "address": detail.address, "phone": detail.phone,
    }  # fmt: skip


def _person(found: Prescribed, known: persons.Known, visit: visits.Visit) -> dict[str, str]:
    facts, card = known.facts, visit.arrival.card
    months = facts.months
    small = months is not None and months < CHILD_MONTHS
    return {
        "name": known.name, "birth": formats.partial_date(facts.birth) if facts.birth else "",
        "sex": _SEXES.get(facts.sex, ""), "national_id": known.identity.national_id,
        "card": card.number if card else known.identity.card, "address": known.identity.address,
        "months": str(months) if small else "",
        "weight": numbers.plain(facts.weight) if facts.weight is not None else "", "guardian": found.guardian,
    }  # fmt: skip


def _diagnoses(found: tuple[tuple[str, str], ...]) -> str:
    return "; ".join(f"{name} ({code})" if name and code else name or code for code, name in found)


def _line(order: fhir.Order) -> dict[str, str]:
    words = ""
    quantity = order.quantity
    if quantity is not None and order.control == "narcotic" and not quantity % 1:
        words = numbers.in_words(int(quantity)).capitalize()
    return {
        "name": order.name, "text": order.text_vi, "quantity": numbers.amount(quantity) if quantity is not None else "",
        "words": words, "unit": order.unit.lower(),
    }  # fmt: skip
