"""Who stands behind the numbers of staff, for programs of ours that compare; nobody is shown it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from hoaban.foundation.workforce import models


@dataclass(frozen=True, slots=True)
class Standing:
    """A member of staff: the file and the personal number, empty when it is not recorded."""

    member: UUID
    personal_number: str


def standing_of(numbers: Iterable[str]) -> dict[str, Standing]:
    """The staff files behind numbers that accounts name; a number that two people have had stands for nobody."""
    rows = models.Post.objects.filter(number__in=list(numbers)).exclude(member=None).select_related("member")
    found: dict[str, set[Standing]] = {}
    for row in rows:
        if row.member is not None:
            found.setdefault(row.number, set()).add(Standing(row.member.pk, row.member.personal_number))
    return {number: next(iter(each)) for number, each in found.items() if len(each) == 1}
