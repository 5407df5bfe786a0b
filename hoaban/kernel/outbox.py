"""Announce what was done; read announcements in order.

Publishers call :func:`announce` inside the transaction of the act. Followers read sealed positions with
:func:`read_after`, may see an announcement twice, and never read ids or times.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from django.db import connection, transaction
from django.db.models.functions import Now

from hoaban.kernel.models import Announcement, FollowerCursor

_SEAL_LOCK = 0x484F4142414E01  # one sealer at a time, whichever process gets there first

_CHANGES_TOGETHER = 4000

_ANNOUNCE = "insert into kernel_announcement (topic, changes) values (%s, %s::jsonb)"
_SEAL = """
with unsealed as (
    select id, row_number() over (order by xid, id) as place
    from kernel_announcement
    where position is null
      -- finished transactions only; a visible row from beyond the snapshot was written in an earlier
      -- life of the database (restored from a dump) and is finished too
      and (xid < pg_snapshot_xmin(pg_current_snapshot()) or xid >= pg_snapshot_xmax(pg_current_snapshot()))
    order by xid, id limit 20000
), top as (select coalesce(max(position), 0) as position from kernel_announcement)
update kernel_announcement a set position = top.position + unsealed.place
from unsealed, top where a.id = unsealed.id
"""


@dataclass(frozen=True, slots=True)
class Announced:
    """A sealed announcement as a follower sees it."""

    position: int
    topic: str
    changes: Any
    at: datetime


@dataclass(frozen=True, slots=True)
class Follower:
    """Something that keeps tables of its own up to date from the feed.

    ``handle`` gets announcements in order, inside the transaction that moves the cursor; raising leaves both
    as they were. ``topics`` names what it follows.
    """

    name: str
    topics: frozenset[str]
    handle: Callable[[Sequence[Announced]], None]


def announce(topic: str, changes: Any) -> None:
    """Publish one act. Must run inside the transaction of that act; ``changes`` is JSON of ids only."""
    with connection.cursor() as cursor:
        cursor.execute(*announcement(topic, changes))


def announcement(topic: str, changes: Any) -> tuple[str, list[Any]]:
    """The SQL of one announcement and its arguments, for a publisher that sends it along with its own statements."""
    return _ANNOUNCE, [topic, orjson.dumps(changes).decode()]


def seal() -> int:
    """Give positions to all announcements whose order is now certain; returns how many got one."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(%s)", [_SEAL_LOCK])
        row = cursor.fetchone()
        if not row or not row[0]:
            return 0
        cursor.execute(_SEAL)
        return int(cursor.rowcount)


def read_after(position: int, *, topics: frozenset[str], limit: int) -> list[Announced]:
    """Sealed announcements beyond ``position``, oldest first."""
    rows = Announcement.objects.filter(position__gt=position, topic__in=topics).order_by("position")[:limit]
    return [Announced(row.position or 0, row.topic, row.changes, row.at) for row in rows]


def head() -> int:
    """The last sealed position, 0 when nothing was ever announced."""
    last = Announcement.objects.filter(position__isnull=False).order_by("-position").first()
    return last.position or 0 if last else 0


def advance(follower: Follower, *, limit: int = 400) -> int:
    """Let a follower handle its next announcements in one transaction; returns how many it handled.

    Two workers never advance the same follower at once: the cursor row is the lock.
    """
    with transaction.atomic():
        FollowerCursor.objects.get_or_create(name=follower.name)
        cursor = FollowerCursor.objects.select_for_update(skip_locked=True).filter(name=follower.name).first()
        if cursor is None:
            return 0
        news = _portion(read_after(cursor.position, topics=follower.topics, limit=limit))
        if not news:
            return 0
        follower.handle(news)
        cursor.position, cursor.moved_at = news[-1].position, Now()
        cursor.failure = ""
        cursor.save()
        return len(news)


def _portion(news: list[Announced]) -> list[Announced]:
    """As many as one transaction should handle: a bulk import announces a thousand changes at once."""
    taken: list[Announced] = []
    weight = 0
    for one in news:
        weight += len(one.changes) if isinstance(one.changes, list) else 1
        if taken and weight > _CHANGES_TOGETHER:
            break
        taken.append(one)
    return taken
