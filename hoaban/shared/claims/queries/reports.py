"""The report of one batch: every file, dossier and finding, as the command line and the API print it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Min, Sum

from hoaban.kernel.actor import Actor
from hoaban.kernel.errors import NotFound
from hoaban.shared.claims import policies
from hoaban.shared.claims.models import Batch, BatchFile, Finding, Submission


@dataclass(frozen=True, slots=True)
class FindingReport:
    """One finding at its place; the value is masked where it identifies a person."""

    severity: str
    table: str
    row: int | None
    field: str
    code: str
    value: str
    message_vi: str
    message_en: str
    legal_basis: str


@dataclass(frozen=True, slots=True)
class DossierReport:
    """One dossier of a file. ``outcome``: stored, corrected, unchanged or refused."""

    facility: str
    ma_lk: str
    verdict: str
    outcome: str
    findings: tuple[FindingReport, ...]


@dataclass(frozen=True, slots=True)
class FileReport:
    """One file; ``findings`` are about the file as a whole."""

    path: str
    findings: tuple[FindingReport, ...]
    dossiers: tuple[DossierReport, ...]


@dataclass(frozen=True, slots=True)
class BatchReport:
    """One batch. ``totals``: files, dossiers, and dossiers by verdict and by outcome."""

    id: UUID
    state: str
    files: tuple[FileReport, ...]
    totals: dict[str, int]


def report(*, actor: Actor, batch_id: UUID) -> BatchReport:
    """The report of a batch, to whoever sent it or may read what it holds.

    :raises NotFound: there is none, or it is not for this actor.
    """
    batch = Batch.objects.filter(id=batch_id).first()
    if batch is None or not policies.may_see_batch(actor, sent_by=batch.sent_by):
        raise NotFound("Không có lô này.", "There is no such batch.", place="batch")
    files = tuple(_file(one) for one in batch.files.order_by("id"))
    dossiers = [one for file in files for one in file.dossiers]
    verdicts, outcomes = Counter(one.verdict for one in dossiers), Counter(one.outcome for one in dossiers)
    totals = {
        "files": len(files),
        "dossiers": len(dossiers),
        **dict.fromkeys(_COUNTED, 0),
        **verdicts,
        **outcomes,
    }
    totals["unreadable_files"] = sum(
        any(found.severity == "error" for found in file.findings) for file in files
    )
    return BatchReport(batch.id, batch.state, files, totals)


def dossiers_taken(path: str) -> int:
    """How many dossiers of a file, folder or archive on this machine have been committed so far."""
    taken: int | None = BatchFile.objects.filter(path=path).aggregate(taken=Sum("done"))["taken"]
    return taken or 0


@dataclass(frozen=True, slots=True)
class BatchLine:
    """One batch in a list. ``done`` and ``rejected`` count dossiers; sizes in bytes."""

    id: UUID
    source: str
    created_at: datetime
    state: str
    files: tuple[str, ...]
    unfinished: int
    done: int
    rejected: int
    warned: int
    failure_vi: str
    failure_en: str


@dataclass(frozen=True, slots=True)
class RuleCount:
    """How often a rule was broken in a batch."""

    code: str
    severity: str
    count: int
    message_vi: str
    message_en: str


def list_batches(*, actor: Actor, limit: int = 50) -> list[BatchLine]:
    """Batches that the actor sent, or all for who reads every facility's dossiers; newest first."""
    rows = Batch.objects.order_by("-created_at")
    if not policies.may_see_batch(actor, sent_by=""):
        rows = rows.filter(sent_by=actor.id)
    return [_line(one) for one in rows[:limit]]


def find_batch(*, actor: Actor, batch_id: UUID) -> BatchLine:
    """One batch. :raises NotFound: there is none, or it is not for this actor."""
    batch = Batch.objects.filter(id=batch_id).first()
    if batch is None or not policies.may_see_batch(actor, sent_by=batch.sent_by):
        raise NotFound("Không có lô này.", "There is no such batch.", place="batch")
    return _line(batch)


def _line(batch: Batch) -> BatchLine:
    files = list(batch.files.order_by("id").values_list("name", "finished"))
    verdicts = dict(
        Submission.objects.filter(file__batch=batch).values_list("verdict").annotate(Count("id")).order_by()
    )
    return BatchLine(
        batch.id, batch.source, batch.created_at, batch.state, tuple(name for name, _ in files),
        sum(not finished for _, finished in files), sum(verdicts.values()), verdicts.get("rejected", 0),
        verdicts.get("accepted_with_warnings", 0), batch.failure_vi, batch.failure_en,
    )  # fmt: skip


def rule_counts(*, actor: Actor, batch_id: UUID) -> list[RuleCount]:
    """Which rule was broken how often in a batch: errors first, then the most frequent."""
    find_batch(actor=actor, batch_id=batch_id)
    rows = (
        Finding.objects.filter(file__batch=batch_id)
        .values("code", "severity")
        .annotate(number=Count("id"), vi=Min("message_vi"), en=Min("message_en"))
        .order_by("severity", "-number")
    )
    return [RuleCount(r["code"], r["severity"], r["number"], r["vi"], r["en"]) for r in rows]


def list_findings(
    *, actor: Actor, batch_id: UUID, code: str = "", start: int = 0, count: int = 100
) -> list[tuple[str, FindingReport]]:
    """(facility and MA_LK, finding) of a batch, one page; of one rule when ``code`` is given."""
    find_batch(actor=actor, batch_id=batch_id)
    rows = (
        Finding.objects.filter(file__batch=batch_id)
        .select_related("submission", "file")
        .order_by("severity", "id")
    )
    if code:
        rows = rows.filter(code=code)
    return [
        (
            f"{one.submission.facility_code} {one.submission.ma_lk}" if one.submission else one.file.name,
            _finding(one),
        )
        for one in rows[start : start + count]
    ]


_COUNTED = ("accepted", "accepted_with_warnings", "rejected", "stored", "corrected", "unchanged", "refused")


def _file(file: BatchFile) -> FileReport:
    by_submission: dict[int | None, list[FindingReport]] = {}
    for one in Finding.objects.filter(file=file).order_by("id"):
        by_submission.setdefault(one.submission_id, []).append(_finding(one))
    dossiers = tuple(
        DossierReport(
            one.facility_code, one.ma_lk, one.verdict, one.outcome, tuple(by_submission.get(one.pk, ()))
        )
        for one in Submission.objects.filter(file=file).order_by("place")
    )
    return FileReport(file.name, tuple(by_submission.get(None, ())), dossiers)


def _finding(one: Finding) -> FindingReport:
    return FindingReport(one.severity, one.table, one.row, one.field, one.code, one.value, one.message_vi,
                         one.message_en, one.legal_basis)  # fmt: skip
