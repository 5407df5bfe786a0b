"""The run of an import: one process reads, it or others store, part by part.

Each part commits together with the note that its lines are done; when all before a place is done, the job itself says
so. Killed at any moment, it goes on with what is missing: nothing is lost, nothing is stored or counted twice.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction

from hoaban.kernel import alone, sharing
from hoaban.kernel.errors import Busy
from hoaban.record.bulk import jobs, taking
from hoaban.record.bulk.reading import Piece, Reading, Stage, Unreadable
from hoaban.record.models import ImportJob, ImportPart

log = logging.getLogger("hoaban.import")


class _BeingRun(Busy):
    """Another process is at this import."""


def run(job: UUID, *, clock: Callable[[], datetime], processes: int | None = None) -> None:
    """Do an import, or go on with it, until it is over or has been ended; nothing, if another process is at it.

    ``processes``: how many store lines beside this one; 1: none, this one does; left out: as many as fit.

    :raises HoaBanError: what was lost in races may be had by another run. :raises HandFailed: a process beside us died.
    """
    taken = _BeingRun("Lần nhập này đang được xử lý.", "This import is being worked on.")
    with suppress(_BeingRun), alone.running(job, taken=taken):
        if ImportJob.objects.filter(id=job, state__in=jobs.OPEN_STATES).update(state="running"):
            _end(job, _stored(ImportJob.objects.get(id=job), clock, processes), clock())


def _stored(job: ImportJob, clock: Callable[[], datetime], processes: int | None) -> str:
    """Store what is left of an import; returns why it stopped before the end, if it did."""
    reading = Reading(job)

    def arguments(piece: Piece) -> dict[str, Any]:
        name = job.files[piece.stage.file]["name"]
        return {
            "job": job.id, "file": piece.stage.file, "name": name, "lines": piece.part.lines, "now": clock(),
        }  # fmt: skip

    try:
        count = processes or sharing.fitting(reading.size())
        if count == 1:
            results = sharing.here(reading.pieces(), lambda piece: taking.take(**arguments(piece)))
        else:
            order = sharing.Order(taking.WORK, arguments, _marks)
            results = sharing.beside(reading.pieces(), order, processes=count)
        with closing(results):
            for piece, taken in results:
                if taken.stopped:
                    return str(taken.stopped)
                stage = reading.passed(piece)
                if stage is not None and not _advance(job.id, stage, clock()):
                    return "cancelled"
    except Unreadable as failure:
        return str(failure)
    return ""


def _marks(piece: Piece) -> frozenset[bytes]:
    return piece.part.names


def _advance(job_id: UUID, stage: Stage, now: datetime) -> bool:
    """Note down that everything up to a place is done. Whether the import is to go on."""
    with transaction.atomic():
        job = ImportJob.objects.select_for_update().get(id=job_id)
        if job.state not in jobs.OPEN_STATES:
            return False
        here = (stage.file, stage.last)
        _fold(job, [part for part in job.parts.all() if (part.file, part.lines[-1]) <= here])
        job.file, job.offset, job.line = stage.file, stage.end, stage.last
        if stage.finished:
            job.file, job.offset, job.line = stage.file + 1, 0, 0
        job.moved_at = now
        job.save()
        return True


def _end(job_id: UUID, stopped: str, now: datetime) -> None:
    with transaction.atomic():
        job = ImportJob.objects.select_for_update().get(id=job_id)
        _fold(job, list(job.parts.all()))
        if job.state in jobs.OPEN_STATES:
            job.state, job.failure = ("failed" if stopped else "done"), stopped
        if job.failure:
            log.warning("import failed", extra={"kind": job.failure})
        job.moved_at = job.ended_at = now
        job.save()


def _fold(job: ImportJob, parts: Sequence[ImportPart]) -> None:
    """What was noted part by part becomes the job's own counts and errors."""
    errors = sorted((part.file, number, told) for part in parts for number, told in part.errors)
    job.stored += sum(part.stored for part in parts)
    job.unchanged += sum(part.unchanged for part in parts)
    job.refused += len(errors)
    if job.state in jobs.OPEN_STATES:  # the files of one that was ended are gone
        path = jobs.errors_of(job.id)
        job.errors_size = _keep(path, job.errors_size, [told.encode() for _, _, told in errors])
    ImportPart.objects.filter(id__in=[part.id for part in parts]).delete()


def _keep(path: Path, size: int, errors: Iterable[bytes]) -> int:
    """Add to the file of errors after what was committed; what a killed run left beyond it goes. Its size now."""
    added = b"".join(each + b"\n" for each in errors)
    if not added and size == 0:
        return 0
    with path.open("r+b" if path.exists() else "w+b") as file:
        file.truncate(size)
        file.seek(size)
        file.write(added)
        return file.tell()
