"""Let those know whose data a breach concerns: by message, each once, however often the form is sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from hoaban.foundation.audit import api as audit
from hoaban.kernel.actor import Actor, Purpose
from hoaban.kernel.clock import vietnam_day
from hoaban.shared.messaging import api as messaging
from hoaban.shared.people import api as people
from hoaban.shared.privacy import policies
from hoaban.shared.privacy.rules import breaches
from hoaban.shared.privacy.rules.breaches import SUBJECTS, StepKind, StepTaken
from hoaban.shared.privacy.services.breaches import find_open, note_step

TELL = "privacy.tell-concerned"


@dataclass(frozen=True, slots=True)
class Concerned:
    """How many people will be told, and the numbers that stand for nobody in the register; these are kept nowhere."""

    people: int
    unknown: tuple[str, ...]


def tell_concerned(*, actor: Actor, number: int, numbers: str, once: str, now: datetime) -> Concerned:
    """Ask that everybody with one of these personal numbers be told of a breach; that is noted as a step, without the numbers.

    :raises NotAllowed, NotFound: as elsewhere. :raises Conflict: it is closed. :raises Invalid: what is no personal number.
    """
    policies.must(actor, policies.BREACHES, TELL)
    given = breaches.read_numbers(numbers)
    with transaction.atomic():
        row = find_open(number)
        known = people.persons_of_numbers(given)
        persons: list[UUID] = sorted(set(known.values()))
        told = Concerned(len(persons), tuple(one for one in given if one not in known))
        if not persons:
            return told
        for person in persons:
            messaging.send_message(
                actor=actor, person=person, template="data-breach",
                values={"number": number, "day": vietnam_day(row.discovered_at)}, about=f"breach/{number}", now=now,
            )  # fmt: skip
        words = f"Giao hệ thống báo tin cho {told.people} người."
        if once:  # the form of before with other people in it is another telling
            once = "/".join((once, *map(str, persons)))
        if note_step(row, actor, StepTaken(StepKind.TOLD, words, SUBJECTS, now), once, now):
            audit.write(
                actor=actor, act=TELL, purpose=Purpose.OPERATIONS, persons=persons, detail={"breach": number}, now=now
            )  # fmt: skip
    return told
