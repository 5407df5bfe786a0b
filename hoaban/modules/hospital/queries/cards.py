"""What a card at the desk says, and what the portal says of it."""

from __future__ import annotations

from hoaban.modules.hospital.rules.cards import OnCard
from hoaban.shared.exchange import api as exchange
from hoaban.shared.visits import api as visits

_KINDS = ("identity", "insurance", "number")


def read_card(text: str) -> exchange.CardScan | None:
    """The card that was scanned, or whose whole number was typed; None when the text is none."""
    found = exchange.read_card_qr(text)
    return found if found.kind in _KINDS else None


def holder_of(card: exchange.CardScan) -> OnCard:
    """Whose card it says it is."""
    return OnCard(card.name, card.birth, card.sex)


def numbers_of(card: exchange.CardScan) -> tuple[str, ...]:
    """The numbers by which its holder may be known."""
    return tuple(filter(None, (card.number, card.old_number)))


def insurance_of(card: exchange.CardScan | None) -> visits.Card | None:
    """The insurance card that was scanned; a citizen's card and a bare personal number are none by themselves."""
    if card is None or card.kind == "identity" or (card.kind == "number" and len(card.number) == 12):
        return None
    return visits.Card(card.number, card.valid_from, card.valid_to, card.registered_at)


def number_to_ask(card: exchange.CardScan | None, known: visits.Card | None) -> str:
    """By which number the portal is asked: of the card that was scanned, of the last one, else the personal number, which
    stands for the card of whoever has one (NĐ 188/2025/NĐ-CP)."""
    shown = insurance_of(card)
    return (shown or known or visits.Card("")).number or (card.number if card else "")


def card_of(answer: exchange.CardAnswer, asked: str) -> visits.Card | None:
    """The card as the portal has it; None where it does not hold."""
    if answer.state is not exchange.CardState.VALID:
        return None
    return visits.Card(answer.number or asked, answer.valid_from, answer.valid_to, answer.registered_at)
