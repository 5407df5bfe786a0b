"""Find people: by any beginnings of the words of a name, in any order; a part of a number; birth year; commune."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from hoaban.foundation.audit import api as audit
from hoaban.foundation.places import api as places
from hoaban.kernel import clock, vietnamese
from hoaban.kernel.actor import Actor, Scope
from hoaban.kernel.errors import Invalid, NotAllowed
from hoaban.record import api as record
from hoaban.shared.people.rules.keys import (
    LONGEST,
    commune_key,
    number_keys,
    source_key,
    whole_key,
    year_key,
)

FIND = "people.find"
_ASKED = ("department", "entrusted")
"""Scopes whose people the record knows and the register does not."""
LOOK_THROUGH = 2000
"""With more matches than this, only so many are looked through and the page says that the search should be narrower."""
_CARD = re.compile(r"[A-Z]{2}[0-9]{13}")
_YEAR = re.compile(r"(19|20)[0-9]{2}")
_COLUMNS = "id, name, sex, birth, commune_code, deceased, numbers"
_FIND = f"""
select {_COLUMNS}, count(*) over () from (
    (select {_COLUMNS}, name_sort, 0 as rank from people_human where keys @> %(whole)s::varchar[] {{also}} limit %(most)s)
    union all
    (select {_COLUMNS}, name_sort, 1 from people_human
     where keys @> %(begun)s::varchar[] and not keys @> %(whole)s::varchar[] {{also}} limit %(most)s)
    limit %(most)s
) as matches order by rank, name_sort, id offset %(start)s limit %(count)s
"""  # noqa: S608  (names of our own columns)
"""Whole words before beginnings: the second part is not run when the first fills the limit."""


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

    A year beside a name is the year of birth, as people are spoken of: ``lo inh 1964``. Alone it is a part of a number.
    Who may find only within a facility or commune finds those who are known there or live there; within a department, those
    who had a visit there; who was entrusted with some people finds these. The trail names those who are shown.

    :raises NotAllowed: the actor may not look for people. :raises TooShort: fewer than two letters or four digits.
    """
    scopes = actor.scopes(FIND)
    if not scopes:
        audit.write_refusal(actor=actor, act=FIND)
        raise NotAllowed("Bạn không có quyền tìm người.", "You have no leave to look for people.", place=FIND)
    asked = _asked(text, year_known=birth_year is not None)
    narrow = [year_key(birth_year)] if birth_year is not None else []
    if commune_code:
        narrow.append(commune_key(commune_code))
    also = "".join(f" and numbers like %(digits{place})s" for place in range(len(asked.digits)))
    values: dict[str, Any] = {f"digits{place}": f"%{part}%" for place, part in enumerate(asked.digits)}
    if not any(scope.kind == "all" for scope in scopes):
        condition, more = within(scopes)
        also, values = f"{also} and {condition}", values | more
    values |= {"whole": asked.whole + narrow, "begun": asked.begun + narrow, "most": LOOK_THROUGH + 1}
    values |= {"start": start, "count": count}
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_FIND.format(also=also), values)
            rows = cursor.fetchall()
        total = rows[0][7] if rows else 0
        audit.look(
            actor=actor, act=FIND, persons=[row[0] for row in rows],
            detail={"by": "number" if asked.digits else "name", "count": len(rows), "total": total},
        )  # fmt: skip
    people = tuple(Found(r[0], r[1], r[2], r[3], r[4], r[5], tuple(r[6].split())) for r in rows)
    return FoundPage(people, min(total, LOOK_THROUGH), total > LOOK_THROUGH)


def within(scopes: Sequence[Scope]) -> tuple[str, dict[str, Any]]:
    """The condition that a person is in one of the scopes, with its values. The record knows the visits of a department, and
    who is entrusted to somebody; a facility knows more than those who have been there."""
    asked = [place for scope in scopes if scope.kind in _ASKED and (place := record.place_of(scope))]
    values: dict[str, Any] = {
        "within": [key for scope in scopes if scope.kind not in _ASKED for key in _keys(scope)]
    }
    if not asked:
        return "keys && %(within)s::varchar[]", values
    known, args = record.known_at(asked, clock.vietnam_day(clock.now()), column="people_human.id")
    names = [f"known{place}" for place in range(len(args))]
    known %= tuple(f"%({name})s" for name in names)
    return f"(keys && %(within)s::varchar[] or {known})", values | dict(zip(names, args, strict=True))


def _keys(scope: Scope) -> list[str]:
    """The keys of everybody in a scope: residents of a commune and who is registered at its station; those whom a facility
    knows or looks after."""
    if scope.kind == "commune":
        stations = places.stations_of(scope.code, clock.vietnam_day(clock.now()))
        return [commune_key(scope.code), *(source_key(one.organization_id) for one in stations)]
    return [source_key(places.organization_id(scope.code))]


@dataclass(frozen=True, slots=True)
class _Asked:
    """Keys of what was typed: words as whole ones, words as beginnings; numbers in both, and to be checked exactly."""

    whole: list[str]
    begun: list[str]
    digits: list[str]


def _asked(text: str, *, year_known: bool) -> _Asked:
    words = vietnamese.fold(text).split()
    names = [word for word in words if not any(char.isdigit() for char in word)]
    numbers = [word for word in words if any(char.isdigit() for char in word)]
    years = [word for word in numbers if _YEAR.fullmatch(word)] if names and not year_known else []
    born = [year_key(int(years[0]))] if years else []
    digits = [part_of_number(word) for word in numbers if word not in years[:1]]
    if not digits and all(len(word) < 2 for word in names):
        raise TooShort(
            "Cần ít nhất 2 chữ cái của tên.", "At least two letters of a name are needed.", place="text"
        )
    runs = [key for part in digits for key in number_keys(part)]
    begun = [word[:LONGEST] for word in names if len(word) > 1]
    return _Asked([*map(whole_key, names), *runs, *born], [*begun, *runs, *born], digits)


def part_of_number(word: str) -> str:
    """As the register keeps numbers: of a card only the ten digits that stay with the person when the card changes."""
    part = word.upper()
    if len(part) < 4:
        raise TooShort(
            "Cần ít nhất 4 ký tự của số.", "At least four characters of a number are needed.", place="text"
        )
    return part[-10:] if _CARD.fullmatch(part) else part
