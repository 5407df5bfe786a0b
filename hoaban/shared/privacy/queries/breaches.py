"""Breaches of personal data: the work list by the clock, and one with all that is known of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from hoaban.foundation.accounts import api as accounts
from hoaban.foundation.audit import api as audit
from hoaban.kernel.actor import Actor, Purpose
from hoaban.kernel.errors import NotFound
from hoaban.shared.privacy import models, policies
from hoaban.shared.privacy.rules import breaches
from hoaban.shared.privacy.rules.breaches import Facts, StepKind

LOOK = "privacy.breaches"


@dataclass(frozen=True, slots=True)
class Version:
    """What was known from an instant on, and who wrote it."""

    at: datetime
    by: str
    facts: Facts


@dataclass(frozen=True, slots=True)
class Step:
    """Something that was done about a breach."""

    at: datetime
    by: str
    kind: StepKind
    recipient: str
    told_at: datetime | None
    words: str


@dataclass(frozen=True, slots=True)
class Breach:
    """One breach. ``versions``: what was known, the latest last."""

    number: int
    discovered_at: datetime
    due_at: datetime
    entered_at: datetime
    entered_by: str
    finding: UUID | None
    told_at: datetime | None
    closed_at: datetime | None
    versions: tuple[Version, ...]
    steps: tuple[Step, ...]
    known: Mapping[str, accounts.Known]

    @property
    def facts(self) -> Facts:
        """What is known now."""
        return self.versions[-1].facts

    def is_overdue(self, now: datetime) -> bool:
        """Whether the authority was not told, or told too late."""
        return (self.told_at or now) > self.due_at

    def told(self, recipient: str) -> datetime | None:
        """When somebody was first told."""
        times = [one.told_at for one in self.steps if one.recipient == recipient and one.told_at]
        return min(times, default=None)


@dataclass(frozen=True, slots=True)
class Breaches:
    """A page of breaches; ``late``: open ones whose authority has not been told in time."""

    breaches: tuple[Breach, ...]
    open: int
    late: int
    more: bool


def list_breaches(*, actor: Actor, closed: bool, start: int, count: int, now: datetime) -> Breaches:
    """Open ones, the first due first; or closed ones, the latest first. :raises NotAllowed: the actor keeps none."""
    policies.must(actor, policies.BREACHES, LOOK)
    waiting = models.Breach.objects.filter(closed_at=None)
    done = models.Breach.objects.exclude(closed_at=None).order_by("-closed_at", "-id")
    with transaction.atomic():
        rows = list((done if closed else waiting.order_by("due_at", "id"))[start : start + count + 1])
        found = tuple(_breaches(rows[:count]))
        late = waiting.filter(told_at=None, due_at__lt=now).count()
        _enter(actor, {"count": len(found)}, now)
        return Breaches(found, waiting.count(), late, len(rows) > count)


def find_breach(*, actor: Actor, number: int, now: datetime) -> Breach:
    """:raises NotAllowed: the actor keeps none. :raises NotFound: there is no such breach."""
    policies.must(actor, policies.BREACHES, LOOK)
    with transaction.atomic():
        rows = list(models.Breach.objects.filter(pk=number))
        if not rows:
            raise NotFound("Không có vụ việc này.", "There is no such breach.", place="breach")
        _enter(actor, {"breach": number}, now)
        return next(iter(_breaches(rows)))


def _breaches(rows: list[models.Breach]) -> Iterable[Breach]:
    versions: dict[int, list[Version]] = {}
    for one in models.BreachFacts.objects.filter(breach__in=[row.pk for row in rows]):
        facts = Facts(
            one.what, one.how, one.people, tuple(one.categories), one.consequences, one.measures
        )  # fmt: skip
        versions.setdefault(one.breach_id, []).append(Version(one.at, one.by, facts))
    steps: dict[int, list[Step]] = {}
    for each in models.BreachStep.objects.filter(breach__in=[row.pk for row in rows]):
        step = Step(each.at, each.by, breaches.StepKind(each.kind), each.recipient, each.told_at, each.words)
        steps.setdefault(each.breach_id, []).append(step)
    by = {row.entered_by for row in rows}
    by |= {one.by for found in versions.values() for one in found}
    by |= {step.by for found in steps.values() for step in found}
    known = accounts.known_actors(by)
    for row in rows:
        yield Breach(
            row.pk, row.discovered_at, row.due_at, row.entered_at, row.entered_by, row.finding, row.told_at,
            row.closed_at, tuple(versions[row.pk]), tuple(steps.get(row.pk, ())), known,
        )  # fmt: skip


def _enter(actor: Actor, detail: dict[str, object], now: datetime) -> None:
    audit.write(actor=actor, act=LOOK, purpose=Purpose.OPERATIONS, detail=detail, now=now)
