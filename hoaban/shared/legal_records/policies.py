"""Who works on records of visits, who finds and keeps them."""

from __future__ import annotations

from hoaban.foundation.audit import api as audit
from hoaban.kernel.actor import Actor, Grant, Purpose, Scope
from hoaban.kernel.errors import NotAllowed
from hoaban.record.shapes import Label
from hoaban.shared.visits import api as visits

WORK = visits.WORK
"""Making, reading and opening again the records of the own place."""
FIND = "records.find"
"""Finding records of the own facility by number, person, state and day; not what they say."""
KEEP = "records.keep"
"""Archiving, giving a number, opening what is archived."""
SIGNED_ACT = "examine"
"""What who signs a record of a visit must be licensed for."""


def must(actor: Actor, leave: str, facility_code: str, act: str) -> None:
    """:raises NotAllowed: the actor has not this leave at the facility; the trail says so."""
    if not actor.may(leave, Scope("facility", facility_code)):
        audit.write_refusal(actor=actor, act=act, detail={"facility": facility_code})
        raise NotAllowed(
            "Bạn không có quyền này ở cơ sở này.", "You may not do this at this facility.", place=leave
        )


def at_the_door(actor: Actor) -> Actor:
    """The same actor as the record's door meets it while a signed version is filed, and for nothing else: whoever signs, the file
    comes into the record whole. Nothing that is read here is shown."""
    acts = [WORK]
    acts += [f"record.{verb}:{Purpose.TREATMENT}" for verb in ("read", "write")]
    acts += [f"label.{label.name.lower()}" for label in Label if label.name]
    return Actor(
        actor.id,
        actor.kind,
        actor.label,
        frozenset(Grant(act, Scope("all")) for act in acts),
        actor.request_id,
    )
