"""The gateway of short messages as a trial plays it, in demo mode only: nothing is sent to anybody, receipts come a while later.

What it does follows from the number (``connect/sms/sandbox.py``): 97 at its end refuses, 98 keeps silent, 99 loses the message.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import orjson
from procrastinate.contrib.django import app

from hoaban.connect.sms import Gateway, Sandbox
from hoaban.foundation.accounts import api as accounts
from hoaban.kernel import sealing
from hoaban.shared.messaging import api as messaging

CLIENT = "cong-tin-thu"
"""As whom it calls us."""
RECEIPT = "ops.trial_receipt"
_ACCEPTED = 202
_LATER = 30
"""Seconds until a receipt."""


def gateway() -> Gateway:
    """As a configuration would describe it."""
    token = sealing.keyed_digest(CLIENT, about="trial-gateway").hex()
    return Gateway("1", "https://test-gateway.invalid/", "HoaBanThu", token)


def post(address: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, bytes]:
    """Answer in this process, and have the receipt told later.

    :raises TimeoutError: as the sandbox does towards some numbers.
    """
    status, answer = Sandbox(gateway()).post(address, body, headers)
    if status == _ACCEPTED:
        said = orjson.loads(body)
        later = app.configure_task(RECEIPT, queue="messaging", schedule_in={"seconds": _LATER})
        later.defer(message=said["id"], to=said["to"])
    return status, answer


def tell_receipt(message: str, to: str, *, now: datetime) -> None:
    """The receipt of one message, through the same service as that of a real gateway."""
    caller = accounts.actor_by_id(f"client:{CLIENT}")
    messaging.take_callback(actor=caller, body=Sandbox(gateway()).receipt(message, to), now=now)
