"""Codes of an authenticator app: RFC 6238 with SHA-1, six digits and thirty seconds, as every app has them."""

from __future__ import annotations

import base64
import hmac
import secrets
import struct
from datetime import datetime
from urllib.parse import quote, urlencode

SECONDS = 30
DIGITS = 6
_AROUND = 1
"""So many steps a telephone's clock may be off."""
ISSUER = "Hoa Ban"


def new_secret() -> bytes:
    """160 random bits, as the RFC recommends."""
    return secrets.token_bytes(20)


def step_of(now: datetime) -> int:
    """The number of the half minute."""
    return int(now.timestamp()) // SECONDS


def code_at(secret: bytes, step: int) -> str:
    """The code of one half minute."""
    digest = hmac.digest(secret, struct.pack(">Q", step), "sha1")
    start = digest[-1] & 0x0F
    number = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return str(number % 10**DIGITS).zfill(DIGITS)


def matching_step(secret: bytes, code: str, *, now: datetime, after: int) -> int | None:
    """The step whose code this is, the present one or a neighbour; None when there is none later than ``after``.

    A code that was accepted once is thereby never accepted again.
    """
    typed = "".join(code.split())
    here = step_of(now)
    found = [
        step
        for step in range(here - _AROUND, here + _AROUND + 1)
        if hmac.compare_digest(code_at(secret, step).encode(), typed.encode())
    ]
    return next((step for step in found if step > after), None)


def spelled(secret: bytes) -> str:
    """The secret as one types it into an app: base 32 in groups of four."""
    text = base64.b32encode(secret).decode().rstrip("=")
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


def address_of(secret: bytes, username: str) -> str:
    """The ``otpauth:`` address that a QR code carries."""
    plain = base64.b32encode(secret).decode().rstrip("=")
    asked = urlencode(
        {"secret": plain, "issuer": ISSUER, "digits": DIGITS, "period": SECONDS}, quote_via=quote
    )
    return f"otpauth://totp/{quote(ISSUER)}:{quote(username)}?{asked}"
