"""Dossiers on their way in: judged, and those that stand written into the record and remembered, in one transaction.

Dossiers are taken a few dozen at a time, since most of the cost of a small transaction is its statements. When
anything about one of them fails, the same ones are taken again one by one, so that it fails alone.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import psycopg
from django.db import OperationalError, connection, transaction

from hoaban.connect import claims as format_
from hoaban.kernel.actor import Actor
from hoaban.kernel.clock import vietnam_day
from hoaban.kernel.errors import HoaBanError
from hoaban.record import api as record
from hoaban.shared.claims.models import Finding, Submission
from hoaban.shared.claims.rules import Finding as Noticed
from hoaban.shared.claims.services import judging, storing
from hoaban.shared.claims.services.judging import Judged
from hoaban.shared.claims.services.storing import Outcome

log = logging.getLogger("hoaban.claims")
TOGETHER = 40
"""Dossiers in one transaction, at most; a transaction must stay well under two seconds."""
ROWS_TOGETHER = 1200
_DONE = """
update claims_batch_file f set done = f.done + k.taken
from unnest(%s::bigint[], %s::int[]) as k(id, taken) where f.id = k.id
"""
_WAITED = (psycopg.errors.LockNotAvailable, psycopg.errors.DeadlockDetected)
_FAULTS = (ValueError, KeyError, TypeError, ArithmeticError, AttributeError, IndexError)


@dataclass(frozen=True, slots=True)
class Incoming:
    """A dossier and the file (its row's id) in which it came."""

    file: int
    dossier: format_.Dossier


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one dossier. ``outcome``: stored, corrected, unchanged or refused."""

    facility_code: str
    ma_lk: str
    verdict: str
    outcome: str
    findings: tuple[Noticed, ...]


def groups(incoming: Iterable[Incoming]) -> Iterator[list[Incoming]]:
    """Dossiers that may be taken together, of whatever files: few enough, and no visit twice."""
    group: list[Incoming] = []
    seen: set[tuple[str, str]] = set()
    rows = 0
    for item in incoming:
        one = item.dossier
        key, size = (one.facility_code, one.ma_lk), sum(map(len, one.tables.values()))
        if group and (len(group) >= TOGETHER or rows + size > ROWS_TOGETHER or key in seen):
            yield group
            group, seen, rows = [], set(), 0
        group.append(item)
        seen.add(key)
        rows += size
    if group:
        yield group


def take(group: Sequence[Incoming], *, actor: Actor, accepted_by_portal: bool, now: datetime) -> list[Taken]:
    """Judge dossiers (of one group) and store those that stand, with the findings of all.

    One dossier never stops the others: what cannot be stored is refused, and says why.
    """
    judged = [
        judging.judge(one.dossier, actor=actor, accepted_by_portal=accepted_by_portal, now=now)
        for one in group
    ]
    return _take(judged, [one.file for one in group], now=now)


def _take(judged: Sequence[Judged], files: Sequence[int], *, now: datetime, tries: int = 5) -> list[Taken]:
    try:
        with transaction.atomic():
            outcomes = storing.store([one for one in judged if one.stands], now=now)
            return _remember(judged, outcomes, files, now)
    except (record.LostRace, OperationalError) as failure:
        if not tries or not _is_passing(failure):
            raise  # the batch stops and can be resumed; nothing is wrong with the dossiers
        return _take(judged, files, now=now, tries=tries - 1)
    except HoaBanError as failure:
        reason = judging.unfit(failure.place, failure.message_vi, failure.message_en)
    except _FAULTS:
        if len(judged) == 1:
            log.exception("dossier failed", extra={"file": files[0], "place": judged[0].dossier.index})
        reason = judging.fault()
    if len(judged) > 1:
        pairs = zip(judged, files, strict=True)
        return [taken for one, file in pairs for taken in _take([one], [file], now=now)]
    with transaction.atomic():
        return _remember([judged[0].refused(reason)], {}, files, now)


def _is_passing(failure: Exception) -> bool:
    """Whether somebody else was only in the way: the same may go through now."""
    return isinstance(failure, record.LostRace) or isinstance(failure.__cause__, _WAITED)


def _remember(
    judged: Sequence[Judged], outcomes: dict[tuple[str, str], Outcome], files: Sequence[int], now: datetime
) -> list[Taken]:
    submissions, taken = [], []
    for one, file in zip(judged, files, strict=True):
        outcome = outcomes.get(one.key) if one.stands else None
        what, encounter = (outcome.what, outcome.encounter) if outcome else ("refused", None)
        dossier = one.dossier
        findings = (*one.findings, judging.unchanged()) if what == "unchanged" else one.findings
        taken.append(Taken(dossier.facility_code, dossier.ma_lk, one.verdict, what, findings))
        submissions.append(
            Submission(
                file_id=file,
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
    found = zip(files, submissions, [one.findings for one in taken], strict=True)
    _keep_findings(found)
    _count_done(files)
    return taken


def _count_done(files: Sequence[int]) -> None:
    """The last statement before the commit: processes at one file wait for each other here only."""
    counts = Counter(files)
    with connection.cursor() as cursor:
        cursor.execute(_DONE, [list(counts), list(counts.values())])


def keep_findings_of_files(found: Iterable[tuple[int, Sequence[Noticed]]]) -> None:
    """Keep findings about files as a whole."""
    _keep_findings((file, None, findings) for file, findings in found)


def _keep_findings(found: Iterable[tuple[int, Submission | None, Sequence[Noticed]]]) -> None:
    Finding.objects.bulk_create(
        Finding(
            file_id=file, submission=submission, severity=one.severity, code=one.code, table=one.table, row=one.row,
            field=one.field[:40], value=one.value[:120], message_vi=one.message_vi[:600],
            message_en=one.message_en[:600], legal_basis=one.legal_basis[:200],
        )
        for file, submission, findings in found
        for one in findings
    )  # fmt: skip
