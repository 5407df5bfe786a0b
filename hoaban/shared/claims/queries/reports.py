"""The report of one batch: every file, dossier and finding, a few dossiers in memory at a time."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any
from uuid import UUID

from django.db.models import Count, Sum

from hoaban.kernel.actor import Actor
from hoaban.shared.claims.models import Batch, BatchFile, Finding
from hoaban.shared.claims.queries import sight as seeing
from hoaban.shared.claims.queries.sight import Sight

_DELIVERED = re.compile(r"^(.*/)?uploads/[0-9a-f-]{36}/[0-9]{3}-")
_TOGETHER = 100
"""Dossiers whose findings are fetched together."""
_COUNTED = ("accepted", "accepted_with_warnings", "rejected", "stored", "corrected", "unchanged", "refused")
_FINDING = ("severity", "table", "row", "field", "code", "message_vi", "message_en")
"""What a finding is in the report of the command line, by the letter of what was agreed."""


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

    @property
    def place(self) -> str:
        """Table, row and field, as far as they are known."""
        return " ".join(str(part) for part in (self.table, self.row, self.field) if part)


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
    """The whole report of a batch, for a small one. :raises NotFound: there is none, or it is not for this actor."""
    batch, sight = _shown(actor, batch_id)
    files = tuple(
        replace(file, dossiers=tuple(dossiers)) for file, dossiers in _each_file(batch=batch, sight=sight)
    )
    return BatchReport(batch.id, batch.state, files, _totals(batch, sight))


def totals(*, actor: Actor, batch_id: UUID) -> dict[str, int]:
    """The numbers of a batch, of what the actor may see. :raises NotFound: as :func:`report`."""
    return _totals(*_batch(actor, batch_id))


def each_file(*, actor: Actor, batch_id: UUID) -> Iterator[tuple[FileReport, Iterator[DossierReport]]]:
    """File by file: what is said of it as a whole, then its dossiers, to be read before the next file.

    :raises NotFound: as :func:`report`.
    """
    batch, sight = _shown(actor, batch_id)
    return _each_file(batch=batch, sight=sight)


def report_as_json(*, actor: Actor, batch_id: UUID, brief: bool = False) -> Iterator[str]:
    """The report as pieces of one JSON document, however large the batch.

    ``brief``: without batch, state, outcome, value and legal basis. :raises NotFound: as :func:`report`.
    """
    batch, sight = _shown(actor, batch_id)
    head = "" if brief else f'"batch": "{batch.id}", "state": "{batch.state}", '
    return _pieces(head, batch, sight, brief=brief)


def _pieces(head: str, batch: Batch, sight: Sight, *, brief: bool) -> Iterator[str]:
    yield "{" + head + '"files": ['
    for number, (file, dossiers) in enumerate(_each_file(batch=batch, sight=sight)):
        comma = "," if number else ""
        about = json.dumps([_finding_json(one, brief=brief) for one in file.findings], ensure_ascii=False)
        path = json.dumps(file.path, ensure_ascii=False)
        yield f'{comma}\n {{"path": {path}, "findings": {about}, "dossiers": ['
        for place, one in enumerate(dossiers):
            text = json.dumps(_dossier_json(one, brief=brief), ensure_ascii=False)
            yield f"{',' if place else ''}\n  {text}"
        yield "]}"
    yield f'],\n "totals": {json.dumps(_totals(batch, sight))}}}\n'


def _dossier_json(one: DossierReport, *, brief: bool) -> dict[str, Any]:
    told = {"facility": one.facility, "ma_lk": one.ma_lk, "verdict": one.verdict}
    more = {} if brief else {"outcome": one.outcome}
    return {**told, **more, "findings": [_finding_json(each, brief=brief) for each in one.findings]}


def _finding_json(one: FindingReport, *, brief: bool) -> dict[str, Any]:
    whole = asdict(one)
    return {name: whole[name] for name in _FINDING} if brief else whole


def _shown(actor: Actor, batch_id: UUID) -> tuple[Batch, Sight]:
    """A batch of which what was found is about to be shown; the trail says so."""
    found = _batch(actor, batch_id)
    seeing.tell(actor, batch_id)
    return found


def _batch(actor: Actor, batch_id: UUID) -> tuple[Batch, Sight]:
    sight = seeing.sight_of(actor)
    return seeing.find_batch(sight, batch_id), sight


def _totals(batch: Batch, sight: Sight) -> dict[str, int]:
    dossiers, files = seeing.sent_in(sight, batch), seeing.files(sight, batch)
    verdicts = dict(dossiers.values_list("verdict").annotate(Count("id")).order_by())
    outcomes = dict(dossiers.values_list("outcome").annotate(Count("id")).order_by())
    broken = seeing.findings(sight, batch).filter(submission=None, severity="error")
    return {
        "files": files.count(),
        "dossiers": sum(verdicts.values()),
        **dict.fromkeys(_COUNTED, 0),
        **verdicts,
        **outcomes,
        "unreadable_files": broken.values("file").distinct().count(),
    }


def _each_file(*, batch: Batch, sight: Sight) -> Iterator[tuple[FileReport, Iterator[DossierReport]]]:
    for file in seeing.files(sight, batch).iterator(chunk_size=500):
        about = seeing.findings(sight, batch).filter(file=file, submission=None).order_by("id")
        yield (
            FileReport(told_name(file), tuple(map(finding_report, about)), ()),
            _dossiers(file, batch, sight),
        )


def told_name(file: BatchFile) -> str:
    """The file as its sender named it: where a delivered one lies on our disk, and its number there, is ours to know."""
    return _DELIVERED.sub("", file.name)


def dossiers_taken(path: str) -> int:
    """How many dossiers of a file, folder or archive on this machine have been committed so far."""
    taken: int | None = BatchFile.objects.filter(path=path).aggregate(taken=Sum("done"))["taken"]
    return taken or 0


def _dossiers(file: BatchFile, batch: Batch, sight: Sight) -> Iterator[DossierReport]:
    rows, after = seeing.sent_in(sight, batch).filter(file=file).order_by("place"), -1
    while group := list(rows.filter(place__gt=after)[:_TOGETHER]):
        found: dict[int | None, list[FindingReport]] = {}
        for one in Finding.objects.filter(submission__in=[row.pk for row in group]).order_by("id"):
            found.setdefault(one.submission_id, []).append(finding_report(one))
        for row in group:
            findings = tuple(found.get(row.pk, ()))
            yield DossierReport(row.facility_code, row.ma_lk, row.verdict, row.outcome, findings)
        after = group[-1].place


def finding_report(one: Finding) -> FindingReport:
    """A finding as it is told."""
    return FindingReport(one.severity, one.table, one.row, one.field, one.code, one.value, one.message_vi,
                         one.message_en, one.legal_basis)  # fmt: skip
