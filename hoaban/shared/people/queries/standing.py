"""Whose record a citizen reads: the own, and those of the children they stand for (``rules.circle``)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from hoaban.foundation.accounts.api import Subject
from hoaban.shared.people.models import Relation
from hoaban.shared.people.queries.circle import patients_of, people_behind
from hoaban.shared.people.queries.emergency import describe
from hoaban.shared.people.queries.finding import Found
from hoaban.shared.people.rules import circle


@dataclass(frozen=True, slots=True)
class Guardian:
    """Who stands for a child, and as what: in Vietnamese and English."""

    name: str
    told: circle.Both


def subjects_of(person: UUID, on: date) -> list[Subject]:
    """The person, then the children by name; each with the rights to sensitive facts that are withheld."""
    stood = [(one, last) for one, _, last in _stood_for(person, on)]
    children = {
        one.id: Subject(
            one.id, one.name, own=False, withheld=circle.withheld_rights(one.birth, on), until=last
        )
        for one, last in sorted(stood, key=lambda each: each[1])
    }
    me = describe([person]).get(person)
    withheld = circle.representation(on).withheld_from_oneself
    own = Subject(person, me.name if me else "", own=True, withheld=withheld)
    return [own, *sorted(children.values(), key=lambda one: (one.name, str(one.person)))]


def guardian_of(child: UUID, person: UUID, on: date) -> Guardian | None:
    """As what somebody stands for a child that day; None when they do not."""
    kinds = [kind for one, kind, _ in _stood_for(person, on) if one.id == child]
    me = describe([person]).get(person)
    if me is None or not kinds:
        return None
    return Guardian(me.name, circle.kind_words(min(kinds, key=circle.KINDS.index), reverse=False))


def _stood_for(person: UUID, on: date) -> Iterator[tuple[Found, str, date]]:
    """Each child that somebody stands for that day, by which relation, until which day."""
    kinds = circle.representation(on).kinds
    rows = Relation.objects.filter(other__in=patients_of([person]), kind__in=kinds)
    days = [(row.patient, row.kind, row.since, row.until) for row in rows]
    behind = people_behind(patient for patient, *_ in days)
    known = describe(set(behind.values()))
    for patient, kind, since, until in days:
        child = known.get(behind[patient]) if patient in behind else None
        if child is None or child.id == person:
            continue
        last = circle.stands_for(kind, child.birth, since=since, until=until, on=on)
        if last is not None:
            yield child, kind, last
