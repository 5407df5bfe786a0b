"""The limits of the rules as they hold, and who is marked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from hoaban.foundation.audit import api as audit
from hoaban.kernel.actor import Actor
from hoaban.shared.auditing import policies
from hoaban.shared.auditing.models import Limit, Mark
from hoaban.shared.auditing.rules import unusual
from hoaban.shared.people import api as people


@dataclass(frozen=True, slots=True)
class Held:
    """A limit as it holds: its value, and who set it, when and why (nobody: as delivered)."""

    limit: unusual.Limit
    value: int
    set_by: str
    set_at: datetime | None
    words: str


@dataclass(frozen=True, slots=True)
class Marked:
    """Somebody who is marked, by name where the register knows them."""

    id: int
    person: UUID
    name: str
    kind: str
    words: str
    set_at: datetime
    set_by: str


def list_limits() -> dict[str, tuple[Held, ...]]:
    """Rule -> its limits as they hold now."""
    latest = {(row.rule, row.key): row for row in Limit.objects.order_by("set_at", "pk")}
    return {
        key: tuple(_held(one, latest.get((key, one.key))) for one in rule.limits)
        for key, rule in unusual.rules().items()
    }


def limits_of() -> dict[str, dict[str, int]]:
    """Rule -> limit -> value, as they hold now."""
    return {rule: {one.limit.key: one.value for one in held} for rule, held in list_limits().items()}


def list_marks(*, actor: Actor, now: datetime) -> list[Marked]:
    """Who is marked now; the look is in the trail with their ids. :raises NotAllowed: the actor reviews nothing."""
    policies.must(actor, policies.REVIEW, "audit.findings")
    with transaction.atomic():
        rows = list(Mark.objects.filter(ended_at=None).order_by("-set_at", "pk"))
        named = people.describe({row.person for row in rows})
        audit.write(
            actor=actor, act="audit.findings", persons=sorted({row.person for row in rows}),
            detail={"of": "marks", "count": len(rows)}, now=now,
        )  # fmt: skip
        return [
            Marked(
                row.pk, row.person, named[row.person].name if row.person in named else "", row.kind, row.words,
                row.set_at, row.set_by,
            )
            for row in rows
        ]  # fmt: skip


def marked_persons() -> dict[UUID, UUID]:
    """Every id that the trail may know a marked person by -> the person."""
    persons = Mark.objects.filter(ended_at=None).values_list("person", flat=True)
    return {one: person for person in persons for one in people.ids_of(person)}


def _held(limit: unusual.Limit, row: Limit | None) -> Held:
    if row is None:
        return Held(limit, limit.first, "", None, "")
    return Held(limit, row.value, row.set_by, row.set_at, row.words)
