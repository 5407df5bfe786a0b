"""The trail as an auditor reads it: newest first, page by page. Ids and counts only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from hoaban.foundation.audit.models import Entry


@dataclass(frozen=True, slots=True)
class TrailEntry:
    """One entry, for reading."""

    id: int
    at: datetime
    actor_id: str
    actor_kind: str
    act: str
    purpose: str
    outcome: str
    persons: tuple[UUID, ...]
    detail: dict[str, Any]
    request_id: str


@dataclass(frozen=True, slots=True)
class TrailFilter:
    """What to look for; empty means anything. ``since`` is included, ``until`` is not."""

    actor_id: str = ""
    act: str = ""
    outcome: str = ""
    request_id: str = ""
    since: datetime | None = None
    until: datetime | None = None


def list_entries(
    *, sought: TrailFilter | None = None, before: int | None = None, limit: int = 50
) -> list[TrailEntry]:
    """Entries below id ``before`` (None: from the newest), newest first, ``limit`` at most."""
    sought = sought or TrailFilter()
    wanted = Q()
    if before is not None:
        wanted &= Q(id__lt=before)
    if sought.since:
        wanted &= Q(at__gte=sought.since)
    if sought.until:
        wanted &= Q(at__lt=sought.until)
    for name in ("actor_id", "act", "outcome", "request_id"):
        value = getattr(sought, name)
        if value:
            wanted &= Q(**{name: value})
    return [entry_of(row) for row in Entry.objects.filter(wanted).order_by("-id")[:limit]]


def entry_of(row: Entry) -> TrailEntry:
    """The plain form of a stored entry."""
    return TrailEntry(
        row.id, row.at, row.actor_id, row.actor_kind, row.act, row.purpose, row.outcome,
        tuple(row.persons), row.detail, row.request_id,
    )  # fmt: skip
