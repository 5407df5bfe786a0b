"""Emergencies: what is open, what waits for a review, what lets somebody see a person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from hoaban.foundation.accounts import models
from hoaban.foundation.accounts.rules.measures import measures
from hoaban.kernel.actor import Actor
from hoaban.kernel.clock import vietnam_day
from hoaban.kernel.errors import NotFound


@dataclass(frozen=True, slots=True)
class Emergency:
    """A record that was opened in an emergency."""

    id: UUID
    username: str
    actor_id: str
    person: UUID
    kind: str
    words: str
    opened_at: datetime
    ends_at: datetime
    reviewed_at: datetime | None
    reviewed_by: str
    verdict: str
    review_words: str

    def is_open(self, now: datetime) -> bool:
        """Whether the record is open now."""
        return self.opened_at <= now < self.ends_at

    def is_overdue(self, now: datetime) -> bool:
        """Whether its review should have been made."""
        longest = timedelta(days=measures(vietnam_day(now)).emergency_review_days)
        return self.reviewed_at is None and now - self.opened_at > longest


def open_emergencies(account_id: int, *, now: datetime) -> list[models.Emergency]:
    """Those of one account that are open now."""
    return list(models.Emergency.objects.filter(account=account_id, opened_at__lte=now, ends_at__gt=now))


def find_open_emergency(*, actor: Actor, person: UUID, now: datetime) -> Emergency | None:
    """The emergency that opens a person's record to this actor now."""
    rows = _rows().filter(person=person, opened_at__lte=now, ends_at__gt=now)
    row = rows.filter(account__username=actor.id.removeprefix("account:")).order_by("-ends_at").first()
    return _emergency(row) if row else None


def emergencies_of_person(persons: Iterable[UUID], *, since: datetime | None = None) -> list[Emergency]:
    """Those about a person (by all ids they had), newest first; ``since``: that were still open then or later."""
    rows = _rows().filter(person__in=list(persons)).order_by("-opened_at")
    return [_emergency(row) for row in (rows.filter(ends_at__gte=since) if since else rows)]


def emergencies_to_review(*, reviewed: bool, start: int, count: int) -> list[Emergency]:
    """A page of those that wait (the oldest first) or were reviewed (the latest first)."""
    if reviewed:
        rows = _rows().exclude(reviewed_at=None).order_by("-reviewed_at", "id")
    else:
        rows = _rows().filter(reviewed_at=None).order_by("opened_at", "id")
    return [_emergency(row) for row in rows[start : start + count]]


def get_emergency(emergency: UUID) -> Emergency:
    """:raises NotFound: there is no such one."""
    row = _rows().filter(pk=emergency).first()
    if row is None:
        raise NotFound("Không có lần mở khẩn cấp này.", "There is no such emergency.")
    return _emergency(row)


def count_waiting(*, now: datetime) -> tuple[int, int]:
    """How many wait for a review, and how many of these are overdue."""
    longest = timedelta(days=measures(vietnam_day(now)).emergency_review_days)
    waiting = models.Emergency.objects.filter(reviewed_at=None)
    return waiting.count(), waiting.filter(opened_at__lt=now - longest).count()


def _rows() -> QuerySet[models.Emergency]:
    return models.Emergency.objects.select_related("account")


def _emergency(row: models.Emergency) -> Emergency:
    return Emergency(
        row.pk, row.account.username, f"account:{row.account.username}", row.person, row.kind, row.words,
        row.opened_at, row.ends_at, row.reviewed_at, row.reviewed_by, row.verdict, row.review_words,
    )  # fmt: skip
