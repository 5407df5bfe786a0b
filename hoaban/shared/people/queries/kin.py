"""Whose family somebody is of, as far as the register knows: for the watch over staff who look at their own."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from hoaban.shared.people.models import HouseholdMember, PatientLink, Registration, Relation
from hoaban.shared.people.queries.circle import people_behind
from hoaban.shared.people.rules.circle import HOUSEHOLD_WORDS, Both, kind_words


@dataclass(frozen=True, slots=True)
class Kin:
    """Somebody of the family of a person, and as what: in Vietnamese and English."""

    person: UUID
    told: tuple[Both, ...]


def kin_of(persons: Collection[UUID], on: date) -> dict[UUID, tuple[Kin, ...]]:
    """The family of each of some people: whoever is in a relation with them, and who lives under their roof that day.

    A relation counts from its first day on and also after its last, for a marriage that ended is still known to both. Who
    is kin of kin only is none of it.
    """
    links = PatientLink.objects.filter(human__in=persons).values_list("patient", "human")
    mine = dict(links)
    told: dict[tuple[UUID, UUID], list[Both]] = {}
    for person, other, words in (*_related(mine, on), *_housed(mine, on)):
        if other != person and words not in (known := told.setdefault((person, other), [])):
            known.append(words)
    found: dict[UUID, list[Kin]] = {}
    for (person, other), known in told.items():
        found.setdefault(person, []).append(Kin(other, tuple(known)))
    return {person: tuple(kin) for person, kin in found.items()}


def doctors_of(persons: Collection[UUID], on: date) -> dict[UUID, str]:
    """The number of the own doctor of each of some people, where they have one that day."""
    mine = dict(PatientLink.objects.filter(human__in=persons).values_list("patient", "human"))
    held = Registration.objects.filter(Q(until=None) | Q(until__gte=on), kind="doctor", since__lte=on)
    rows = held.filter(patient__in=mine).order_by("since", "id").values_list("patient", "number")
    return {mine[patient]: number for patient, number in rows}


def _related(mine: dict[UUID, UUID], on: date) -> list[tuple[UUID, UUID, Both]]:
    """(person, relative, what the relative is to the person)."""
    begun = Relation.objects.filter(Q(since=None) | Q(since__lte=on))
    rows = list(begun.filter(Q(patient__in=mine) | Q(other__in=mine)).order_by("kind", "id"))
    behind = people_behind(one for row in rows for one in (row.patient, row.other))
    found = []
    for row in rows:
        of, other = behind.get(row.patient), behind.get(row.other)
        if of is None or other is None:
            continue
        if row.patient in mine:
            found.append((of, other, kind_words(row.kind, reverse=False)))
        if row.other in mine:
            found.append((other, of, kind_words(row.kind, reverse=True)))
    return found


def _housed(mine: dict[UUID, UUID], on: date) -> list[tuple[UUID, UUID, Both]]:
    """(person, who lives with them, the words for it)."""
    stays = HouseholdMember.objects.filter(Q(until=None) | Q(until__gte=on), since__lte=on)
    homes = dict(stays.filter(patient__in=mine).values_list("patient", "household"))
    rows = list(stays.filter(household__in=set(homes.values())).values_list("household", "patient"))
    behind = people_behind(patient for _, patient in rows)
    under: dict[UUID, list[UUID]] = {}
    for household, patient in rows:
        if patient in behind:
            under.setdefault(household, []).append(behind[patient])
    return [
        (mine[patient], other, HOUSEHOLD_WORDS)
        for patient, household in homes.items()
        for other in under.get(household, ())
    ]
