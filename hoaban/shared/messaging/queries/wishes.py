"""How somebody wishes to be told and is reached, as they and the desk that takes down their word see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from hoaban.foundation.audit import api as audit
from hoaban.kernel.actor import Actor, Purpose
from hoaban.kernel.clock import vietnam_day
from hoaban.kernel.errors import NotFound
from hoaban.shared.messaging import policies
from hoaban.shared.messaging.queries.configuration import configuration
from hoaban.shared.messaging.queries.reaching import phone_of, reach_of, wish_of
from hoaban.shared.messaging.rules.deciding import Reach, Wish
from hoaban.shared.people import api as people

WISHES = "messages.wishes"


@dataclass(frozen=True, slots=True)
class Wishes:
    """``phone``: as the register has it; ``letters``: whether this installation sends letters."""

    wish: Wish
    phone: str
    reach: Reach
    letters: bool


def wishes_of(person: UUID, now: datetime) -> Wishes:
    """:raises NotFound: nobody in the register has this id."""
    contact, here = people.contact_of(person, vietnam_day(now)), configuration()
    if contact is None:
        raise NotFound("Không tìm thấy hồ sơ.", "There is no such record.", place="person")
    wish = wish_of(contact.person)
    reach = reach_of(contact, wish, here, vietnam_day(now))
    return Wishes(wish, phone_of(contact), reach, here.mailbox is not None)


def wishes_at_desk(*, actor: Actor, person: UUID, now: datetime) -> tuple[people.Found, Wishes]:
    """Who it is and how they wish to be told, for a desk that takes it down; the look is in the trail.

    :raises NotAllowed: the actor is no desk. :raises NotFound: nobody, or nobody for this actor.
    """
    with audit.as_one(actor=actor, act=WISHES, purpose=Purpose.PATIENT_REQUEST, persons=[person], now=now):
        policies.must_reach(actor, person, WISHES)
        return people.describe([person])[person], wishes_of(person, now)
