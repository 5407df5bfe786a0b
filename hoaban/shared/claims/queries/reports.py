"""The report of one batch: every file, dossier and finding, as the command line and the API print it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from uuid import UUID

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
