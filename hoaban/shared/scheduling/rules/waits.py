"""How long people waited and were seen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from statistics import median

from hoaban.shared.scheduling.rules.shapes import Ticket, TicketState


@dataclass(frozen=True, slots=True)
class Waits:
    """Of the tickets of some points and days. Minutes; None where nobody was called or seen yet."""

    taken: int
    waiting: int
    done: int
    left: int
    median_wait: float | None
    worst_tenth: float | None
    """Nine of ten waited no longer than this."""
    median_service: float | None


def measure(tickets: Sequence[Ticket]) -> Waits:
    """The wait of a ticket runs from when it was taken to when its owner was called last and came."""
    waited = [_minutes(one.called_at - one.taken_at) for one in tickets if one.called_at and one.started_at]
    served = [_minutes(one.ended_at - one.started_at) for one in tickets if one.ended_at and one.started_at]
    return Waits(
        taken=len(tickets),
        waiting=sum(one.state in (TicketState.WAITING, TicketState.SKIPPED) for one in tickets),
        done=sum(one.state is TicketState.DONE for one in tickets),
        left=sum(one.state is TicketState.LEFT for one in tickets),
        median_wait=round(median(waited), 1) if waited else None,
        worst_tenth=_nine_of_ten(waited),
        median_service=round(median(served), 1) if served else None,
    )


def expected_wait(ahead: int, *, service: float | None, slot_minutes: int, desks: int) -> int:
    """Minutes until somebody is called before whom ``ahead`` others are; ``service``: the median so far, in minutes."""
    each = slot_minutes if service is None else service
    return round(ahead * each / max(desks, 1))


def _nine_of_ten(waited: Iterable[float]) -> float | None:
    ordered = sorted(waited)
    if not ordered:
        return None
    return round(ordered[max(0, -(-9 * len(ordered) // 10) - 1)], 1)


def _minutes(length: timedelta) -> float:
    return max(length.total_seconds(), 0) / 60
