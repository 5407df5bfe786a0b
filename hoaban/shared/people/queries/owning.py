"""Whose personal number it is: for citizens who sign in, and for the watch over staff who look at their own."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from hoaban.foundation.accounts.api import PersonSought
from hoaban.shared.people.models import Human, KnownNumber
from hoaban.shared.people.rules import Description, Verdict, compare

PERSONAL_NUMBER = "national_id"


def person_of_number(sought: PersonSought) -> UUID | None:
    """The one human being who is known by a personal number and of whom nothing contradicts what the national identity
    says; None when there is nobody, more than one, or a contradiction: a number mistyped in a claim opens no record."""
    humans = set(
        KnownNumber.objects.filter(kind=PERSONAL_NUMBER, value=sought.number).values_list("human", flat=True)
    )
    if len(humans) != 1:
        return None
    known = Human.objects.filter(pk__in=humans, deceased=False).first()
    if known is None:
        return None
    number = frozenset({(PERSONAL_NUMBER, sought.number)})
    held = Description(known.name, known.sex, known.birth, "", number)
    birth = sought.birth.isoformat() if sought.birth else ""
    said = Description(sought.name, sought.sex, birth, "", number)
    return known.pk if compare(held, said) is Verdict.SAME else None


def persons_of_numbers(numbers: Iterable[str]) -> dict[str, UUID]:
    """The human being behind each personal number; one that several people carry stands for nobody."""
    found: dict[str, set[UUID]] = {}
    for value, human in KnownNumber.objects.filter(kind=PERSONAL_NUMBER, value__in=list(numbers)).values_list(
        "value", "human"
    ):
        found.setdefault(value, set()).add(human)
    return {number: next(iter(humans)) for number, humans in found.items() if len(humans) == 1}
