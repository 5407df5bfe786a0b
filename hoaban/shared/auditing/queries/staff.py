"""Who the staff are as people of the register: whose own record, whose family's, whose colleague's."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from hoaban.foundation.accounts import api as accounts
from hoaban.foundation.workforce import api as workforce
from hoaban.shared.people import api as people

KinOf = Callable[[Sequence[UUID]], Mapping[UUID, Sequence[UUID]]]
"""Person -> their relatives, as far as the register knows any."""
_kin: list[KinOf] = []


@dataclass(frozen=True, slots=True)
class Member:
    """An account with the person and the staff file behind it, where both are known."""

    worker: accounts.Worker
    file: UUID | None
    person: UUID | None


def register_kin(kin_of: KinOf) -> None:
    """Say who is related to whom, from ``AppConfig.ready()`` of the app that knows; each that is registered is asked."""
    if kin_of not in _kin:
        _kin.append(kin_of)


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


def own_and_kin(of: Mapping[str, Member]) -> dict[str, frozenset[UUID]]:
    """Actor -> every id that the trail may know them and their relatives by."""
    own = {key: one.person for key, one in of.items() if one.person is not None}
    kin: dict[UUID, set[UUID]] = {}
    for source in _kin:
        for person, relatives in source(sorted(set(own.values()))).items():
            kin.setdefault(person, set()).update(relatives)
    return {
        key: frozenset(one for each in (person, *kin.get(person, ())) for one in people.ids_of(each))
        for key, person in own.items()
    }


def colleagues(of: Mapping[str, Member]) -> dict[str, frozenset[UUID]]:
    """Actor -> every id that the trail may know those by who have a role at the same place (the province is none)."""
    at: dict[object, set[str]] = {}
    for key, one in of.items():
        for place in one.worker.places:
            if place.kind != "all":
                at.setdefault(place, set()).add(key)
    known = {key: people.ids_of(one.person) for key, one in of.items() if one.person is not None}
    return {
        key: frozenset(
            one
            for place in each.worker.places
            for other in at.get(place, ())
            if other != key
            for one in known.get(other, ())
        )
        for key, each in of.items()
    }
