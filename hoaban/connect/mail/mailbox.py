"""The mail server as configuration, and one letter to it: accepted, refused, or to be tried again."""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any

from hoaban.kernel.tries import Answer, Misconfigured, Outcome

_SECONDS = 10
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_SECURITIES = frozenset({"tls", "starttls", "none"})
_ADDRESS = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)
_LONGEST = 254
_FOR_GOOD = 500


@dataclass(frozen=True, slots=True)
class Mailbox:
    """Where letters are handed in, and as whom. ``security``: tls, starttls, or none (on this machine only)."""

    host: str
    port: int
    security: str
    sender: str
    user: str
    password: str


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter. ``id`` is ours, the same at every try, and becomes its Message-ID."""

    id: str
    to: str
    subject: str
    text: str


def address_problem(address: str) -> bool:
    """Whether a letter cannot go to an address: one plain mailbox, no name beside it, no second one."""
    return len(address) > _LONGEST or not _ADDRESS.fullmatch(address)


def read_mailbox(row: Mapping[str, Any], *, password: str) -> Mailbox:
    """The mailbox of a table of the configuration.

    :raises Misconfigured: saying what is missing or wrong.
    """
    try:
        made = Mailbox(
            str(row["host"]), int(row["port"]), str(row.get("security", "tls")), str(row["sender"]),
            str(row.get("user", "")), password,
        )  # fmt: skip
    except (KeyError, ValueError, TypeError) as wrong:
        raise Misconfigured(f"email: {wrong} is missing or wrong") from None
    if made.security not in _SECURITIES:
        raise Misconfigured("email: security is tls, starttls or none")
    if made.security == "none" and made.host not in _LOOPBACK:
        raise Misconfigured("email: without encryption only to a server on this machine")
    if address_problem(made.sender):
        raise Misconfigured("email: sender is not an address")
    if made.user and not password:
        raise Misconfigured("email: there is no password")
    return made


def send(mailbox: Mailbox, letter: Letter) -> Answer:
    """Hand one letter in. It never raises: what is not understood is tried again."""
    try:
        with _opened(mailbox) as server:
            if mailbox.user:
                server.login(mailbox.user, mailbox.password)
            server.send_message(_written(mailbox, letter))
    except smtplib.SMTPRecipientsRefused as refused:
        codes = [code for code, _ in refused.recipients.values()]
        if min(codes) >= _FOR_GOOD:
            return Answer(Outcome.REFUSED, reason=f"status-{codes[0]}")
        return Answer(Outcome.LATER, reason=f"status-{codes[0]}")
    except TimeoutError:
        return Answer(Outcome.LATER, reason="timeout")
    except smtplib.SMTPResponseException as failed:
        return Answer(Outcome.LATER, reason=f"status-{failed.smtp_code}")
    except (OSError, smtplib.SMTPException):
        return Answer(Outcome.LATER, reason="unreachable")
    return Answer(Outcome.ACCEPTED, _message_id(mailbox, letter))


def _opened(mailbox: Mailbox) -> smtplib.SMTP:
    if mailbox.security == "tls":
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(mailbox.host, mailbox.port, timeout=_SECONDS, context=context)
    server = smtplib.SMTP(mailbox.host, mailbox.port, timeout=_SECONDS)
    if mailbox.security == "starttls":
        try:
            server.starttls(context=ssl.create_default_context())
        except BaseException:
            server.close()
            raise
    return server


def _written(mailbox: Mailbox, letter: Letter) -> EmailMessage:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = mailbox.sender, letter.to, letter.subject
    made["Message-ID"] = _message_id(mailbox, letter)
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(letter.text)
    return made


def _message_id(mailbox: Mailbox, letter: Letter) -> str:
    return f"<{letter.id}@{mailbox.sender.rpartition('@')[2]}>"
