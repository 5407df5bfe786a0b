"""Who the staff are as people of the register: whose own record, whose family's, whose colleague's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from hoaban.foundation.accounts import api as accounts
from hoaban.foundation.workforce import api as workforce
from hoaban.shared.people import api as people


@dataclass(frozen=True, slots=True)
class Member:
    """An account with the person and the staff file behind it, where both are known."""

    worker: accounts.Worker
    file: UUID | None
    person: UUID | None


def members(*, now: datetime) -> dict[str, Member]:
    """Everybody with an account, by the id of their actor."""
    workers = accounts.workers(now=now)
    files = workforce.standing_of({one.staff_number for one in workers.values() if one.staff_number})
    numbers = {one.personal_number for one in files.values() if one.personal_number}
    persons = people.persons_of_numbers(numbers) if numbers else {}
    found = {}
    for key, worker in workers.items():
        file = files.get(worker.staff_number)
        found[key] = Member(
            worker, file.member if file else None, persons.get(file.personal_number) if file else None
        )
    return found


def own(of: Mapping[str, Member]) -> dict[str, frozenset[UUID]]:
    """Actor -> every id that the trail may know them by."""
    mine = {key: one.person for key, one in of.items() if one.person is not None}
    ids = people.ids_of_each(mine.values())
    return {key: frozenset(ids[person]) for key, person in mine.items()}


def families(of: Mapping[str, Member], *, on: date) -> dict[str, frozenset[UUID]]:
    """Actor -> every id that the trail may know their family by, without those whose own doctor they are."""
    mine = {key: one.person for key, one in of.items() if one.person is not None}
    kin_of = people.kin_of(set(mine.values()), on)
    relatives = {one.person for family in kin_of.values() for one in family}
    ids, doctors = people.ids_of_each(relatives), people.doctors_of(relatives, on)
    return {
        key: frozenset(
            each
            for one in kin_of[person]
            if doctors.get(one.person) != of[key].worker.staff_number
            for each in ids[one.person]
        )
        for key, person in mine.items()
        if person in kin_of
    }


def ties(actor_id: str, *, now: datetime, on: date) -> dict[UUID, people.Kin]:
    """Every id that the trail may know somebody's family by -> who that is, and as what they are of the family."""
    me = members(now=now).get(actor_id)
    if me is None or me.person is None:
        return {}
    family = people.kin_of([me.person], on).get(me.person, ())
    ids = people.ids_of_each(one.person for one in family)
    return {each: one for one in family for each in ids[one.person]}


def colleagues(of: Mapping[str, Member]) -> dict[str, frozenset[UUID]]:
    """Actor -> every id that the trail may know those by who have a role at the same place: a commune, or a facility with its
    departments (the province is none)."""
    at: dict[object, set[str]] = {}
    for key, one in of.items():
        for place in one.worker.places:
            if place.kind != "all":
                at.setdefault(place.facility or place, set()).add(key)
    known = own(of)
    return {
        key: frozenset(
            one
            for place in each.worker.places
            for other in at.get(place.facility or place, ())
            if other != key
            for one in known.get(other, ())
        )
        for key, each in of.items()
    }
