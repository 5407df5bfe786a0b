"""Anybody in the province, for who breaks the glass; and who somebody is, for who reads the trail."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import F

from hoaban.kernel import vietnamese
from hoaban.shared.people.models import Human, KnownNumber, PatientLink
from hoaban.shared.people.queries.finding import LOOK_THROUGH, Found, TooShort, part_of_number
from hoaban.shared.people.rules import lookalikes
from hoaban.shared.people.rules.keys import whole_key, year_key


def find_in_emergency(*, number: str = "", name: str = "", birth: str = "") -> list[Found]:
    """Anybody in the province by an exact whole number, or by the whole name and full birth date; numbers left out.

    For who breaks the glass: it does not ask where somebody is known, and it answers no part of a number or name.
    The caller demands the right and enters the search in the trail.

    :raises TooShort: neither of the two is given whole.
    """
    rows = Human.objects.order_by("name_sort", "id")
    if number:
        if len(number) < 8:
            raise TooShort("Hãy nhập đủ số.", "Give the whole number.", place="number")
        held = KnownNumber.objects.filter(value__in={number, part_of_number(number)})
        rows = rows.filter(pk__in=held.values("human"))
    elif len(vietnamese.fold(name).split()) > 1 and len(birth) == 10:
        words = vietnamese.fold(name).split()
        rows = rows.filter(keys__contains=[*map(whole_key, words), year_key(int(birth[:4]))], birth=birth)
        same = [
            row.pk
            for row in rows[:LOOK_THROUGH]
            if sorted(vietnamese.fold(row.name).split()) == sorted(words)
        ]
        rows = rows.filter(pk__in=same)
    else:
        raise TooShort(
            "Hãy nhập đủ số, hoặc đủ họ tên và ngày tháng năm sinh.",
            "Give the whole number, or the whole name and the full birth date.",
            place="number",
        )
    return [Found(r.pk, r.name, r.sex, r.birth, r.commune_code, r.deceased, ()) for r in rows[:20]]


def describe(persons: Iterable[UUID]) -> dict[UUID, Found]:
    """Who some people are, without their numbers; those who are not in the register are left out."""
    rows = Human.objects.filter(pk__in=list(persons)).values_list(
        "pk", "name", "sex", "birth", "commune_code", "deceased"
    )
    return {row[0]: Found(*row, ()) for row in rows}


def taken_for(person: UUID, *, among: Iterable[UUID]) -> list[Found]:
    """Those of some people who are easily taken for a person: namesakes, names that sound alike, twins. Without numbers."""
    found = describe({person, *among})
    mine = found.pop(person, None)
    if mine is None:
        return []
    about = (mine.name, mine.birth, mine.commune_code)
    return [
        one for one in found.values() if lookalikes.taken_for(about, (one.name, one.birth, one.commune_code))
    ]


def persons_today(ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """Who the people that were known by some ids are today, after some were joined; ids of nobody are left out."""
    links = PatientLink.objects.filter(patient__in=list(ids))
    return dict(links.values_list("patient", "human"))


def ids_of(person: UUID) -> list[UUID]:
    """All ids that the trail may know a person by: their own, and those of Patients before these were joined."""
    return ids_of_each([person])[person]


def ids_of_each(persons: Iterable[UUID]) -> dict[UUID, list[UUID]]:
    """The same of several people at once."""
    found = {one: [one] for one in persons}
    rows = PatientLink.objects.filter(human__in=found).exclude(patient=F("human"))
    for human, patient in rows.values_list("human", "patient"):
        found[human].append(patient)
    return found
