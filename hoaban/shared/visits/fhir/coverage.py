"""Who pays for a visit, as a Coverage."""

from __future__ import annotations

import re
from typing import Final

from hoaban.kernel import ids
from hoaban.record import pieces, systems
from hoaban.record.shapes import Json
from hoaban.shared.visits.fhir.shapes import Card, Names, Visit

_LONG_CARD: Final = re.compile(r"[A-Z]{2}[1-5][0-9]{12}")


def build_coverage(visit: Visit, card: Card | None, names: Names) -> Json:
    """Who pays: the card, or the person."""
    subject = pieces.reference("Patient", visit.patient)
    uid = str(ids.uuid8_timeless("coverage", subject["reference"], card.number if card else ""))
    if card is None:
        alone = {
            "status": "active",
            "type": pieces.concept(pieces.coding(systems.COVERAGE_SELF_PAY, "pay", "Pay"), text="Tự chi trả"),
            "beneficiary": subject,
            "payor": [subject],
        }
        return pieces.resource("Coverage", uid, alone)
    fields = {
        "extension": _registration(card, names),
        "identifier": [pieces.identifier(systems.INSURANCE_NUMBER, card.number, kind="NIIP")],
        "status": "active",
        "type": pieces.concept(
            pieces.coding(systems.ACT_CODE, "PUBLICPOL", "public healthcare"), text="Bảo hiểm y tế"
        ),
        "subscriberId": card.number,
        "beneficiary": subject,
        "relationship": pieces.concept(pieces.coding(systems.SUBSCRIBER, "self")),
        "period": pieces.kept(
            {
                "start": card.valid_from.isoformat() if card.valid_from else None,
                "end": card.valid_to.isoformat() if card.valid_to else None,
            }
        ),
        "payor": [
            {"identifier": {"system": systems.PAYER, "value": "BHXH"}, "display": "Bảo hiểm xã hội Việt Nam"}
        ],
        "class": _card_classes(card.number),
    }
    return pieces.resource("Coverage", uid, fields)


def _registration(card: Card, names: Names) -> list[Json]:
    if not card.registered_at:
        return []
    where = pieces.reference("Organization", str(names.organization(card.registered_at)))
    return pieces.present([pieces.extension("registration-facility", valueReference=where)])


def _card_classes(number: str) -> list[Json]:
    """Group and level, which the long number names."""
    if not _LONG_CARD.fullmatch(number):
        return []
    return [
        {"type": pieces.concept(pieces.coding(systems.COVERAGE_CLASS, kind)), "value": value}
        for kind, value in (("group", number[:2]), ("class", number[2]))
    ]
