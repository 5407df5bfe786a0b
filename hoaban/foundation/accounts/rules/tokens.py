"""Bearer tokens: 256 random bits, of which only the digest is kept."""

from __future__ import annotations

import hashlib
import re
import secrets

PREFIX = "hb_"
_SHAPE = re.compile(r"hb_[A-Za-z0-9_-]{43}")


def new_token() -> str:
    """A fresh token; the prefix lets scanners recognise one that leaked."""
    return PREFIX + secrets.token_urlsafe(32)


def digest_of(token: str) -> bytes | None:
    """What is stored of a token (SHA-256 is enough for random bits); None for what cannot be one."""
    return hashlib.sha256(token.encode()).digest() if _SHAPE.fullmatch(token) else None
