"""Letters by SMTP: one mailbox that sends."""

from hoaban.connect.mail.mailbox import (
    Answer,
    Letter,
    Mailbox,
    Misconfigured,
    Outcome,
    address_problem,
    read_mailbox,
    send,
)

__all__ = [
    "Answer",
    "Letter",
    "Mailbox",
    "Misconfigured",
    "Outcome",
    "address_problem",
    "read_mailbox",
    "send",
]
