"""Whose record a citizen reads: the own, and those of the children they stand for (``rules.circle``)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from hoaban.foundation.accounts.api import Subject
from hoaban.shared.people.models import Relation
from hoaban.shared.people.queries.circle import patients_of, people_behind
from hoaban.shared.people.queries.emergency import describe
from hoaban.shared.people.rules import circle


def subjects_of(person: UUID, on: date) -> list[Subject]:
    """The person, then the children by name; each with the rights to sensitive facts that are withheld."""
    rules = circle.representation(on)
    rows = Relation.objects.filter(other__in=patients_of([person]), kind__in=rules.kinds)
    days = [(row.patient, row.kind, row.since, row.until) for row in rows]
    behind = people_behind(patient for patient, *_ in days)
    known = describe({person, *behind.values()})
    children: dict[UUID, Subject] = {}
    for patient, kind, since, until in days:
        child = known.get(behind[patient]) if patient in behind else None
        if child is None or child.id == person:
            continue
        last = circle.stands_for(kind, child.birth, since=since, until=until, on=on)
        if last is not None:
            held = circle.withheld_rights(child.birth, on)
            children[child.id] = Subject(child.id, child.name, own=False, withheld=held, until=last)
    me = known.get(person)
    own = Subject(person, me.name if me else "", own=True, withheld=rules.withheld_from_oneself)
    return [own, *sorted(children.values(), key=lambda one: (one.name, str(one.person)))]
