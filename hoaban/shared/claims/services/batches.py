"""A batch: files sent together. It can be killed at any moment and goes on where it was."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction

from hoaban.connect import claims as format_
from hoaban.foundation.audit import api as audit
from hoaban.kernel import alone, ids, sharing
from hoaban.kernel.actor import Actor
from hoaban.kernel.errors import Conflict, HoaBanError, Invalid, NotAllowed, NotFound
from hoaban.shared.claims import policies
from hoaban.shared.claims.models import Batch, BatchFile
from hoaban.shared.claims.services import intake, meeting
from hoaban.shared.claims.services.intake import Incoming, Taken
from hoaban.shared.claims.services.reading import Reading

Progress = Callable[[BatchFile, Sequence[Taken]], None]


class BatchBusy(Conflict):
    """The batch is being worked on by another process."""


class NoSuchBatch(NotFound):
    """No batch has this number."""


class BadReceipt(Invalid):
    """The receipt of the portal holds what no receipt holds."""


class NothingToRead(Invalid):
    """There is no file at the places named."""


def open_batch(
    *, actor: Actor, source: str, paths: Sequence[Path], accepted_by_portal: bool = False, receipt: str = "",
    now: datetime,
) -> UUID:  # fmt: skip
    """Note down a delivery of files, folders and ZIP archives; no dossier is read yet.

    ``source`` is the door: cli, upload or api. The files must stay where they are until the batch is done.

    :raises NotAllowed: the actor may send nothing. :raises NothingToRead: no file is there. :raises BadReceipt:
    """
    scopes = actor.scopes(policies.SUBMIT)
    if not scopes:
        raise NotAllowed(
            "Bạn không có quyền gửi hồ sơ BHYT.", "You have no leave to send claims.", place=policies.SUBMIT
        )
    if not receipt.isprintable():
        raise BadReceipt(
            "Mã giao dịch của cổng có ký tự không in được.",
            "The portal's receipt has odd characters.",
            place="receipt",
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
    batch_id: UUID, *, actor: Actor, clock: Callable[[], datetime], progress: Progress | None = None,
    processes: int | None = None,
) -> None:  # fmt: skip
    """Read what is left of a batch. A few dozen dossiers commit together, with their count in each file.

    ``processes``: how many take dossiers beside this one; 1: none, this one does; left out: as many as fit.

    :raises NoSuchBatch: there is none. :raises BatchBusy: another process is at it.
    Anything else that stops it leaves it to be resumed.
    """
    batch = Batch.objects.filter(id=batch_id).first()
    if batch is None:
        raise NoSuchBatch("Không có lô này.", "There is no such batch.", place="batch")
    busy = BatchBusy("Lô này đang được xử lý.", "This batch is being worked on.")
    with alone.running(batch_id, taken=busy):
        Batch.objects.filter(id=batch_id).update(state="running", failure_vi="", failure_en="")
        try:
            _run(batch, actor=actor, clock=clock, progress=progress, processes=processes)
        except HoaBanError as failure:
            state = {"state": "failed", "failure_vi": failure.message_vi, "failure_en": failure.message_en}
            Batch.objects.filter(id=batch_id).update(**state)
            raise
        Batch.objects.filter(id=batch_id).update(state="done", finished_at=clock())


def _run(
    batch: Batch, *, actor: Actor, clock: Callable[[], datetime], progress: Progress | None, processes: int | None
) -> None:  # fmt: skip
    files = list(batch.files.filter(finished=False).order_by("id"))
    reading = Reading(files)
    groups = intake.groups(reading.incoming())

    def arguments() -> dict[str, Any]:
        return {"actor": actor, "accepted_by_portal": batch.accepted_by_portal, "now": clock()}

    count = processes or sharing.fitting(sum(file.size for file in files))
    if count == 1:
        results = sharing.here(groups, lambda group: intake.take(group, **arguments()))
    else:
        order: sharing.Order[list[Incoming]] = sharing.Order(
            _WORK, lambda group: {"batch_id": batch.id, "group": group, **arguments()}, meeting.marks
        )
        results = sharing.beside(groups, order, processes=count)
    with closing(results):
        for group, taken in results:
            told = iter(taken)
            for file, number in reading.took(group):
                if progress:
                    progress(file, list(islice(told, number)))
            reading.close()
    reading.close()


def take_beside(*, batch_id: UUID, group: Sequence[Incoming], **arguments: Any) -> list[Taken]:
    """Take one group in a process beside the one that runs the batch."""
    alone.stay_with(batch_id)
    return intake.take(group, **arguments)


_WORK = f"{take_beside.__module__}:{take_beside.__name__}"
