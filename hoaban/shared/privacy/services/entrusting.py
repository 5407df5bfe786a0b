"""Give somebody a role for one person: the role, the fact in the register of people and the message, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from hoaban.foundation.accounts import api as accounts
from hoaban.kernel.actor import Actor, Purpose
from hoaban.shared.messaging import api as messaging
from hoaban.shared.people import api as people
from hoaban.shared.privacy import policies
from hoaban.shared.privacy.services.finding import find_exactly

SEARCH = "people.find-entrusted"


@dataclass(frozen=True, slots=True)
class Giving:
    """Who is given which role for a person, for which facility they come, from when to when, on what it rests, and why."""

    username: str
    role: str
    facility_code: str
    starts_on: date
    ends_on: date
    basis: accounts.Basis
    reason: str


def search_whom(
    *, actor: Actor, number: str, name: str, birth: date | None, now: datetime
) -> list[people.Found]:
    """Whom a role is to be for, by a whole number or by the whole name with the full birth date.

    :raises NotAllowed: the actor gives no roles. :raises people.TooShort: neither is whole.
    """
    return find_exactly(
        actor=actor, leave=policies.GIVE, act=SEARCH, purpose=Purpose.OPERATIONS, number=number, name=name,
        birth=birth, now=now,
    )  # fmt: skip


def entrust(*, actor: Actor, person: UUID, giving: Giving, now: datetime) -> int:
    """Give the role, say it in the register of people, let the person know. Returns the number of the assignment.

    :raises NotAllowed: the actor does not give this role at the facility, or it would be their own.
    :raises HasChanged: nobody in the register has this id. :raises NotPossible: the person has died, no such facility.
    Also what ``accounts.assign_for_person`` raises.
    """
    entrusted = accounts.Entrusted(giving.facility_code, person)
    days = (giving.starts_on, giving.ends_on)
    with transaction.atomic():
        number = accounts.assign_for_person(
            actor=actor, username=giving.username, role=giving.role, entrusted=entrusted, period=days,
            basis=giving.basis, reason=giving.reason, now=now,
        )  # fmt: skip
        people.entrust(
            actor=actor, entrusted=entrusted, assignment=number, since=days[0], until=days[1], now=now
        )
        messaging.send_message(
            actor=actor, person=person, template="record-entrusted", values={"since": days[0], "until": days[1]},
            about=f"entrusted/{number}", facility=giving.facility_code, now=now,
        )  # fmt: skip
    return number
