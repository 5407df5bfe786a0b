"""Open a breach, write down what is known of it and what was done, close it. Sent twice, each is done once."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from hoaban.foundation.audit import api as audit
from hoaban.kernel import ids
from hoaban.kernel.actor import Actor, Purpose
from hoaban.kernel.clock import vietnam_day
from hoaban.kernel.errors import Conflict, Invalid, NotFound
from hoaban.shared.auditing import api as auditing
from hoaban.shared.privacy import policies
from hoaban.shared.privacy.models import Breach, BreachFacts, BreachStep
from hoaban.shared.privacy.rules import breaches
from hoaban.shared.privacy.rules.breaches import Facts, StepKind, StepTaken

OPEN, DESCRIBE, STEP = "privacy.open-breach", "privacy.describe-breach", "privacy.breach-step"


def open_breach(
    *, actor: Actor, discovered_at: datetime, facts: Facts, finding: UUID | None = None, once: str, now: datetime
) -> int:  # fmt: skip
    """Start the clock of a breach; returns its number. ``once``: what the form was sent with.

    :raises NotAllowed: the actor keeps no breaches. :raises Invalid: what is missing.
    """
    policies.must(actor, policies.BREACHES, OPEN)
    breaches.check_discovery(discovered_at, now)
    breaches.check_facts(facts, on=vietnam_day(now))
    if finding and not auditing.is_sign(actor, finding, now=now):
        raise Invalid(
            "Không có dấu hiệu bất thường này.", "There is no such sign of unusual use.", place="finding"
        )
    key = _key(actor, "breach", once, now)
    with transaction.atomic():
        row, is_new = Breach.objects.get_or_create(
            key=key,
            defaults={
                "discovered_at": discovered_at, "due_at": breaches.due_at(discovered_at), "entered_at": now,
                "entered_by": actor.id, "finding": finding,
            },
        )  # fmt: skip
        if is_new:
            _describe(row, actor, facts, key, now)
            detail = {"breach": row.pk, "finding": str(finding or "")}
            _enter(actor, OPEN, detail, now)
    return row.pk


def describe_breach(*, actor: Actor, number: int, facts: Facts, seen: int, once: str, now: datetime) -> None:
    """Write down what is known now; what was known before stays. ``seen``: how many versions the actor had before them.

    :raises NotAllowed, NotFound, Invalid: as elsewhere. :raises Conflict: somebody wrote meanwhile, or it is closed.
    """
    policies.must(actor, policies.BREACHES, DESCRIBE)
    with transaction.atomic():
        row, key = _locked(number), _key(actor, f"facts-{number}", once, now)
        if BreachFacts.objects.filter(key=key).exists():
            return
        breaches.check_facts(facts, on=vietnam_day(now))
        if row.closed_at is not None:
            raise Conflict("Vụ việc này đã kết thúc.", "This breach is closed.")
        if row.versions.count() != seen:
            raise Conflict(
                "Có người vừa ghi thêm; xem lại rồi ghi tiếp, lời bạn gõ còn ở dưới.",
                "Somebody wrote meanwhile; look again, what you typed is below.",
            )
        _describe(row, actor, facts, key, now)
        _enter(actor, DESCRIBE, {"breach": number}, now)


def take_breach_step(*, actor: Actor, number: int, step: StepTaken, once: str, now: datetime) -> None:
    """Note whom somebody told, what happened, or that it is over.

    :raises NotAllowed, NotFound, Invalid: as elsewhere. :raises Conflict: it is closed.
    """
    policies.must(actor, policies.BREACHES, STEP)
    with transaction.atomic():
        row = _locked(number)
        if note_step(row, actor, step, once, now):
            _enter(actor, STEP, {"breach": number, "step": step.kind.value, "told": step.recipient}, now)


def note_step(row: Breach, actor: Actor, step: StepTaken, once: str, now: datetime) -> bool:
    """Add a step to a breach that the caller holds; False when it was added before."""
    key = _key(actor, f"step-{row.pk}", once, now)
    if BreachStep.objects.filter(key=key).exists():
        return False
    closed = row.closed_at is not None
    breaches.check_step(step, closed=closed, discovered_at=row.discovered_at, now=now)
    told = step.kind is StepKind.TOLD
    BreachStep.objects.create(
        key=key, breach=row, at=now, by=actor.id, kind=step.kind, words=step.words.strip(),
        recipient=step.recipient if told else "", told_at=step.at if told else None,
    )  # fmt: skip
    if told and step.at and step.recipient == breaches.AUTHORITY:
        row.told_at = min(row.told_at or step.at, step.at)
    if step.kind is StepKind.CLOSED:
        row.closed_at = now
    row.save(update_fields=["told_at", "closed_at"])
    return True


def find_open(number: int) -> Breach:
    """A breach that is going on, held until the transaction ends.

    :raises NotFound: there is none. :raises Conflict: it is closed.
    """
    row = _locked(number)
    if row.closed_at is not None:
        raise Conflict("Vụ việc này đã kết thúc.", "This breach is closed.")
    return row


def _describe(row: Breach, actor: Actor, facts: Facts, key: UUID, now: datetime) -> None:
    BreachFacts.objects.create(
        key=key, breach=row, at=now, by=actor.id, what=facts.what.strip(), how=facts.how.strip(), people=facts.people,
        categories=list(facts.categories), consequences=facts.consequences.strip(), measures=facts.measures.strip(),
    )  # fmt: skip


def _locked(number: int) -> Breach:
    row = Breach.objects.select_for_update().filter(pk=number).first()
    if row is None:
        raise NotFound("Không có vụ việc này.", "There is no such breach.", place="breach")
    return row


def _key(actor: Actor, what: str, once: str, now: datetime) -> UUID:
    return ids.uuid8_timeless(what, actor.id, once) if once else ids.uuid7(now)


def _enter(actor: Actor, act: str, detail: dict[str, object], now: datetime) -> None:
    audit.write(actor=actor, act=act, purpose=Purpose.OPERATIONS, detail=detail, now=now)
