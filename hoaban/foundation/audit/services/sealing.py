"""The sealer: closes finished entries into blocks, links the blocks, signs the last one once a day."""

from __future__ import annotations

import dataclasses
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from hoaban.foundation.audit.models import Anchor
from hoaban.foundation.audit.models import Block as BlockRow
from hoaban.foundation.audit.queries import head
from hoaban.foundation.audit.queries.blocks import last_block
from hoaban.foundation.audit.queries.keys import digest_key
from hoaban.foundation.audit.rules.digests import GENESIS, Block, anchor_message, block_hash
from hoaban.foundation.audit.rules.merkle import Tree, leaf
from hoaban.foundation.audit.services.keys import public_bytes, signing_key
from hoaban.kernel.clock import vietnam_day

BLOCK_SIZE = 20_000
"""Most entries in one block, so that sealing after a long pause stays in short transactions."""
_LOCK = 0x484F4142414E02  # one sealer at a time, whichever process gets there first

_CLUSTER = """
select (select system_identifier from pg_control_system()),
       pg_snapshot_xmin(pg_current_snapshot())::text, pg_snapshot_xmax(pg_current_snapshot())::text
"""
# entries that a transaction of this cluster cannot have written: restored, with the ids of another life
_FOREIGN = """
select exists(select 1 from audit_entry
              where id >= %(first)s and xid >= pg_snapshot_xmax(pg_current_snapshot()))
"""
_REGULAR = "id >= %(first)s and xid >= %(from)s::xid8 and xid < %(to)s::xid8"
_LEFT_OVER = "id >= %(first)s and (xid >= %(from)s::xid8 or id > %(top)s)"
_WHERE_TO_CUT = (
    "select xid::text from audit_entry where "  # noqa: S608  (pieces of ours)
    + _REGULAR
    + " order by audit_entry.xid, audit_entry.id offset %(size)s limit 1"
)


@dataclasses.dataclass(frozen=True, slots=True)
class _Start:
    """Where the next block begins: what the last one left behind."""

    number: int
    era: int
    first_id: int
    top_id: int
    from_xid: int
    previous: bytes


def seal(now: datetime) -> int:
    """Close the entries of finished transactions into one block; returns how many it took (0: no block).

    Call it at least every second, and again at once while it returns :data:`BLOCK_SIZE`. Only one caller at
    a time seals; the others return 0.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(%s)", [_LOCK])
        if not _row(cursor)[0]:
            return 0
        last = last_block()
        cursor.execute(_CLUSTER)
        life, xmin, xmax = (int(value) for value in _row(cursor))
        start = _start_after(last)
        if _is_another_life(cursor, last, start, life, xmax):
            block = _close_era(cursor, start, last.life if last else life, now)
        else:
            block = _seal_finished(cursor, start, life, xmin, now)
        if block:
            _store(block)
        _sign_daily(block or last, now)
        return block.entries if block else 0


def _row(cursor: CursorWrapper) -> tuple[Any, ...]:
    row = cursor.fetchone()
    if row is None:
        raise LookupError("a statement that always answers gave no row")
    return tuple(row)


def _start_after(last: Block | None) -> _Start:
    if last is None:
        return _Start(number=1, era=1, first_id=0, top_id=0, from_xid=0, previous=GENESIS)
    if last.closing:
        first = last.next_era_first_id
        return _Start(last.number + 1, last.era + 1, first, first - 1, 0, last.hash)
    return _Start(last.number + 1, last.era, last.era_first_id, last.top_id, last.to_xid, last.hash)


def _is_another_life(cursor: CursorWrapper, last: Block | None, start: _Start, life: int, xmax: int) -> bool:
    if last is None or last.closing:
        cursor.execute(_FOREIGN, {"first": start.first_id})
        return bool(_row(cursor)[0])
    return last.life != life or last.to_xid > xmax


def _seal_finished(cursor: CursorWrapper, start: _Start, life: int, xmin: int, now: datetime) -> Block | None:
    if xmin <= start.from_xid:
        return None
    span: dict[str, Any] = {"first": start.first_id, "from": str(start.from_xid)}
    span |= {"to": str(xmin), "size": BLOCK_SIZE}
    cursor.execute(_WHERE_TO_CUT, span)
    cut = cursor.fetchone()
    to_xid = xmin
    if cut:
        cursor.execute(_WHERE_TO_CUT, {**span, "size": 0})
        # one transaction is never cut in two, however many entries it wrote
        to_xid = max(int(cut[0]), int(_row(cursor)[0]) + 1)
    tree, top_id = _grow(cursor, _REGULAR, {**span, "to": str(to_xid)})
    return _block(start, tree, max(top_id, start.top_id), life, to_xid, now) if tree.size else None


def _close_era(cursor: CursorWrapper, start: _Start, life: int, now: datetime) -> Block | None:
    """Take what the old life left over, and the first moments of the new one, into a closing block."""
    span: dict[str, Any] = {"first": start.first_id, "from": str(start.from_xid), "top": start.top_id}
    cursor.execute("select exists(select 1 from audit_entry where " + _LEFT_OVER + ")", span)  # noqa: S608
    if not _row(cursor)[0]:
        return None
    # once per restored dump: nobody writes while the ids of the old era are counted out
    cursor.execute("lock table audit_entry in share mode")
    tree, top_id = _grow(cursor, _LEFT_OVER, span)
    block = _block(start, tree, max(top_id, start.top_id), life, start.from_xid, now)
    return dataclasses.replace(block, closing=True)


def _grow(cursor: CursorWrapper, where: str, span: dict[str, Any]) -> tuple[Tree, int]:
    """The tree over the entries of a span in order of transaction and id, and the highest id among them."""
    cursor.execute(
        "select id, xid::text, digest from audit_entry where "  # noqa: S608  (pieces of ours)
        + where
        + " order by audit_entry.xid, audit_entry.id",
        span,
    )
    tree, top_id = Tree(), 0
    for entry_id, xid, digest in cursor:
        tree.add(leaf(entry_id, int(xid), bytes(digest)))
        top_id = max(top_id, entry_id)
    return tree, top_id


def _block(start: _Start, tree: Tree, top_id: int, life: int, to_xid: int, now: datetime) -> Block:
    return Block(
        number=start.number,
        era=start.era,
        era_first_id=start.first_id,
        life=life,
        from_xid=start.from_xid,
        to_xid=to_xid,
        closing=False,
        top_id=top_id,
        entries=tree.size,
        root=tree.root(),
        previous=start.previous,
        sealed_at=now,
    )


def _store(block: Block) -> None:
    whole = dataclasses.replace(block, hash=block_hash(digest_key(), block))
    transaction.on_commit(lambda: head.note(whole.number, whole.hash))
    BlockRow.objects.create(**{field.name: getattr(whole, field.name) for field in dataclasses.fields(whole)})


def _sign_daily(block: Block | None, now: datetime) -> None:
    """Sign the last block, the first time in a day (of Viet Nam) that there is one."""
    day = vietnam_day(now)
    if block is None or Anchor.objects.filter(day__gte=day).exists():
        return
    hash_ = block.hash or block_hash(digest_key(), block)
    secret = signing_key()
    Anchor.objects.create(
        day=day,
        block=block.number,
        hash=hash_,
        public_key=public_bytes(secret),
        signature=secret.sign(anchor_message(block.number, hash_, day)),
        signed_at=now,
    )
