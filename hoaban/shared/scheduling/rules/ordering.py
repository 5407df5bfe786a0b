"""In which order those who wait at one point are called."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

LATE = timedelta(minutes=15)
"""Who comes later than this after the time that was given to them waits as who comes without one."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody who waits. ``since``: the instant by which their turn is counted. ``rank``: of the priority group."""

    ticket: int
    rank: int
    since: datetime


def turn_counts_from(arrived_at: datetime, given_at: datetime | None) -> datetime:
    """The instant by which a turn is counted: the time that was given, for who came in time for it; else the arrival."""
    if given_at is None or arrived_at > given_at + LATE:
        return arrived_at
    return given_at


def calling_order(waiting: Iterable[Waiting], *, called: Sequence[int], in_a_row: int) -> list[Waiting]:
    """Those who wait, first the next.

    Rank 0 goes before everybody. Of the others, at most ``in_a_row`` of rank 1 go one after the other while somebody of rank 2
    waits; ``called``: the ranks of those called before at this point today, in order. Within a rank who has waited longest
    goes first.
    """
    lines: dict[int, list[Waiting]] = {0: [], 1: [], 2: []}
    for one in sorted(waiting, key=lambda one: (one.since, one.ticket)):
        lines[one.rank].append(one)
    order, favoured = lines[0], _run_of_favoured(called)
    first, ordinary = lines[1][::-1], lines[2][::-1]
    while first or ordinary:
        favour = bool(first) and (favoured < in_a_row or not ordinary)
        order.append((first if favour else ordinary).pop())
        favoured = favoured + 1 if favour else 0
    return order


def _run_of_favoured(called: Sequence[int]) -> int:
    """How many of rank 1 were called since the last of rank 2; emergencies do not count."""
    run = 0
    for rank in reversed(called):
        if rank == 2:
            break
        run += rank == 1
    return run
