"""What several transactions do to one another: one wins, the others begin again from the start."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TypeVar

import psycopg
from django.db import transaction

from hoaban.record.engine.refusals import LostRace

T = TypeVar("T")

_ATTEMPTS = 4
_LOST = (psycopg.errors.UniqueViolation, psycopg.errors.DeadlockDetected, psycopg.errors.SerializationFailure)


def in_one_transaction(work: Callable[[], T]) -> T:
    """Do ``work`` in one transaction, again from the start if another transaction won a race.

    :raises LostRace: it lost every time.
    """
    for _ in range(_ATTEMPTS - 1):
        with suppress(LostRace), transaction.atomic():
            return work()
    with transaction.atomic():
        return work()


@contextmanager
def named() -> Iterator[None]:
    """What the database says of a lost race is told as one."""
    try:
        yield
    except _LOST as lost:
        raise LostRace(
            "Có người khác vừa ghi cùng tài nguyên; hãy thử lại.",
            "Someone else just wrote the same resource; try again.",
        ) from lost
