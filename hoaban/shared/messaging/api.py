"""Messages, for the apps above: ask that a person be told; what stands between this installation and the gateway."""

from __future__ import annotations

from hoaban.shared.messaging.policies import RECEIVE
from hoaban.shared.messaging.queries.configuration import configuration_problem, register_trial_gateway
from hoaban.shared.messaging.services.appointments import (
    call_off,
    remind_of,
    tell_called_off,
    tell_news,
    tell_ready,
)
from hoaban.shared.messaging.services.asking import send_message
from hoaban.shared.messaging.services.delivering import deliver_due
from hoaban.shared.messaging.services.keeping import keep_shared_phone
from hoaban.shared.messaging.services.receiving import take_callback

__all__ = [
    "RECEIVE",
    "call_off",
    "configuration_problem",
    "deliver_due",
    "keep_shared_phone",
    "register_trial_gateway",
    "remind_of",
    "send_message",
    "take_callback",
    "tell_called_off",
    "tell_news",
    "tell_ready",
]
