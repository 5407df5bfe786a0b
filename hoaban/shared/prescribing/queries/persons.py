"""What is known of the person of a visit, as a prescription must respect it; read through the record's door."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from hoaban.kernel import clock
from hoaban.kernel.actor import Actor, Purpose
from hoaban.record import api as record
from hoaban.shared.people import api as people
from hoaban.shared.prescribing import fhir, models
from hoaban.shared.prescribing.rules import knowledge
from hoaban.shared.prescribing.rules.checking import CHILD_MONTHS
from hoaban.shared.prescribing.rules.shapes import Facts, Running
from hoaban.shared.visits import api as visits

_MOST = 1500
_PARENTS = ("Mẹ", "Cha", "Người giám hộ")


@dataclass(frozen=True, slots=True)
class Known:
    """Who is treated, and the facts. ``conditions``: ids of the diagnoses of the visit."""

    name: str
    facts: Facts
    conditions: tuple[UUID, ...]
    identity: fhir.Identity


def known_at(*, actor: Actor, visit: visits.Visit, now: datetime) -> Known:
    """What the record says of the person of a visit. :raises NotFound: the record is not open to this actor."""
    on = clock.vietnam_day(now)
    door = record.open(actor, purpose=Purpose.TREATMENT, now=now)
    stored = door.of_person(visit.arrival.person, fhir.TYPES, limit=_MOST)
    read = fhir.read_known([one.json() for one in stored], visit=visit.id, on=on)
    facts = Facts(
        birth=read.birth, sex=read.sex, weight=read.weight, weight_on=read.weight_on, height=read.height,
        creatinine=read.creatinine, pregnant=read.pregnant, breastfeeding=read.breastfeeding, allergies=read.allergies,
        running=tuple(_running(read.taken, visit.id, on)), diagnoses=tuple((code, name) for _, code, name in read.diagnoses),
        on=on,
    )  # fmt: skip
    is_small = facts.months is not None and facts.months < CHILD_MONTHS
    if is_small:
        facts = replace(facts, guardian=_parent_of(visit.arrival.person, on))
    return Known(read.name, facts, tuple(uid for uid, _, _ in read.diagnoses), read.identity)


def _parent_of(person: UUID, on: date) -> str:
    kin = people.kin_of([person], on).get(person, ())
    named = people.describe([one.person for one in kin])
    parents = [one for one in kin if any(word[0] in _PARENTS for word in one.told) and one.person in named]
    return next((named[one.person].name for one in parents), "")


def long_supply(on: date) -> tuple[str, ...]:
    """Beginnings of the codes for which may be prescribed for longer on a day: the latest list that has begun."""
    begun = (
        models.LongSupply.objects.filter(valid_from__lte=on)
        .order_by("-valid_from")
        .values_list("valid_from", flat=True)
        .first()
    )
    if begun is None:
        return ()
    return tuple(models.LongSupply.objects.filter(valid_from=begun).values_list("code", flat=True))


def _running(taken: tuple[fhir.Taken, ...], visit: UUID, on: date) -> list[Running]:
    """Medicines of other visits whose supply has not run out."""
    return [
        Running(one.name, knowledge.substances_in(one.name, *one.ingredients), one.since, one.until)
        for one in taken
        if one.visit != str(visit)
        and one.until is not None
        and one.until >= on
        and one.since is not None
        and one.since <= on
    ]
