"""Reading blocks and entries in the order in which they were sealed, a little at a time."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from hoaban.foundation.audit.models import Block as BlockRow
from hoaban.foundation.audit.rules.digests import Block, entry_digest, spell_detail

_CHUNK = 2000
_COLUMNS = (
    "id, xid::text, digest, at, actor_id, actor_kind, act, purpose, outcome, request_id,"
    " persons, detail::text"
)


@dataclasses.dataclass(frozen=True, slots=True)
class Raw:
    """An entry as stored, for checking."""

    id: int
    xid: int
    digest: bytes
    at: datetime
    words: tuple[str, ...]
    persons: tuple[UUID, ...]
    detail: str

    def digest_now(self, key: bytes) -> bytes:
        """The digest that the stored fields ought to have."""
        detail = spell_detail(json.loads(self.detail))
        return entry_digest(key, self.words, self.at, self.persons, detail)


def as_block(row: BlockRow) -> Block:
    """The plain form of a stored block."""
    return Block(
        number=row.number,
        era=row.era,
        era_first_id=row.era_first_id,
        life=row.life,
        from_xid=row.from_xid,
        to_xid=row.to_xid,
        closing=row.closing,
        top_id=row.top_id,
        entries=row.entries,
        root=bytes(row.root),
        previous=bytes(row.previous),
        sealed_at=row.sealed_at,
        hash=bytes(row.hash),
    )


def last_block() -> Block | None:
    """The newest block, None before the first."""
    row = BlockRow.objects.order_by("-number").first()
    return as_block(row) if row else None


@dataclasses.dataclass(frozen=True, slots=True)
class RegularEnd:
    """Where the regular blocks of an era end: transaction id, highest entry id; whether the era is over."""

    to_xid: int
    top_id: int
    closed: bool


def regular_end(era: int) -> RegularEnd:
    """Where the regular blocks of an era end."""
    rows = BlockRow.objects.filter(era=era)
    last = rows.filter(closing=False).order_by("-number").first()
    closed = rows.filter(closing=True).exists()
    return RegularEnd(last.to_xid if last else 0, last.top_id if last else 0, closed)


def stream_blocks(upto: int) -> Iterator[Block]:
    """All blocks up to a number, oldest first. Needs a transaction."""
    rows = BlockRow.objects.filter(number__lte=upto).order_by("number")
    return (as_block(row) for row in rows.iterator(chunk_size=_CHUNK))


def stream_entries(where: str, values: dict[str, Any]) -> Iterator[Raw]:
    """Entries in order of transaction and id; ``where`` is SQL of ours. Needs a transaction."""
    cursor = connection.chunked_cursor()
    try:
        sql = f"select {_COLUMNS} from audit_entry where {where} order by audit_entry.xid, audit_entry.id"  # noqa: S608
        cursor.execute(sql, values)
        while rows := cursor.fetchmany(_CHUNK):
            for row in rows:
                yield Raw(
                    row[0], int(row[1]), bytes(row[2]), row[3], tuple(row[4:10]), tuple(row[10]), row[11]
                )
    finally:
        cursor.close()
