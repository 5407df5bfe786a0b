"""Who may see or do what. One rule, two uses: a condition for SQL, and a yes or no for one resource.

What a role allows is data (foundation/accounts); here it becomes a :class:`Rule`. Closed by default: an act that is
not granted, a scope of unknown kind and a fact about nobody in particular are refused.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from uuid import UUID

from hoaban.kernel import clock
from hoaban.kernel.actor import Actor, ActorKind, Grant, Purpose, Scope
from hoaban.record.engine import consent, structure
from hoaban.record.engine.condition import Condition, Reach
from hoaban.record.engine.relations import HOLDS
from hoaban.record.engine.scopes import place_of
from hoaban.record.shapes import Label

LABEL_ACTS = {label: f"label.{label.name.lower()}" for label in Label if label.name}


@dataclass(frozen=True, slots=True)
class Facts:
    """What the rule looks at in one resource."""

    type: int
    person: UUID | None
    places: frozenset[UUID]
    """From where it is reached on the day of the rule, without those that were refused."""
    labels: int


@dataclass(frozen=True, slots=True, eq=False)
class Sieve:
    """The rule as a condition for SQL of others, about resources of one type.

    ``passes_all``: nothing is left out. ``hidden``: label bits without a right, for what is not in the record.
    """

    kind: int
    condition: Condition
    passes_all: bool
    hidden: int

    def over(self, column: str) -> tuple[str, list[object]]:
        """SQL, with its arguments, that is true where ``column`` holds the id of a resource that may be seen."""
        sql = (
            f"exists (select 1 from record_resource r where r.uid = {column} and r.type = %s"
            f" and {self.condition.sql})"
        )
        return sql, [self.kind, *self.condition.args]


@dataclass(frozen=True, slots=True)
class Rule:
    """What one actor may reach for one act on a day: everything, or people by name, or people by place as far as they have
    not refused it; minus hidden labels."""

    everything: bool
    places: tuple[UUID, ...]
    """Facilities, departments, communes, the actor as a practitioner, by whom people have their own doctor, who was entrusted to
    the actor, and facilities as where people are now, for whoever is on duty there."""
    communes: tuple[UUID, ...]
    """Those of the places that are communes, which a refusal of everybody leaves as they are."""
    persons: tuple[UUID, ...]
    hidden: int
    """Label bits that this actor has no right to."""
    on: date

    @property
    def is_empty(self) -> bool:
        """True when nothing at all is granted; the act is then refused outright."""
        return not (self.everything or self.places or self.persons)

    @lru_cache(maxsize=2000)  # noqa: B019  (rules are values: equal ones share the answer)
    def condition(self) -> Condition:
        """The rule over ``record_resource r``, to be ANDed into whatever statement looks for resources."""
        parts: list[str] = []
        args: list[object] = []
        for label in Label:
            if (
                self.hidden & label
            ):  # bit by bit with <>: the planner expects nearly all rows to pass, which is so
                parts.append("r.labels & %s <> %s")
                args += [int(label), int(label)]
        labels = " and ".join(parts) or "true"
        if self.everything:
            return Condition(labels, tuple(args))
        general = structure.general_types()
        reach = Reach(labels, tuple(args), self.persons, self.places, self.communes, general, self.on)
        narrowed, more = consent.narrowed(self.places, self.communes, self.on, by="h")
        people = (
            "((r.person is null and r.type = any(%s::smallint[])) or r.person = any(%s::uuid[]) or exists (select 1"
            f" from record_reach h where h.person = r.person and h.place = any(%s::uuid[]) and {HOLDS} and {narrowed}))"
        )
        args += [list(general), list(self.persons), list(self.places), self.on, self.on, *more]
        return Condition(f"{labels} and {people}", tuple(args), reach)

    def sieve(self, kind: int) -> Sieve:
        """The same rule for lists of others that point at resources of one type."""
        return Sieve(kind, self.condition(), self.everything and not self.hidden, self.hidden)

    def permits(self, facts: Facts) -> bool:
        """The same rule for one resource whose facts are at hand (a version that is about to be written)."""
        if facts.labels & self.hidden:
            return False
        if self.everything:
            return True
        if facts.person is None:
            return facts.type in structure.general_types()
        return facts.person in self.persons or not facts.places.isdisjoint(self.places)

    def is_narrowed(self, person: UUID) -> bool:
        """Whether somebody whom this rule reaches by place has refused every such place."""
        if self.everything or person in self.persons or not self.places:
            return False
        return consent.is_narrowed(person, self.places, self.communes, self.on)


def rule_for(actor: Actor, verb: str, purpose: Purpose, on: date | None = None) -> Rule:
    """The rule of one actor for ``record.read`` or ``record.write`` under one purpose of use, on a day (default: today)."""
    day = on or clock.vietnam_day(clock.now())
    rule: Rule | None = actor.worked_out.get((verb, purpose, day))
    if rule is None:
        rule = actor.worked_out[verb, purpose, day] = _rule(actor.grants, verb, purpose, day)
    return rule


@lru_cache(maxsize=2000)
def _rule(grants: frozenset[Grant], verb: str, purpose: Purpose, on: date) -> Rule:
    actor = Actor("", ActorKind.SYSTEM, "", grants)
    everything = False
    reached: list[UUID] = []
    communes: list[UUID] = []
    persons: list[UUID] = []
    scopes = actor.scopes(f"{verb}:{purpose}")
    for scope in scopes:
        if purpose is Purpose.BREAK_GLASS and scope.kind != "person":
            continue  # an emergency is about one person, whatever somebody was given by mistake
        if scope.kind == "duty" and Scope("facility", scope.code) in scopes:
            continue  # who is there now has a visit there
        if scope.kind == "department" and Scope("facility", scope.facility) in scopes:
            continue  # who has a visit there has one at the facility
        if scope.kind == "all":
            everything = True
        elif place := place_of(scope):
            (communes if scope.kind == "commune" else reached).append(place)
        elif scope.kind in ("self", "dependant", "person"):
            persons.append(UUID(scope.code))
    hidden = sum(int(label) for label, act in LABEL_ACTS.items() if not _is_held(actor, act, scopes))
    return Rule(
        everything,
        tuple(sorted([*reached, *communes])),
        tuple(sorted(communes)),
        tuple(sorted(persons)),
        hidden,
        on,
    )


def _is_held(actor: Actor, act: str, scopes: Iterable[Scope]) -> bool:
    """Whether a right to sensitive facts covers all that a rule reaches. Held for one person only (a citizen's own
    facts), it shows nothing under a rule that reaches others as well."""
    held = actor.scopes(act)
    return Scope("all") in held or (bool(held) and all(scope in held for scope in scopes))
