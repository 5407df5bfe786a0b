"""Who looked at one person: the trail by the people whom it names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from hoaban.foundation.audit.queries.entries import TrailEntry, TrailFilter, list_entries

_DONE = """
select act, outcome, count(*),
    coalesce(sum(case when jsonb_typeof(detail->'count') = 'number' then (detail->>'count')::bigint
                      when jsonb_typeof(detail->'resources') = 'array' then jsonb_array_length(detail->'resources')
                      else 0 end), 0)
from audit_entry
where actor_id = %s and persons && %s::uuid[] and purpose = %s and at >= %s and at <= %s
group by act, outcome order by act, outcome
"""


@dataclass(frozen=True, slots=True)
class Done:
    """How often somebody did one thing about a person, and with how many facts of the record."""

    act: str
    outcome: str
    times: int
    facts: int


def list_looks(*, persons: Sequence[UUID], before: int | None = None, limit: int = 50) -> list[TrailEntry]:
    """Entries that concern one of these people, older than entry ``before``, newest first, ``limit`` at most."""
    return list_entries(sought=TrailFilter(persons=tuple(persons)), before=before, limit=limit)


def count_done(
    *, actor_id: str, persons: Sequence[UUID], purpose: str, since: datetime, until: datetime
) -> list[Done]:
    """What one actor did about these people for one purpose within a time, by act and outcome."""
    with connection.cursor() as cursor:
        cursor.execute(_DONE, [actor_id, list(persons), purpose, since, until])
        return [Done(*row) for row in cursor.fetchall()]
