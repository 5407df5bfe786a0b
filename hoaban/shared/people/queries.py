"""Find people: by any beginnings of the words of a name, in any order; a part of a number; birth year; commune."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from hoaban.foundation.places import api as places
from hoaban.kernel import vietnamese
from hoaban.kernel.actor import Actor
from hoaban.kernel.errors import Invalid, NotAllowed
from hoaban.shared.people.models import Doubt
from hoaban.shared.people.rules import runs_of_four

LOOK_THROUGH = 2000
"""With more matches than this, only so many are looked through and the page says that the search should be narrower."""
_FIND = """
select id, name, sex, birth, commune_code, deceased, numbers, name_sort from (
    select * from people_human where {where} limit %s
) as matches order by name_sort, id
"""
_WITHIN = (
    "(commune_code = any(%s::varchar[]) or exists (select 1 from people_patient_link l"
    " where l.human = people_human.id and l.source = any(%s::uuid[])))"
)


@dataclass(frozen=True, slots=True)
class Found:
    """One person as reception may see them: no clinical fact, numbers masked by whoever shows them."""

    id: UUID
    name: str
    sex: str
    birth: str
    commune_code: str
    deceased: bool
    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FoundPage:
    """One page of people in Vietnamese name order. ``too_many``: there are more than were looked through."""

    people: tuple[Found, ...]
    total: int
    too_many: bool


class TooShort(Invalid):
    """The search would match nearly everybody."""


def find(
    *,
    actor: Actor,
    text: str,
    birth_year: int | None = None,
    commune_code: str = "",
    start: int = 0,
    count: int = 20,
) -> FoundPage:
    """People whose name has every word (or beginning of a word) of ``text``, or whose number has its digits.

    Who may find only within a facility or commune finds those who are known there or live there.

    :raises NotAllowed: the actor may not look for people. :raises TooShort: fewer than two letters or four digits.
    """
    scopes = actor.scopes("people.find")
    if not scopes:
        raise NotAllowed(
            "Bạn không có quyền tìm người.", "You have no leave to look for people.", place="people.find"
        )
    keys, digits = _keys(text)
    where: list[str] = ["keys @> %s::varchar[]"]
    args: list[Any] = [keys]
    for part in digits:
        where.append("numbers like %s")
        args.append(f"%{part}%")
    if birth_year is not None:
        where.append("birth_year = %s")
        args.append(birth_year)
    if commune_code:
        where.append("commune_code = %s")
        args.append(commune_code)
    if not any(scope.kind == "all" for scope in scopes):
        where.append(_WITHIN)
        args += [
            [scope.code for scope in scopes if scope.kind == "commune"],
            [places.organization_id(scope.code) for scope in scopes if scope.kind == "facility"],
        ]
    with connection.cursor() as cursor:
        cursor.execute(_FIND.format(where=" and ".join(where)), [*args, LOOK_THROUGH + 1])
        rows = cursor.fetchall()
    page = rows[start : start + count]
    people = tuple(Found(r[0], r[1], r[2], r[3], r[4], r[5], tuple(r[6].split())) for r in page)
    return FoundPage(people, min(len(rows), LOOK_THROUGH), len(rows) > LOOK_THROUGH)


def _keys(text: str) -> tuple[list[str], list[str]]:
    """Search keys, and the digit runs that must be checked against the numbers themselves."""
    keys: set[str] = set()
    digits: list[str] = []
    for word in vietnamese.fold(text).split():
        if any(char.isdigit() for char in word):
            part = word.upper()
            if len(part) < 4:
                raise TooShort(
                    "Cần ít nhất 4 ký tự của số.",
                    "At least four characters of a number are needed.",
                    place="text",
                )
            digits.append(part)
            keys.update("#" + run for run in runs_of_four(part))
        else:
            keys.add(word[:12])
    if not keys or all(len(key) < 2 for key in keys):
        raise TooShort(
            "Cần ít nhất 2 chữ cái của tên.", "At least two letters of a name are needed.", place="text"
        )
    return sorted(key for key in keys if len(key) > 1), digits


def count_doubts() -> int:
    """Pairs that wait for a steward."""
    return Doubt.objects.filter(settled="").count()
