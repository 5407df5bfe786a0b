"""Identifiers made by us: UUIDv7 for what is born here, UUIDv8 for facts that a source sends again (RFC 9562)."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime
from uuid import UUID

_SEPARATOR = "\x1f"


def uuid7(at: datetime) -> UUID:
    """A new time-ordered id for an aware instant: 48 bits of Unix milliseconds, then 74 random bits."""
    milliseconds = int(at.timestamp() * 1000) & ((1 << 48) - 1)
    return _compose(milliseconds, version=7, tail=secrets.randbits(74))


def uuid8(at: datetime, *parts: str) -> UUID:
    """The same id for the same parts, ordered by ``at``: a retry or a correction lands where the first one did.

    ``at`` must itself be a stable property of the source (the start of the visit), not the time of reading.
    """
    milliseconds = int(at.timestamp() * 1000) & ((1 << 48) - 1)
    digest = hashlib.sha256(_SEPARATOR.join(parts).encode()).digest()
    return _compose(milliseconds, version=8, tail=int.from_bytes(digest[:10], "big") & ((1 << 74) - 1))


def uuid8_timeless(*parts: str) -> UUID:
    """The same id for the same parts where no stable time exists (a facility, a commune)."""
    digest = hashlib.sha256(_SEPARATOR.join(parts).encode()).digest()
    number = int.from_bytes(digest[:16], "big")
    return _compose(number >> 80, version=8, tail=number & ((1 << 74) - 1))


def _compose(head48: int, *, version: int, tail: int) -> UUID:
    return UUID(
        int=(head48 << 80) | (version << 76) | ((tail >> 62) << 64) | (0b10 << 62) | (tail & ((1 << 62) - 1))
    )
