"""Who may take down what a person says, as whom the record meets them then, and who answers."""

from __future__ import annotations

from uuid import UUID

from hoaban.foundation.audit import api as audit
from hoaban.kernel.actor import Actor, Grant, Purpose, Scope
from hoaban.kernel.errors import NotAllowed
from hoaban.shared.people import api as people

OWN = f"record.read:{Purpose.PATIENT_REQUEST}"
RECORD = people.TAKE_DOWN
GIVE = "accounts.grant"
"""Giving roles; here: a role for one person."""
VOICES = "consent.voices"
ANSWER = "privacy.answer"
"""Answering what people ask about their data."""
BREACHES = "privacy.breaches"
"""Keeping the list of breaches of personal data."""
REGISTER = "privacy.processing"
"""Keeping the register of processing activities."""


def stands_for(actor: Actor, person: UUID) -> bool:
    """Whether somebody stands for a child today, on their own page."""
    return actor.may(OWN, Scope("dependant", str(person)))


def own_person(actor: Actor) -> UUID | None:
    """Who the actor is, as a citizen on their own page; None for anybody else."""
    return next((UUID(one.code) for one in actor.scopes(OWN) if one.kind == "self"), None)


def is_own(actor: Actor, person: UUID) -> bool:
    """Whether somebody speaks for themself on their own page."""
    return actor.may(OWN, Scope("self", str(person)))


def must_record(actor: Actor) -> None:
    """:raises NotAllowed: the actor takes nothing down for others."""
    if not actor.may(RECORD):
        raise NotAllowed(
            "Bạn không ghi nhận sự đồng ý của người khác.",
            "You take down nobody else's consent.",
            place=RECORD,
        )


def at_the_door(actor: Actor, person: UUID) -> Actor:
    """The same actor as the record's door meets it for this one act: what one person says, and nobody else's."""
    scope = Scope("person", str(person))
    acts = (f"record.{verb}:{Purpose.PATIENT_REQUEST}" for verb in ("read", "write"))
    return Actor(
        actor.id, actor.kind, actor.label, frozenset(Grant(act, scope) for act in acts), actor.request_id
    )


def speaks_for(actor: Actor, person: UUID) -> bool:
    """Whether somebody asks on the own page: for themself, or for a child they stand for."""
    return any(scope.code == str(person) for scope in actor.scopes(OWN))


def must(actor: Actor, leave: str, act: str) -> None:
    """:raises NotAllowed: the actor has not this leave; the trail says so."""
    if not actor.may(leave):
        audit.write_refusal(actor=actor, act=act)
        raise NotAllowed("Bạn không có quyền này.", "You may not do this.", place=leave)
