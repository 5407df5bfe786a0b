"""What a scanner typed at a desk: a citizen's card, an insurance card, or a bare number."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from hoaban.connect import identity_cards, insurance_cards

IDENTITY, INSURANCE, NUMBER, NOTHING = "identity", "insurance", "number", "nothing"
LONGEST = insurance_cards.LONGEST


@dataclass(frozen=True, slots=True)
class CardScan:
    """``kind``: ``identity`` (``number`` is the personal number), ``insurance`` (of the card), ``number`` (bare: 15
    characters or 10 digits of an insurance card, 12 digits of either) or ``nothing``. ``birth``: ``YYYY-MM-DD``,
    ``YYYY-MM`` or ``YYYY``; ``sex``: male, female or empty. ``certain``: False when something was typed that could not
    be read, so only what stands here was taken."""

    kind: str
    number: str = ""
    old_number: str = ""
    name: str = ""
    birth: str = ""
    sex: str = ""
    address: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    registered_at: str = ""
    five_years_on: date | None = None
    issued_on: date | None = None
    certain: bool = True


def read_card_qr(text: str) -> CardScan:
    """What was scanned; never fails, whatever was typed."""
    if len(text) > LONGEST:
        return CardScan(NOTHING, certain=False)
    if found := identity_cards.read_qr(text.strip()):
        return CardScan(
            IDENTITY, found.number, found.old_number, found.name, found.birth, found.sex, found.address,
            issued_on=found.issued_on, certain=found.certain,
        )  # fmt: skip
    if scan := insurance_cards.read_qr(text):
        card = scan.card
        return CardScan(
            INSURANCE, card.number, "", card.name, card.birth, card.sex, card.address, card.valid_from, card.valid_to,
            card.registered_at, card.five_years_on, certain=scan.certain,
        )  # fmt: skip
    if number := insurance_cards.tidy_number(text[:60]):
        return CardScan(NUMBER, number)
    if bare := re.match(r"\s*(\d{12})[|¦‖｜]", text):
        return CardScan(NUMBER, bare[1], certain=False)
    return CardScan(NOTHING, certain=not text.strip())
