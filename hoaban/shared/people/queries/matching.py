"""Who in the register may be the person that is described: found by what survives slips, ordered by points."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from hoaban.foundation.audit import api as audit
from hoaban.kernel import vietnamese
from hoaban.kernel.actor import Actor
from hoaban.shared.people import policies
from hoaban.shared.people.queries.reviewing import Known, describe
from hoaban.shared.people.rules import Description
from hoaban.shared.people.rules.comparing import POSSIBLE, Score, score
from hoaban.shared.people.rules.keys import day_key, phone_key, sound_key, whole_key, year_key

SHOWN = 8
"""Candidates shown at most; who reads more does not read."""
_LOOK_THROUGH = 200
"""People looked at by each way of finding."""
_FIND = """
with wanted as (
    (select n.human as id from people_known_number n
     join unnest(%s::varchar[], %s::varchar[]) as k(kind, value) on n.kind = k.kind and n.value = k.value)
    union
    (select found.id from unnest(%s::text[]) as asked(keys) cross join lateral (
        select h.id from people_human h where h.keys @> asked.keys::varchar[] limit %s) as found)
)
select h.id, h.name, h.sex, h.birth, h.commune_code, h.deceased,
    array(select n.kind || ':' || n.value from people_known_number n where n.human = h.id),
    array(select k from unnest(h.keys) as k where k like '+%%')
from wanted join people_human h on h.id = wanted.id
"""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may be meant, and how much speaks for it."""

    known: Known
    score: Score


@transaction.atomic
def find_candidates(*, actor: Actor, described: Description, now: datetime) -> tuple[Candidate, ...]:
    """Those of the register who may be the person described, likeliest first.

    :raises NotAllowed: the actor may not register people.
    """
    policies.must(actor, policies.REGISTER)
    scored = weigh(described)[:SHOWN]
    known = describe([human for _, human in scored])
    if known:
        audit.write(actor=actor, act="people.candidates", persons=sorted(known), now=now)
    return tuple(
        Candidate(known[human], score(described, known[human].description)) for _, human in scored if human in known
    )  # fmt: skip


def weigh(described: Description) -> list[tuple[float, UUID]]:
    """(points, person) of everybody with enough of them, or with a number in common; most points first."""
    numbers = sorted(described.numbers)
    with connection.cursor() as cursor:
        cursor.execute(
            _FIND,
            [
                [kind for kind, _ in numbers],
                [value for _, value in numbers],
                [_array(keys) for keys in _ways(described)],
                _LOOK_THROUGH,
            ],
        )
        rows = cursor.fetchall()
    scored = []
    for row in rows:
        known = _description(row)
        points = score(described, known).bits
        if points >= POSSIBLE or described.numbers & known.numbers:
            scored.append((points, row[0]))
    return sorted(scored, key=lambda one: (-one[0], one[1]))


def _ways(described: Description) -> list[list[str]]:
    """Keys that somebody must have all of: each list finds those whom another slip would hide.

    The words of a name with a year make the index walk the people of that year, so they are asked with one year only;
    how the whole name sounds is rare, and the years beside cost nothing.
    """
    ways = [[phone_key(phone)] for phone in sorted(described.phones)]
    words = [whole_key(word) for word in vietnamese.fold(described.name).split()]
    birth = described.birth
    if len(birth) == 10 and not birth.endswith("-01-01"):
        ways.append([day_key(birth)])
    if not words:
        return ways
    heard = sound_key(described.name)
    if not birth:
        return [*ways, [heard], words]
    year = int(birth[:4])
    return [
        *ways,
        [*words, year_key(year)],
        *([heard, year_key(near)] for near in (year - 1, year, year + 1)),
    ]


def _array(keys: list[str]) -> str:
    """As PostgreSQL writes an array; keys hold neither quotes nor backslashes."""
    return "{" + ",".join(f'"{key}"' for key in keys) + "}"


def _description(row: tuple[Any, ...]) -> Description:
    numbers = frozenset((kind, value) for kind, _, value in (one.partition(":") for one in row[6]))
    return Description(row[1], row[2], row[3], row[4], numbers, row[5], frozenset(row[7]))
