"""Dossiers as they were sent, one line for each time; and one dossier with all that is known about its way."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from hoaban.foundation.audit import api as audit
from hoaban.kernel.actor import Actor, Purpose
from hoaban.kernel.clock import VIETNAM
from hoaban.kernel.errors import NotFound
from hoaban.shared.claims.models import Finding, Submission
from hoaban.shared.claims.queries import sight as seeing
from hoaban.shared.claims.queries import standing as in_force
from hoaban.shared.claims.queries.reports import FindingReport, finding_report
from hoaban.shared.claims.queries.sight import Sight
from hoaban.shared.claims.queries.standing import Original, Standing

MOST = 10_000
"""A list is counted and paged this far; beyond it, filters help."""
_FINDINGS = 500
_DELIVERIES = 100


@dataclass(frozen=True, slots=True)
class Wanted:
    """What narrows the list; empty: everything."""

    facility: str = ""
    first: date | None = None
    last: date | None = None
    verdict: str = ""
    outcome: str = ""
    code: str = ""
    ma_lk: str = ""
    batch: UUID | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """One dossier as it stood in one file. ``batch`` is None when that batch is not for this actor."""

    ref: UUID
    received_at: datetime
    source: str
    batch: UUID | None
    facility_code: str
    ma_lk: str
    verdict: str
    outcome: str
    errors: int
    warnings: int


@dataclass(frozen=True, slots=True)
class DeliveryPage:
    """Some of the deliveries. ``total`` stops at :data:`MOST`; then ``too_many`` is true."""

    deliveries: tuple[Delivery, ...]
    total: int
    too_many: bool


@dataclass(frozen=True, slots=True)
class DossierPage:
    """One delivery, what was found in it, the others of the same visit, and the dossier in force.

    ``standing`` is None when nothing was stored, or when it is not for this actor.
    """

    sent: Delivery
    findings: tuple[FindingReport, ...]
    more_findings: bool
    deliveries: tuple[Delivery, ...]
    standing: Standing | None


def readable_facilities(actor: Actor) -> frozenset[str] | None:
    """The facilities whose dossiers the actor may list; None: all."""
    return seeing.sight_of(actor).facilities


def list_deliveries(*, actor: Actor, wanted: Wanted, start: int = 0, count: int = 50) -> DeliveryPage:
    """What was sent, newest first, as far as the actor may see it."""
    sight = seeing.sight_of(actor)
    rows = _narrowed(seeing.submissions(sight), wanted)
    total = rows.order_by()[: MOST + 1].count()
    stop = min(start + count, MOST)
    shown = rows.select_related("file__batch").order_by("-received_at", "-id")[min(start, stop) : stop]
    with transaction.atomic():
        found = tuple(_delivery(one, sight) for one in shown)
        audit.write(
            actor=actor, act="claims.list", purpose=Purpose.PAYMENT,
            detail={"count": len(found), "digest": audit.digest_of_ids([one.ref for one in found])},
        )  # fmt: skip
    return DeliveryPage(found, min(total, MOST), total > MOST)


def find_dossier(*, actor: Actor, ref: UUID) -> DossierPage:
    """One delivery and its dossier. :raises NotFound: there is none, or it is not for this actor."""
    sight, sent = _sent(actor, ref)
    found = Finding.objects.filter(submission=sent).order_by("severity", "id")[: _FINDINGS + 1]
    same = seeing.submissions(sight).filter(facility_code=sent.facility_code, ma_lk=sent.ma_lk)
    same = same if sent.ma_lk else same.filter(pk=sent.pk)
    deliveries = same.select_related("file__batch").order_by("-received_at", "-id")[:_DELIVERIES]
    with _one_look(actor, "claims.read", ref):
        return DossierPage(
            _delivery(sent, sight), tuple(map(finding_report, found[:_FINDINGS])), len(found) > _FINDINGS,
            tuple(_delivery(one, sight) for one in deliveries), in_force.standing(actor, sight, sent),
        )  # fmt: skip


def find_original(*, actor: Actor, ref: UUID, version: int) -> Original:
    """A version of the original of a delivery's dossier. :raises NotFound: there is none for this actor."""
    sight, sent = _sent(actor, ref)
    with _one_look(actor, "claims.original", ref):
        return in_force.original(actor, sight, sent, version=version)


def _one_look(actor: Actor, act: str, ref: UUID) -> AbstractContextManager[None]:
    """What the record tells about a delivery is part of the one look at it."""
    return audit.as_one(actor=actor, act=act, purpose=Purpose.PAYMENT, detail={"delivery": str(ref)})


def _sent(actor: Actor, ref: UUID) -> tuple[Sight, Submission]:
    sight = seeing.sight_of(actor)
    sent = seeing.submissions(sight).filter(ref=ref).select_related("file__batch").first()
    if sent is None:
        if Submission.objects.filter(ref=ref).exists():
            audit.write_refusal(
                actor=actor, act="claims.read", purpose=Purpose.PAYMENT, detail={"delivery": str(ref)}
            )
        raise NotFound("Không có hồ sơ này.", "There is no such dossier.", place="dossier")
    return sight, sent


def _narrowed(rows: QuerySet[Submission], wanted: Wanted) -> QuerySet[Submission]:
    if wanted.facility:
        rows = rows.filter(facility_code=wanted.facility)
    if wanted.first:
        rows = rows.filter(received_at__gte=_midnight(wanted.first))
    if wanted.last:
        rows = rows.filter(received_at__lt=_midnight(wanted.last + timedelta(days=1)))
    if wanted.verdict:
        rows = rows.filter(verdict=wanted.verdict)
    if wanted.outcome:
        rows = rows.filter(outcome=wanted.outcome)
    if wanted.code:
        rows = rows.filter(Exists(Finding.objects.filter(submission=OuterRef("pk"), code=wanted.code)))
    if wanted.ma_lk:
        rows = rows.filter(ma_lk__contains=wanted.ma_lk)
    if wanted.batch:
        rows = rows.filter(file__batch=wanted.batch)
    return rows


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), VIETNAM)


def _delivery(one: Submission, sight: Sight) -> Delivery:
    batch = one.file.batch
    follows = sight.holds(batch) or (sight.facilities is None and sight.sieve is not None)
    return Delivery(
        one.ref, one.received_at, batch.source, batch.id if follows else None, one.facility_code, one.ma_lk,
        one.verdict, one.outcome, one.errors, one.warnings,
    )  # fmt: skip
