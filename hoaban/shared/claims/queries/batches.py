"""Batches as their senders follow them: how far, how many, which rules were broken."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Min, QuerySet

from hoaban.kernel.actor import Actor
from hoaban.shared.claims.models import Batch, Finding
from hoaban.shared.claims.queries import sight as seeing
from hoaban.shared.claims.queries.reports import FindingReport, finding_report, told_name
from hoaban.shared.claims.queries.sight import Sight

_NAMED = 4
"""File names that a line of the list needs at most."""


@dataclass(frozen=True, slots=True)
class BatchLine:
    """One batch in a list. Counts are of what the actor may see; ``files`` names the first few of ``file_count``."""

    id: UUID
    source: str
    created_at: datetime
    state: str
    files: tuple[str, ...]
    file_count: int
    unfinished: int
    verdicts: dict[str, int]
    outcomes: dict[str, int]
    failure_vi: str
    failure_en: str

    @property
    def done(self) -> int:
        """Dossiers that were read."""
        return sum(self.verdicts.values())


@dataclass(frozen=True, slots=True)
class RuleCount:
    """How often a rule was broken in a batch."""

    code: str
    severity: str
    count: int
    message_vi: str
    message_en: str


@dataclass(frozen=True, slots=True)
class PlacedFinding:
    """A finding with what it is about: a dossier with its page, or a file."""

    about: str
    ref: UUID | None
    finding: FindingReport


def list_batches(*, actor: Actor, limit: int = 50) -> list[BatchLine]:
    """Batches that the actor may see, newest first."""
    sight = seeing.sight_of(actor)
    return [_line(one, sight) for one in seeing.batches(sight).order_by("-created_at")[:limit]]


def find_batch(*, actor: Actor, batch_id: UUID) -> BatchLine:
    """One batch. :raises NotFound: there is none, or it is not for this actor."""
    sight = seeing.sight_of(actor)
    return _line(seeing.find_batch(sight, batch_id), sight)


def rule_counts(*, actor: Actor, batch_id: UUID) -> list[RuleCount]:
    """Which rule was broken how often in a batch: errors first, then the most frequent."""
    sight = seeing.sight_of(actor)
    rows = (
        seeing.findings(sight, seeing.find_batch(sight, batch_id))
        .values("code", "severity")
        .annotate(number=Count("id"), vi=Min("message_vi"), en=Min("message_en"))
        .order_by("severity", "-number")
    )
    return [RuleCount(r["code"], r["severity"], r["number"], r["vi"], r["en"]) for r in rows]


def list_findings(
    *, actor: Actor, batch_id: UUID, code: str = "", start: int = 0, count: int = 100
) -> list[PlacedFinding]:
    """One page of the findings of a batch; of one rule when ``code`` is given. The trail says so."""
    rows = _findings(actor, batch_id, code)
    with transaction.atomic():
        seeing.tell(actor, batch_id)
        return [_placed(one) for one in rows[start : start + count]]


def all_findings(*, actor: Actor, batch_id: UUID) -> Iterator[PlacedFinding]:
    """Every finding of a batch, however many; the trail says so. :raises NotFound: as :func:`find_batch`."""
    rows = _findings(actor, batch_id, "")
    seeing.tell(actor, batch_id)
    return map(_placed, rows.iterator(chunk_size=1000))


def _findings(actor: Actor, batch_id: UUID, code: str) -> QuerySet[Finding]:
    sight = seeing.sight_of(actor)
    rows = seeing.findings(sight, seeing.find_batch(sight, batch_id))
    rows = rows.select_related("submission", "file").order_by("severity", "id")
    return rows.filter(code=code) if code else rows


def _placed(one: Finding) -> PlacedFinding:
    sent = one.submission
    if sent is None:
        return PlacedFinding(told_name(one.file), None, finding_report(one))
    return PlacedFinding(f"{sent.facility_code} {sent.ma_lk}", sent.ref, finding_report(one))


def _line(batch: Batch, sight: Sight) -> BatchLine:
    files, dossiers = seeing.files(sight, batch), seeing.sent_in(sight, batch)
    return BatchLine(
        batch.id, batch.source, batch.created_at, batch.state,
        tuple(told_name(one) for one in files[:_NAMED]), files.count(), files.filter(finished=False).count(),
        dict(dossiers.values_list("verdict").annotate(Count("id")).order_by()),
        dict(dossiers.values_list("outcome").annotate(Count("id")).order_by()),
        batch.failure_vi, batch.failure_en,
    )  # fmt: skip
