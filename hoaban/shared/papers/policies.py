"""Who writes papers of a visit, and who may sign which."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from hoaban.foundation.audit import api as audit
from hoaban.foundation.workforce import api as workforce
from hoaban.kernel.actor import Actor, Grant, Purpose, Scope
from hoaban.kernel.errors import NotAllowed
from hoaban.record.shapes import Label
from hoaban.shared.visits import api as visits

LOOK = visits.WORK
"""Seeing the papers of a visit; what each says, the record's door decides."""
_BY_NAME = f"record.read:{Purpose.TREATMENT}"
_UNKNOWN = (
    "Tài khoản chưa gắn với hồ sơ nhân lực tại cơ sở nên không ký được.",
    "The account has no staff file at a facility, so nothing can be signed with it.",
)


class MayNotSign(NotAllowed):
    """The licence of who asks does not cover what the paper says."""


def at_the_door(actor: Actor) -> Actor:
    """The same actor as the record's door meets it while a signed file takes the place of an unsigned one, and for nothing else.

    Who signs for a facility opens no records; nothing of what is read here is shown to them.
    """
    acts = [f"record.{verb}:{Purpose.TREATMENT}" for verb in ("read", "write")]
    acts += [f"label.{label.name.lower()}" for label in Label if label.name]
    return Actor(
        actor.id,
        actor.kind,
        actor.label,
        frozenset(Grant(act, Scope("all")) for act in acts),
        actor.request_id,
    )


def number_of(actor: Actor, facility_code: str) -> str:
    """The staff number by which an actor is known at a facility; empty when by none."""
    for scope in actor.scopes(_BY_NAME):
        facility, _, number = scope.code.partition("/")
        if scope.kind == "practitioner" and facility == facility_code:
            return number
    return ""


def may_sign(actor: Actor, act: str, facility_code: str, on: date) -> tuple[str, str] | None:
    """None where the licence of an actor covers an act at a facility that day, else why not, in both languages."""
    number = number_of(actor, facility_code)
    member = (
        workforce.find_member_by_number(facility_code=facility_code, number=number, on=on) if number else None
    )
    if member is None:
        return _UNKNOWN
    answer = workforce.may_practise(member, act=act, facility=facility_code, on=on)
    return None if answer.allowed else (answer.reason.text_vi, answer.reason.text_en)


def must_sign(actor: Actor, act: str, facility_code: str, on: date, person: UUID) -> None:
    """:raises MayNotSign: the licence does not cover it; the trail says so. A kind without an act needs no licence."""
    if not act:
        return
    why = may_sign(actor, act, facility_code, on)
    if why is not None:
        audit.write_refusal(actor=actor, act="papers.write", persons=[person], detail={"act": act})
        raise MayNotSign(*why, place=act)
