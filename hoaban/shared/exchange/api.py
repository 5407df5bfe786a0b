"""The exchange, for the apps above: hand over to an outside system, ask about an insurance card, read what was scanned."""

from __future__ import annotations

from hoaban.connect.insurance_cards import CardQuestion
from hoaban.shared.exchange.policies import ACT, WATCH
from hoaban.shared.exchange.queries.configuration import configuration_problem, register_trial
from hoaban.shared.exchange.queries.reading import card_checks_of, messages_about
from hoaban.shared.exchange.queries.shaping import Message, Receipt
from hoaban.shared.exchange.rules.cards import CARD_STATES, MOMENTS, CardAnswer, CardState, Moment
from hoaban.shared.exchange.rules.destinations import CARDS, EPRESCRIPTIONS, NoSuchDestination
from hoaban.shared.exchange.rules.scans import CardScan, read_card_qr
from hoaban.shared.exchange.rules.states import STATES, State
from hoaban.shared.exchange.services.checking import ask_again, attach_check, check_card
from hoaban.shared.exchange.services.delivering import deliver_due
from hoaban.shared.exchange.services.handing import TOPIC, call_back, hand_over
from hoaban.shared.exchange.services.looking import look_due

__all__ = [
    "ACT",
    "CARDS",
    "CARD_STATES",
    "EPRESCRIPTIONS",
    "MOMENTS",
    "STATES",
    "TOPIC",
    "WATCH",
    "CardAnswer",
    "CardQuestion",
    "CardScan",
    "CardState",
    "Message",
    "Moment",
    "NoSuchDestination",
    "Receipt",
    "State",
    "ask_again",
    "attach_check",
    "call_back",
    "card_checks_of",
    "check_card",
    "configuration_problem",
    "deliver_due",
    "hand_over",
    "look_due",
    "messages_about",
    "read_card_qr",
    "register_trial",
]
