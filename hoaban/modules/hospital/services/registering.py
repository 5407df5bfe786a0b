"""Somebody whom the register does not know is taken down at the counter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from hoaban.kernel.actor import Actor
from hoaban.modules.hospital import policies
from hoaban.modules.hospital.queries import newcomers
from hoaban.shared.people import api as people


@dataclass(frozen=True, slots=True)
class Registered:
    """The new person; or nobody yet, and those who may be meant."""

    person: UUID | None
    may_be: tuple[people.Found, ...] = ()


def register(
    *, actor: Actor, facility_code: str, details: people.Details, sure: bool, once: str, now: datetime
) -> Registered:
    """A new person, unless somebody of the register may be meant; with ``sure`` in spite of that, and the pairs are listed for a
    keeper of the register. Sent twice, it is one person.

    :raises NotAllowed: the actor receives nobody there. :raises Invalid: no name.
    """
    if before := people.registered_with(actor=actor, once=once):
        return Registered(before)
    found = newcomers.may_be(actor=actor, facility_code=facility_code, details=details, now=now)
    alike = [one.known for one in found if one.score.grade == "likely" or _same_number(one)]
    if alike and not sure:
        return Registered(None, tuple(_found(one) for one in alike))
    person = people.register(
        actor=policies.registering(actor, facility_code), details=details, alike=[one.id for one in alike], once=once, now=now
    )  # fmt: skip
    return Registered(person)


def _same_number(one: people.Candidate) -> bool:
    return any(part.field == "number" and part.level == "same" for part in one.score.parts)


def _found(known: people.Known) -> people.Found:
    said = known.description
    numbers = tuple(value for _kind, value in sorted(said.numbers))
    return people.Found(known.id, said.name, said.sex, said.birth, said.commune_code, said.deceased, numbers)
