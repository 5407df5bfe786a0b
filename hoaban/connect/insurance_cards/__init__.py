"""Insurance cards: their square code, their number, and what the social insurance portal says of them."""

from hoaban.connect.insurance_cards.portal import VERSIONS, Portal, look_up
from hoaban.connect.insurance_cards.qr import LONGEST, InsuranceScan, read_qr
from hoaban.connect.insurance_cards.sandbox import Sandbox
from hoaban.connect.insurance_cards.shapes import CardFacts, CardQuestion, CardReply, Finding, tidy_number

__all__ = [
    "LONGEST",
    "VERSIONS",
    "CardFacts",
    "CardQuestion",
    "CardReply",
    "Finding",
    "InsuranceScan",
    "Portal",
    "Sandbox",
    "look_up",
    "read_qr",
    "tidy_number",
]
