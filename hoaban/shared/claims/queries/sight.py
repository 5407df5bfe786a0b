"""What an actor may see of what was sent: their own files whole, and of others what the record shows them.

Who sent a file holds it, so they are told all that was found in it. Everybody else meets a dossier as the record
lets them: one that it hides is in no list, count, file or batch (docs/decisions/0010-claims-pages.md).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import BooleanField, Exists, F, Func, OuterRef, Q, QuerySet
from django.db.models.lookups import Exact

from hoaban.foundation.audit import api as audit
from hoaban.kernel.actor import Actor, Purpose
from hoaban.kernel.errors import NotFound
from hoaban.record import api as record
from hoaban.shared.claims import policies
from hoaban.shared.claims.models import Batch, BatchFile, Dossier, Finding, Submission


@dataclass(frozen=True, slots=True)
class Sight:
    """One actor's sight. ``facilities`` None: all. ``sieve`` None: only what they sent themselves."""

    actor: Actor
    facilities: frozenset[str] | None
    sieve: record.Sieve | None

    @property
    def actor_id(self) -> str:
        """By what batches remember who sent them."""
        return self.actor.id

    @property
    def is_whole(self) -> bool:
        """Nothing is kept from this actor."""
        return self.facilities is None and self.sieve is not None and self.sieve.passes_all

    def holds(self, batch: Batch) -> bool:
        """Whether a batch may be seen whole."""
        return self.is_whole or batch.sent_by == self.actor_id


class _Seen(Func):
    """True where the record shows the Encounter with this id."""

    output_field = BooleanField()

    def __init__(self, expression: F, *, sieve: record.Sieve) -> None:
        super().__init__(expression)
        self.sieve = sieve

    def as_sql(self, compiler: Any, connection: Any, *_: Any, **__: Any) -> Any:  # noqa: ARG002 (Django's)
        """The record's own condition, over the column that the query gives."""
        column, arguments = compiler.compile(self.get_source_expressions()[0])
        sql, more = self.sieve.over(column)
        return sql, [*arguments, *more]


def sight_of(actor: Actor) -> Sight:
    """What this actor may see."""
    readable = policies.facilities_readable(actor)
    if readable == frozenset() or not actor.may(f"record.read:{Purpose.PAYMENT}"):
        return Sight(actor, frozenset(), None)
    return Sight(actor, readable, record.open(actor, purpose=Purpose.PAYMENT).sieve("Encounter"))


def submissions(sight: Sight) -> QuerySet[Submission]:
    """All dossiers sent that may be seen."""
    rows = Submission.objects.all()
    return rows if sight.is_whole else rows.filter(Q(file__batch__sent_by=sight.actor_id) | _of_others(sight))


def batches(sight: Sight) -> QuerySet[Batch]:
    """Batches sent by this actor; those of others for who may read all facilities, when anything in them is seen."""
    rows = Batch.objects.all()
    if sight.is_whole:
        return rows
    own = Q(sent_by=sight.actor_id)
    if sight.facilities is not None or sight.sieve is None:
        return rows.filter(own)
    return rows.filter(own | Exists(_shown_files(sight).filter(batch=OuterRef("pk"))))


def find_batch(sight: Sight, batch_id: UUID) -> Batch:
    """One batch. :raises NotFound: there is none, or it is not for this actor (which the trail then says)."""
    batch = batches(sight).filter(id=batch_id).first()
    if batch is None:
        if Batch.objects.filter(id=batch_id).exists():
            detail = {"batch": str(batch_id)}
            audit.write_refusal(
                actor=sight.actor, act="claims.findings", purpose=Purpose.PAYMENT, detail=detail
            )
        raise NotFound("Không có lô này.", "There is no such batch.", place="batch")
    return batch


def tell(actor: Actor, batch_id: UUID) -> None:
    """Enter that what was found in a batch is about to be shown. What goes out piece by piece is told before it begins."""
    detail = {"batch": str(batch_id)}
    with transaction.atomic():
        audit.write(actor=actor, act="claims.findings", purpose=Purpose.PAYMENT, detail=detail)


def files(sight: Sight, batch: Batch) -> QuerySet[BatchFile]:
    """The files of a batch of which something is seen."""
    rows = batch.files.all() if sight.holds(batch) else _shown_files(sight).filter(batch=batch)
    return rows.order_by("id")


def sent_in(sight: Sight, batch: Batch) -> QuerySet[Submission]:
    """The dossiers of a batch that may be seen."""
    rows = Submission.objects.filter(file__batch=batch)
    return rows if sight.holds(batch) else rows.filter(_of_others(sight))


def findings(sight: Sight, batch: Batch) -> QuerySet[Finding]:
    """The findings of a batch that may be seen.

    What was found about a file as a whole may count its dossiers, or tell its length: it is told only where
    nothing of the file is hidden.
    """
    rows = Finding.objects.filter(file__batch=batch)
    if sight.holds(batch):
        return rows
    in_file = Submission.objects.filter(file=OuterRef("file"))
    of_dossiers = Q(submission__in=Submission.objects.filter(file__batch=batch).filter(_of_others(sight)))
    return rows.filter(of_dossiers | Q(submission=None) & ~Exists(in_file.exclude(_of_others(sight))))


def _of_others(sight: Sight) -> Q:
    """Of submissions: those that may be seen whoever sent them."""
    if sight.sieve is None:
        return Q(pk__in=())
    seen = Q() if sight.facilities is None else Q(facility_code__in=sight.facilities)
    if sight.sieve.passes_all:
        return seen
    of_visit = Dossier.objects.filter(facility_code=OuterRef("facility_code"), ma_lk=OuterRef("ma_lk"))
    hidden = Exists(of_visit.exclude(Q(_Seen(F("id"), sieve=sight.sieve))))
    return seen & Q(Exact(F("labels").bitand(sight.sieve.hidden), 0)) & ~Q(hidden)


def _shown_files(sight: Sight) -> QuerySet[BatchFile]:
    in_file = Submission.objects.filter(file=OuterRef("pk"))
    unread = ~Exists(in_file) & Exists(Finding.objects.filter(file=OuterRef("pk")))
    return BatchFile.objects.filter(Exists(in_file.filter(_of_others(sight))) | unread)
