"""Keyed digests (HMAC-SHA256) of entries and blocks over one exact spelling of their fields."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import orjson

_ENTRY = b"hoaban audit entry 1\n"
_BLOCK = b"hoaban audit block 1\n"
_ANCHOR = b"hoaban audit anchor 1\n"
GENESIS = bytes(32)
"""What the first block names as the hash of the block before it."""


@dataclass(frozen=True, slots=True)
class Block:
    """A sealed run of entries.

    A block holds the entries of its era whose writing transaction lies in ``[from_xid, to_xid)``. Transaction
    ids start anew when a dump is restored into another cluster (another ``life``): a ``closing`` block then
    takes whatever of the old life was not sealed yet, and the next era begins above ``top_id``.
    """

    number: int
    era: int
    era_first_id: int
    life: int
    from_xid: int
    to_xid: int
    closing: bool
    top_id: int
    """The highest entry id sealed so far in this era."""
    entries: int
    root: bytes
    previous: bytes
    sealed_at: datetime
    hash: bytes = b""

    @property
    def next_era_first_id(self) -> int:
        return self.top_id + 1


def spell_time(at: datetime) -> str:
    """An aware instant to the microsecond in UTC, as PostgreSQL keeps it."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def spell_detail(detail: Mapping[str, Any]) -> bytes:
    """The one JSON spelling of a detail: keys sorted, no spaces."""
    return orjson.dumps(detail, option=orjson.OPT_SORT_KEYS)


def entry_digest(
    key: bytes, words: Sequence[str], at: datetime, persons: Sequence[UUID], detail: bytes
) -> bytes:
    """The keyed digest of an entry.

    ``words`` are actor id, actor kind, act, purpose, outcome and request id, in this order; ``detail`` is the
    spelling made by :func:`spell_detail`.
    """
    head = orjson.dumps([spell_time(at), *words, persons])
    return hmac.digest(key, _ENTRY + head + b"\n" + detail, "sha256")


def block_hash(key: bytes, block: Block) -> bytes:
    """The keyed hash of a block; it covers the hash of the block before it."""
    fields = [
        block.number, block.era, block.era_first_id, block.life, str(block.from_xid), str(block.to_xid),
        block.closing, block.top_id, block.entries, block.root.hex(), block.previous.hex(),
        spell_time(block.sealed_at),
    ]  # fmt: skip
    return hmac.digest(key, _BLOCK + orjson.dumps(fields), "sha256")


def anchor_message(number: int, hash_: bytes, day: date) -> bytes:
    """What is signed once a day: the last block and its hash."""
    return _ANCHOR + f"{number}\n{hash_.hex()}\n{day.isoformat()}".encode()


def digest_of_ids(ids: Sequence[UUID]) -> str:
    """A digest that stands for a long list of people in a bulk act; the order does not matter."""
    return hashlib.sha256(b"".join(sorted(one.bytes for one in set(ids)))).hexdigest()
