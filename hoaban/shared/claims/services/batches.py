"""A batch: files sent together. It can be killed at any moment and goes on where it was."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from uuid import UUID

from django.db import connection, transaction

from hoaban.connect import claims as format_
from hoaban.foundation.audit import api as audit
from hoaban.kernel import ids
from hoaban.kernel.actor import Actor
from hoaban.kernel.errors import Conflict, HoaBanError, Invalid, NotAllowed, NotFound
from hoaban.shared.claims import policies
from hoaban.shared.claims.models import Batch, BatchFile
from hoaban.shared.claims.services import intake, judging
from hoaban.shared.claims.services.intake import Taken

Progress = Callable[[BatchFile, Sequence[Taken]], None]


class BatchBusy(Conflict):
    """The batch is being worked on by another process."""


class NoSuchBatch(NotFound):
    """No batch has this number."""


class NothingToRead(Invalid):
    """There is no file at the places named."""


def open_batch(
    *, actor: Actor, source: str, paths: Sequence[Path], accepted_by_portal: bool = False, receipt: str = "",
    now: datetime,
) -> UUID:  # fmt: skip
    """Note down a delivery of files, folders and ZIP archives; no dossier is read yet.

    ``source`` is the door: cli, upload or api. The files must stay where they are until the batch is done.

    :raises NotAllowed: the actor may send nothing. :raises NothingToRead: no file is there.
    """
    scopes = actor.scopes(policies.SUBMIT)
    if not scopes:
        raise NotAllowed(
            "Bạn không có quyền gửi hồ sơ BHYT.", "You have no leave to send claims.", place=policies.SUBMIT
        )
    only = {scope.code for scope in scopes if scope.kind == "facility"}
    named = [(path, one) for path in paths for one in format_.sources([path])]
    if not named:
        raise NothingToRead("Không có tệp nào để đọc.", "There is no file to read.", place="path")
    with transaction.atomic():
        batch = Batch.objects.create(
            id=ids.uuid7(now), source=source, sent_by=actor.id, accepted_by_portal=accepted_by_portal,
            facility_code=only.pop() if len(only) == 1 else "", receipt=receipt, created_at=now,
        )  # fmt: skip
        BatchFile.objects.bulk_create(
            BatchFile(batch=batch, name=one.name[-500:], size=one.size, path=str(path.resolve()))
            for path, one in named
        )
        audit.write(actor=actor, act="claims.submit", detail={"batch": str(batch.id), "files": len(named)})
    return batch.id


def run_batch(
    batch_id: UUID, *, actor: Actor, clock: Callable[[], datetime], progress: Progress | None = None
) -> None:
    """Read what is left of a batch. A few dozen dossiers commit together, with their place in the file.

    :raises NoSuchBatch: there is none. :raises BatchBusy: another process is at it.
    Anything else that stops it leaves it to be resumed.
    """
    batch = Batch.objects.filter(id=batch_id).first()
    if batch is None:
        raise NoSuchBatch("Không có lô này.", "There is no such batch.", place="batch")
    with _alone(batch_id):
        Batch.objects.filter(id=batch_id).update(state="running", failure_vi="", failure_en="")
        try:
            for file in batch.files.filter(finished=False).order_by("id"):
                _run_file(file, batch=batch, actor=actor, clock=clock, progress=progress)
        except HoaBanError as failure:
            state = {"state": "failed", "failure_vi": failure.message_vi, "failure_en": failure.message_en}
            Batch.objects.filter(id=batch_id).update(**state)
            raise
        Batch.objects.filter(id=batch_id).update(state="done", finished_at=clock())


def _run_file(
    file: BatchFile, *, batch: Batch, actor: Actor, clock: Callable[[], datetime], progress: Progress | None
) -> None:
    problems: list[format_.Problem] = []
    for group in intake.groups(_dossiers(file, problems)):
        taken = intake.take(
            group, actor=actor, file=file, accepted_by_portal=batch.accepted_by_portal, now=clock()
        )
        if progress:
            progress(file, taken)
    with transaction.atomic():
        intake.keep_findings_of_file(file, judging.findings_of_file(problems))
        BatchFile.objects.filter(pk=file.pk).update(finished=True)


def _dossiers(file: BatchFile, problems: list[format_.Problem]) -> Iterator[format_.Dossier]:
    """The dossiers that are not done yet; problems of the file as a whole go into ``problems``."""
    for item in _items(file):
        if isinstance(item, format_.Problem):
            problems.append(item)
        elif item.index >= file.done:
            yield item


def _items(file: BatchFile) -> Iterator[format_.Dossier | format_.Problem]:
    source = _sources_of(file.path).get(file.name)
    if source is None:
        yield format_.problem("unreadable", source=file.name)
    else:
        yield from source.read()


@lru_cache(maxsize=1)
def _sources_of(path: str) -> dict[str, format_.NamedSource]:
    """The sources of one delivered path; files of a batch come in order, so one is remembered at a time."""
    return {one.name[-500:]: one for one in format_.sources([Path(path)])}


@contextmanager
def _alone(batch_id: UUID) -> Iterator[None]:
    """Hold the batch for this process; the lock goes with the connection, so a killed process frees it."""
    key = int.from_bytes(hashlib.sha256(batch_id.bytes).digest()[:8], "big", signed=True)
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_lock(%s)", [key])
        row = cursor.fetchone()
        if not row or not row[0]:
            raise BatchBusy("Lô này đang được xử lý.", "This batch is being worked on.")
        try:
            yield
        finally:
            cursor.execute("select pg_advisory_unlock(%s)", [key])
