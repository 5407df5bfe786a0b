"""Short messages by a gateway (HTTP, JSON): texts out, receipts and answers of people in."""

from hoaban.connect.sms.callbacks import LONGEST, Incoming, Receipt, Unreadable, read_callback
from hoaban.connect.sms.gateway import (
    Gateway,
    Post,
    Sms,
    post_over_http,
    read_gateway,
    send,
)
from hoaban.connect.sms.numbers import mobile_number
from hoaban.connect.sms.parts import count_parts, without_marks
from hoaban.connect.sms.sandbox import Sandbox

__all__ = [
    "LONGEST",
    "Gateway",
    "Incoming",
    "Post",
    "Receipt",
    "Sandbox",
    "Sms",
    "Unreadable",
    "count_parts",
    "mobile_number",
    "post_over_http",
    "read_callback",
    "read_gateway",
    "send",
    "without_marks",
]
