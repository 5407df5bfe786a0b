"""Whose word a desk takes down: what they agree to, ask about their data, and how they wish to be told."""

from __future__ import annotations

from uuid import UUID

from hoaban.kernel.actor import Actor, Purpose, Scope
from hoaban.kernel.errors import NotFound
from hoaban.record import api as record

TAKE_DOWN = "consent.record"
"""Of anybody (who holds it everywhere), else of those whose record is open to the holder."""


def may_take_down(actor: Actor, person: UUID) -> bool:
    """Whether an actor takes down what this person says."""
    if actor.may(TAKE_DOWN, Scope("all")):
        return True
    if not actor.may(TAKE_DOWN):
        return False
    try:
        record.open(actor, purpose=Purpose.TREATMENT).of_person(person, ("Patient",), limit=1)
    except NotFound:
        return False
    return True
