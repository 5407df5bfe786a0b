"""Letters by SMTP: one mailbox that sends."""

from hoaban.connect.mail.mailbox import (
    Letter,
    Mailbox,
    address_problem,
    read_mailbox,
    send,
)

__all__ = [
    "Letter",
    "Mailbox",
    "address_problem",
    "read_mailbox",
    "send",
]
