"""Rows as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from hoaban.foundation.codes import api as codes
from hoaban.kernel.clock import vietnam_day
from hoaban.shared.exchange import models
from hoaban.shared.exchange.rules import cards
from hoaban.shared.exchange.rules.cards import CardAnswer, CardState, Moment
from hoaban.shared.exchange.rules.states import State

_DAYS = ("valid_from", "valid_to", "five_years_on")


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the other side told, or what somebody brought as proof. ``kind``: accepted, found, dispensed or by_hand; ``facts``: of
    dispensing ``{"extent": ..., "lines": [[drug, prescribed, sold], ...]}``; ``proof``: digest of a file."""

    kind: str
    at: datetime
    number: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    proof: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """One content handed over to a destination, without the content. ``reason``: a short code of what went wrong;
    ``reference``: the other side's number; ``found_at``: since when the other side is seen to have what was entered by
    hand; ``extent``: how much of a prescription was dispensed: none, part, whole, or empty when nothing was told."""

    id: UUID
    destination: str
    schema: str
    facility_code: str
    about: str
    key: str
    person: UUID | None
    state: State
    reason: str
    reference: str
    masked: bool
    tries: int
    made_at: datetime
    changed_at: datetime
    due_at: datetime
    replaces: UUID | None
    found_at: datetime | None
    extent: str
    receipts: tuple[Receipt, ...] = ()


def message_of(row: models.Message, receipts: tuple[Receipt, ...] = ()) -> Message:
    """A row of a message."""
    return Message(
        row.pk, row.destination, row.schema, row.facility_code, row.about, row.key, row.person, State(row.state), row.reason,
        row.reference, row.masked, row.tries, row.made_at, row.changed_at, row.due_at, row.replaces_id, row.found_at,
        row.extent, receipts,
    )  # fmt: skip


def receipt_of(row: models.Receipt) -> Receipt:
    """A row of a receipt."""
    return Receipt(row.kind, row.at, row.number, row.facts, row.proof, row.by)


def answer_of(row: models.CardCheck) -> CardAnswer:
    """A row of a check of a card."""
    card: dict[str, Any] = dict(row.card)
    days = {name: _day(card.get(name)) for name in _DAYS}
    level = codes.card_level(
        card.get("number", "") or row.number, vietnam_day(row.answered_at or row.asked_at)
    )
    return CardAnswer(
        row.pk, CardState(row.state), Moment(row.moment), row.code, cards.words_of(row.why), card.get("number", ""),
        card.get("name", ""), card.get("birth", ""), card.get("sex", ""), days["valid_from"], days["valid_to"],
        card.get("registered_at", ""), level.percent if level else None, days["five_years_on"],
        tuple(row.differs.split()), row.asked_at, row.answered_at, row.due_at is not None,
    )  # fmt: skip


def _day(kept: str | None) -> date | None:
    return date.fromisoformat(kept) if kept else None
