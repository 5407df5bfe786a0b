"""A trail to test on: an actor, entries, and the hand of someone who owns the database."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from hoaban.foundation.audit import api
from hoaban.kernel.actor import Actor, ActorKind

NOON = datetime(2026, 11, 11, 5, 0, tzinfo=UTC)
NURSE = Actor("account:dd.tyt", ActorKind.PERSON, "Điều dưỡng, Trạm Y tế xã Dào San", request_id="r1")
LAN = UUID("01932f00-0000-7000-8000-000000000001")


def write(*numbers: int) -> None:
    """One committed entry per number, each in a transaction of its own."""
    for number in numbers:
        with transaction.atomic():
            api.write(
                actor=NURSE,
                act="record.read",
                purpose="TREAT",
                persons=[LAN],
                detail={"type": "Observation", "count": number},
                now=NOON + timedelta(seconds=number),
            )


def enter(**entry: Any) -> None:
    """One entry of an act that does nothing else."""
    with transaction.atomic():
        api.write(**entry)


def settle() -> None:
    """Wait until no transaction of the server (its own housekeeping) is older than what was written."""
    deadline = time.monotonic() + 10
    with connection.cursor() as cursor:
        while True:
            cursor.execute(
                "select coalesce(max(xid) < pg_snapshot_xmin(pg_current_snapshot()), true) from audit_entry"
                " where xid < pg_snapshot_xmax(pg_current_snapshot())"
            )
            if cursor.fetchone() == (True,):
                return
            assert time.monotonic() < deadline, "a transaction never ends"
            time.sleep(0.01)


def sealed(*sizes: int) -> None:
    """Blocks of these many entries."""
    number = 0
    for size in sizes:
        write(*range(number, number + size))
        number += size
        settle()
        assert api.seal(NOON + timedelta(minutes=number)) == size


def by_force(sql: str, *arguments: Any) -> None:
    """What only the owner of the tables can do: open the lock, change, close it again."""
    tables = ("audit_entry", "audit_block", "audit_anchor")
    with transaction.atomic(), connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"alter table {table} disable trigger user")
        cursor.execute(sql, arguments or None)
        for table in tables:
            cursor.execute(f"alter table {table} enable trigger user")


def ids() -> list[int]:
    """Ids of all entries, oldest first."""
    return sorted(entry.id for entry in api.list_entries(limit=1000))
