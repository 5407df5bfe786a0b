"""Who hears that a role for one person has ended: the register of people, which has it as a fact about that person."""

from __future__ import annotations

from datetime import date, datetime
from typing import Protocol

from hoaban.foundation.accounts.rules.entrusting import Entrusted
from hoaban.kernel.actor import Actor


class EndListener(Protocol):
    """Called in the transaction that ends a role for one person, with its number and last day."""

    def __call__(
        self, *, actor: Actor, entrusted: Entrusted, assignment: int, last_day: date, now: datetime
    ) -> None: ...


_listeners: list[EndListener] = []


def register_end_listener(listener: EndListener) -> None:
    """Say who hears of such ends, from ``AppConfig.ready()``; the last one registered is told."""
    _listeners[:] = [listener]


def tell_ended(*, actor: Actor, entrusted: Entrusted, assignment: int, last_day: date, now: datetime) -> None:
    """A role for one person ends on a day, or ended now."""
    for listener in _listeners:
        listener(actor=actor, entrusted=entrusted, assignment=assignment, last_day=last_day, now=now)
