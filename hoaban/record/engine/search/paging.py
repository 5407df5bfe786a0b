"""Page tokens: where a page ended, sealed so that it can neither be read nor changed nor used with another search.

AES-SIV with a key derived from the installation's secret; the digest of the search is bound in.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from django.conf import settings

from hoaban.record.engine.search.criteria import Column
from hoaban.record.engine.search.query import Position, SortKey


def sealed(position: Position, digest: bytes) -> str:
    """The token for the page after ``position``."""
    plain = json.dumps([_written(value) for value in position], separators=(",", ":")).encode()
    return _spelled(_cipher(settings.SECRET_KEY).encrypt(plain, [digest]))


def opened(token: str, sort: Sequence[SortKey], digest: bytes) -> Position | None:
    """The position in a token; None if it was not made here for this search."""
    try:
        packed = base64.urlsafe_b64decode(token.encode("ascii") + b"=" * (-len(token) % 4))
        if _spelled(packed) != token:  # bits of the last letter that say nothing are to be zero
            return None
        plain = json.loads(_cipher(settings.SECRET_KEY).decrypt(packed, [digest]))
    except (InvalidTag, ValueError, binascii.Error):
        return None
    *values, rid = plain
    if len(values) != len(sort):  # made for somebody whom the same search comes to in another order
        return None
    return (*(_read(value, key.column) for value, key in zip(values, sort, strict=True)), int(rid))


def _spelled(packed: bytes) -> str:
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


@cache
def _cipher(secret: str) -> AESSIV:
    return AESSIV(hashlib.sha512(b"hoaban.record.search.page\x00" + secret.encode()).digest())


def _written(value: Any) -> str | int:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value if isinstance(value, (int, str)) else str(value)


def _read(value: Any, column: Column) -> datetime | str | UUID | int | float:
    match column:
        case Column.STRINGS | Column.TOLD:
            return str(value)
        case Column.TYPE:
            return int(value)
        case Column.RANGES:
            return float(value)
        case Column.UID | Column.TARGETS | Column.PERSON:
            return UUID(value)
    return datetime.fromisoformat(value)
