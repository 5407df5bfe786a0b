"""Codes of prescriptions: ``xxxxxyyyyyyy-z`` (TT 26/2025/TT-BYT; the last letter T: TT 55/2025/TT-BYT)."""

from __future__ import annotations

import re
import secrets

from hoaban.shared.prescribing.rules.shapes import Kind

_SIGNS = "0123456789abcdefghijklmnopqrstuvwxyz"
_SHAPE = re.compile(r"[0-9A-Za-z]{5}[0-9a-z]{7}-[NHCT]")


def new_code(facility_code: str, kind: Kind) -> str:
    """A new code by a cryptographic source of chance. That it is free, a constraint of the database sees to."""
    return f"{facility_code}{''.join(secrets.choice(_SIGNS) for _ in range(7))}-{kind.value}"


def read_code(text: str) -> str:
    """A code as it is kept, of however somebody wrote it; empty where it is none."""
    bare = text.strip()
    facility, rest = bare[:5], bare[5:]
    kept = f"{facility}{rest[:-1].lower()}{rest[-1:].upper()}"
    return kept if _SHAPE.fullmatch(kept) else ""
