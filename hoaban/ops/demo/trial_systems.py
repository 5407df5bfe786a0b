"""The outside systems as a trial plays them, in demo mode only: nothing leaves this machine.

What they do follows from the last signs of a card's number or of a prescription's code (``connect/insurance_cards/sandbox.py``,
``connect/eprescriptions/sandbox.py``).
"""

from __future__ import annotations

import functools
from collections.abc import Mapping

from hoaban.connect import eprescriptions, insurance_cards
from hoaban.kernel import clock, sealing, wire

_FACILITY = "12981"
"""Where the cards of a trial are registered: the provincial hospital of the story."""


def ask_portal(request: wire.Request) -> wire.Reply:
    """The card portal. :raises TimeoutError: as the sandbox does towards some cards."""
    word = _word("trial-portal")
    today = clock.vietnam_day(clock.now())
    return insurance_cards.Sandbox("thu", word, registered_at=_FACILITY, today=today).ask(request)


def portal_secrets(_facility: str, _holder: str) -> Mapping[str, str]:
    """As whom any facility asks the portal of a trial."""
    return {
        "username": "thu", "password": _word("trial-portal"), "staff_name": "Cán bộ Thử", "staff_number": "012000000000",
    }  # fmt: skip


def ask_system(request: wire.Request) -> wire.Reply:
    """The e-prescription system; it keeps what it got as long as this process lives. :raises TimeoutError: towards some codes."""
    return _system().ask(request)


def system_secrets(_facility: str, holder: str) -> Mapping[str, str]:
    """As whom any facility and doctor speak to the system of a trial."""
    word = _word("trial-system")
    return {"password": word} if holder else {"app_name": "hoaban", "app_key": word}


@functools.cache
def _system() -> eprescriptions.Sandbox:
    return eprescriptions.Sandbox(password=_word("trial-system"), app_key=_word("trial-system"))


def _word(about: str) -> str:
    return sealing.keyed_digest("password", about=about).hex()
