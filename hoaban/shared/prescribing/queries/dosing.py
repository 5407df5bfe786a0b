"""The dose calculator at a visit: doses by weight and age, what the kidneys clear; from the record or as typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from hoaban.foundation.audit import api as audit
from hoaban.kernel.actor import Actor, Purpose
from hoaban.shared.prescribing import policies
from hoaban.shared.prescribing.queries import persons
from hoaban.shared.prescribing.queries.prescriptions import LOOK, place_of
from hoaban.shared.prescribing.rules import calculating, knowledge
from hoaban.shared.prescribing.rules.calculating import Clearance, Suggested
from hoaban.shared.prescribing.rules.shapes import Facts
from hoaban.shared.visits import api as visits

_CHILD_YEARS = 12


@dataclass(frozen=True, slots=True)
class Doses:
    """Of each substance that the tables know: what a child of that weight takes, or the most of an adult (mg: a day, at once)."""

    visit: visits.Visit
    name: str
    facts: Facts
    clearance: Clearance | None
    children: tuple[tuple[str, Suggested], ...]
    adults: tuple[tuple[str, Decimal, Decimal], ...]


def see_doses(*, actor: Actor, visit: UUID, given: Mapping[str, Decimal], now: datetime) -> Doses:
    """The calculator for the person of a visit; ``given``: weight, height, creatinine as typed, over what the record has.

    :raises visits.NoSuchVisit. :raises NotAllowed: the actor reads no prescriptions there.
    """
    seen = visits.get_visit(actor=actor, visit=visit)
    policies.must(actor, policies.READ, place_of(seen), LOOK)
    with audit.as_one(
        actor=actor,
        act=LOOK,
        purpose=Purpose.TREATMENT,
        persons=[seen.arrival.person],
        detail={"visit": str(visit)},
        now=now,
    ):
        known = persons.known_at(actor=actor, visit=seen, now=now)
    more: dict[str, Any] = dict(given)
    facts = replace(known.facts, **more)
    cleared = calculating.clearance(
        years=facts.years,
        sex=facts.sex,
        weight=facts.weight,
        height=facts.height,
        creatinine=facts.creatinine,
    )
    is_child = facts.years is not None and facts.years < _CHILD_YEARS
    limits = sorted(knowledge.dose_limits().values(), key=lambda one: one.of)
    children = tuple(
        (
            one.of,
            calculating.by_weight(
                weight=facts.weight, low=one.kg_low, high=one.kg_high, times=one.times, once_most=one.once,
                day_most=one.adult_day,
            ),
        )
        for one in limits
        if is_child and facts.weight is not None and one.kg_low is not None and one.kg_high is not None
    )  # fmt: skip
    adults = () if is_child else tuple((one.of, one.adult_day, one.once) for one in limits)
    return Doses(seen, known.name, facts, cleared, children, adults)
