"""How much each person did, hour by hour: what the watch over unusual use compares.

Only people with an account are counted; programs, machines and citizens have other rules.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

_HOUR = "date_trunc('hour', e.at, 'UTC')"
_BY_PEOPLE = "e.at >= %s and e.at < %s and e.actor_kind = 'person' and starts_with(e.actor_id, 'account:')"
_LOOKS = f"""
select e.actor_id, {_HOUR} as hour, count(distinct p.person), count(distinct e.id)
from audit_entry e cross join lateral unnest(e.persons) as p(person)
where {_BY_PEOPLE} and e.outcome = 'allowed' and e.act = any(%s::text[])
    and (%s::text[] is null or e.actor_id = any(%s::text[]))
group by 1, 2 order by 2, 1
"""  # noqa: S608  (pieces of ours)
_TIMES = f"""
select e.actor_id, {_HOUR} as hour, 0, count(*)
from audit_entry e
where {_BY_PEOPLE} and e.outcome = %s and (%s or e.act = any(%s::text[]))
group by 1, 2 order by 2, 1
"""  # noqa: S608
_AT = f"""
select e.actor_id, {_HOUR} as hour, p.person, count(*)
from audit_entry e cross join lateral unnest(e.persons) as p(person)
where {_BY_PEOPLE} and e.outcome = 'allowed' and e.act = any(%s::text[]) and p.person = any(%s::uuid[])
    and e.purpose <> all(%s::text[]) and (%s::int is null or cardinality(e.persons) <= %s)
group by 1, 2, 3 order by 2, 1, 3
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Tally:
    """What one person did within one hour (of the clock): about how many people, in how many entries."""

    actor_id: str
    hour: datetime
    persons: int
    entries: int


@dataclass(frozen=True, slots=True)
class Sight:
    """That one person looked at a certain other within one hour."""

    actor_id: str
    hour: datetime
    person: UUID
    entries: int


def tally_looks(
    *, since: datetime, until: datetime, acts: Sequence[str], actors: Sequence[str] | None = None
) -> list[Tally]:
    """Looks by these acts (of these actors; None: of everybody): how many different people each saw, hour by hour."""
    who = None if actors is None else list(actors)
    return [Tally(*row) for row in _rows(_LOOKS, [since, until, list(acts), who, who])]


def tally_times(*, since: datetime, until: datetime, outcome: str, acts: Sequence[str] = ()) -> list[Tally]:
    """How often each did something (by these acts; none named: by any) with this outcome, hour by hour."""
    return [Tally(*row) for row in _rows(_TIMES, [since, until, outcome, not acts, list(acts)])]


def find_sights(
    *, since: datetime, until: datetime, acts: Sequence[str], persons: Sequence[UUID],
    but_for: Sequence[str] = (), together: int | None = None,
) -> list[Sight]:  # fmt: skip
    """Who did one of these acts about one of these people, hour by hour.

    ``but_for``: purposes that do not count. ``together``: an entry about more people than that is a list, and does not count.
    """
    asked = [since, until, list(acts), list(persons), list(but_for), together, together]
    return [Sight(*row) for row in _rows(_AT, asked)]


def _rows(sql: str, values: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found
