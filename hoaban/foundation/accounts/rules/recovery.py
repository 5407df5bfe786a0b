"""Recovery codes: printed, kept in a drawer, each good for one sign-in."""

from __future__ import annotations

import re
import secrets

COUNT = 10
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without those that look alike on paper."""
_GROUPS, _LENGTH = 3, 4


def new_codes() -> list[str]:
    """Ten codes such as ``k7mh-2pqx-9dta``, of 59 random bits each."""
    return ["-".join(_group() for _ in range(_GROUPS)) for _ in range(COUNT)]


def normalised(typed: str) -> str:
    """A code as it was printed, whatever spaces, dashes and capitals were typed."""
    return re.sub(r"[^a-z0-9]", "", typed.lower())


def _group() -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))
