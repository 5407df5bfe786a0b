"""Dossiers on their way in: judged, and those that stand written into the record and remembered, in one transaction.

Dossiers are taken a few dozen at a time, since most of the cost of a small transaction is its statements. When
anything about one of them fails, the same ones are taken again one by one, so that it fails alone.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from hoaban.connect import claims as format_
from hoaban.kernel.actor import Actor
from hoaban.kernel.clock import vietnam_day
from hoaban.kernel.errors import HoaBanError
from hoaban.record import api as record
from hoaban.shared.claims.models import BatchFile, Finding, Submission
from hoaban.shared.claims.rules import Finding as Noticed
from hoaban.shared.claims.services import judging, storing
from hoaban.shared.claims.services.judging import Judged
from hoaban.shared.claims.services.storing import Outcome

log = logging.getLogger("hoaban.claims")
TOGETHER = 40
"""Dossiers in one transaction, at most; a transaction must stay well under two seconds."""
ROWS_TOGETHER = 1200
_FAULTS = (ValueError, KeyError, TypeError, ArithmeticError, AttributeError, IndexError)


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one dossier. ``outcome``: stored, corrected, unchanged or refused."""

    facility_code: str
    ma_lk: str
    verdict: str
    outcome: str
    findings: tuple[Noticed, ...]


def groups(dossiers: Iterable[format_.Dossier]) -> Iterator[list[format_.Dossier]]:
    """Dossiers that may be taken together: few enough, and no visit twice."""
    group: list[format_.Dossier] = []
    seen: set[tuple[str, str]] = set()
    rows = 0
    for one in dossiers:
        key, size = (one.facility_code, one.ma_lk), sum(map(len, one.tables.values()))
        if group and (len(group) >= TOGETHER or rows + size > ROWS_TOGETHER or key in seen):
            yield group
            group, seen, rows = [], set(), 0
        group.append(one)
        seen.add(key)
        rows += size
    if group:
        yield group


def take(
    dossiers: Sequence[format_.Dossier],
    *,
    actor: Actor,
    file: BatchFile,
    accepted_by_portal: bool,
    now: datetime,
) -> list[Taken]:
    """Judge dossiers (of one group) and store those that stand, with the findings of all.

    One dossier never stops the others: what cannot be stored is refused, and says why.
    """
    judged = [
        judging.judge(one, actor=actor, accepted_by_portal=accepted_by_portal, now=now) for one in dossiers
    ]
    return _take(judged, file=file, now=now)


def _take(judged: Sequence[Judged], *, file: BatchFile, now: datetime, tries: int = 3) -> list[Taken]:
    try:
        with transaction.atomic():
            outcomes = storing.store([one for one in judged if one.stands], now=now)
            return _remember(judged, outcomes, file, now)
    except record.LostRace:
        if not tries:
            raise  # the batch stops and can be resumed; nothing is wrong with the dossiers
        return _take(judged, file=file, now=now, tries=tries - 1)
    except HoaBanError as failure:
        reason = judging.unfit(failure.place, failure.message_vi, failure.message_en)
    except _FAULTS:
        if len(judged) == 1:
            log.exception("dossier failed", extra={"file": file.pk, "place": judged[0].dossier.index})
        reason = judging.fault()
    if len(judged) > 1:
        return [taken for one in judged for taken in _take([one], file=file, now=now)]
    with transaction.atomic():
        return _remember([judged[0].refused(reason)], {}, file, now)


def _remember(
    judged: Sequence[Judged], outcomes: dict[tuple[str, str], Outcome], file: BatchFile, now: datetime
) -> list[Taken]:
    submissions, taken = [], []
    for one in judged:
        outcome = outcomes.get(one.key) if one.stands else None
        what, encounter = (outcome.what, outcome.encounter) if outcome else ("refused", None)
        dossier = one.dossier
        findings = (*one.findings, judging.unchanged()) if what == "unchanged" else one.findings
        taken.append(Taken(dossier.facility_code, dossier.ma_lk, one.verdict, what, findings))
        submissions.append(
            Submission(
                file=file,
                place=dossier.index,
                facility_code=dossier.facility_code[:5],
                ma_lk=dossier.ma_lk[:100],
                encounter=encounter,
                verdict=one.verdict,
                outcome=what,
                errors=one.count("error"),
                warnings=one.count("warning"),
                labels=judging.labels(dossier, on=vietnam_day(now)),
                received_at=now,
            )
        )
    Submission.objects.bulk_create(submissions)
    pairs = zip(submissions, taken, strict=True)
    _keep_findings(file, [(submission, one.findings) for submission, one in pairs])
    BatchFile.objects.filter(pk=file.pk).update(done=judged[-1].dossier.index + 1)
    return taken


def keep_findings_of_file(file: BatchFile, found: Sequence[Noticed]) -> None:
    """Keep findings about a file as a whole."""
    _keep_findings(file, [(None, found)])


def _keep_findings(file: BatchFile, found: Iterable[tuple[Submission | None, Sequence[Noticed]]]) -> None:
    Finding.objects.bulk_create(
        Finding(
            file=file, submission=submission, severity=one.severity, code=one.code, table=one.table, row=one.row,
            field=one.field[:40], value=one.value[:120], message_vi=one.message_vi[:600],
            message_en=one.message_en[:600], legal_basis=one.legal_basis[:200],
        )
        for submission, findings in found
        for one in findings
    )  # fmt: skip
