"""One run at a time of a piece of work that may be killed and is then taken up again by somebody else.

Locks of the database session: they go with the connection, so a process that is killed frees them. Processes that a
run has beside it (``sharing.py``) stay when it is killed and finish what they have in hand; nobody begins until then.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from uuid import UUID

from django.db import connection

from hoaban.kernel.errors import HoaBanError

_PATIENCE = 150
"""Tenths of a second that a new run waits for what a killed one left behind."""


@contextmanager
def running(work: UUID, *, taken: HoaBanError) -> Iterator[None]:
    """Hold the work for this process. :raises HoaBanError: ``taken``, if another process is at it."""
    key, beside = _key(work, "run"), _key(work, "beside")
    if not _lock(key):
        raise taken
    try:
        if not _wait_for(beside):
            raise taken
        yield
    finally:
        _ask("select pg_advisory_unlock(%s)", key)


@lru_cache(maxsize=1)
def stay_with(work: UUID) -> None:
    """In a process beside a run: until it ends nobody else begins the work, even if whoever runs it now is killed."""
    _ask("select pg_advisory_lock_shared(%s)", _key(work, "beside"))


def _wait_for(key: int) -> bool:
    """Whether nobody holds the key any more; waits for it a while."""
    for _ in range(_PATIENCE):
        if _lock(key):
            _ask("select pg_advisory_unlock(%s)", key)
            return True
        time.sleep(0.1)
    return False


def _lock(key: int) -> bool:
    return bool(_ask("select pg_try_advisory_lock(%s)", key))


def _ask(sql: str, key: int) -> object:
    with connection.cursor() as cursor:
        cursor.execute(sql, [key])
        row = cursor.fetchone()
        return row[0] if row else None


def _key(work: UUID, part: str) -> int:
    return int.from_bytes(hashlib.sha256(work.bytes + part.encode()).digest()[:8], "big", signed=True)
