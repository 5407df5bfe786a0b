"""Imports as their askers see them: started, looked after, ended."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from hoaban.kernel import ids
from hoaban.kernel.actor import Actor, Purpose, Scope
from hoaban.kernel.errors import Invalid, NotAllowed, NotFound
from hoaban.record.models import ImportJob

OPEN_STATES = ("waiting", "running")
_NAME = re.compile(r"[\w\-][\w.\-]{0,200}")
_MOST_FILES = 1000
_STILL = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an import has come."""

    id: UUID
    state: str
    request: str
    asked_at: datetime
    files: int
    file: int
    stored: int
    unchanged: int
    refused: int
    failure: str

    @property
    def is_over(self) -> bool:
        return self.state not in OPEN_STATES


def folder_of(job: UUID) -> Path:
    """Where an import keeps what it was sent and what went wrong."""
    return Path(settings.VAR) / "imports" / str(job)


def errors_of(job: UUID) -> Path:
    """The file of OperationOutcomes, one a line."""
    return folder_of(job) / "errors.ndjson"


def inbox() -> Path:
    """The folder in which the operator lays files to be imported."""
    return Path(os.environ.get("HOABAN_INBOX") or Path(settings.VAR) / "inbox")


def start_with_body(*, actor: Actor, purpose: Purpose, body: bytes, request: str, now: datetime) -> UUID:
    """Import the lines that were sent. :raises NotAllowed: the actor may not write everything."""
    _check(actor, purpose)
    job = ids.uuid7(now)
    folder_of(job).mkdir(parents=True, mode=0o700)
    path = folder_of(job) / "body.ndjson"
    path.write_bytes(body)
    return _start(job, actor, purpose, [("body", path)], request, now)


def start_with_files(
    *, actor: Actor, purpose: Purpose, names: Sequence[str], request: str, now: datetime
) -> UUID:
    """Import files out of the operator's inbox.

    :raises Invalid: no such file there. :raises NotAllowed: the actor may not write everything.
    """
    _check(actor, purpose)
    if not 0 < len(names) <= _MOST_FILES:
        raise Invalid("Thiếu tệp, hoặc quá nhiều tệp.", "There are no files, or too many.", place="input")
    found = [(name, _in_inbox(name)) for name in names]
    job = ids.uuid7(now)
    folder_of(job).mkdir(parents=True, mode=0o700)
    return _start(job, actor, purpose, found, request, now)


def progress(*, actor: Actor, job: UUID) -> Progress:
    """How far an import has come. :raises NotFound: there is none, or somebody else asked for it."""
    row = ImportJob.objects.filter(id=job, asked_by=actor.id).first()
    if row is None:
        raise NotFound("Không có lần nhập này.", "There is no such import.")
    return Progress(
        row.id, row.state, row.request, row.asked_at, len(row.files), row.file, row.stored, row.unchanged,
        row.refused, row.failure,
    )  # fmt: skip


def end(*, actor: Actor, job: UUID) -> None:
    """Stop an import after the parts it is at; what is stored stays. One that is over leaves its files behind.

    :raises NotFound: there is none, or somebody else asked for it.
    """
    progress(actor=actor, job=job)
    ImportJob.objects.filter(id=job, state__in=OPEN_STATES).update(state="cancelled")
    shutil.rmtree(folder_of(job), ignore_errors=True)


def _check(actor: Actor, purpose: Purpose) -> None:
    if not actor.may(f"record.write:{purpose}", Scope("all")):
        raise NotAllowed(
            "Chỉ ai được ghi mọi hồ sơ mới nhập hàng loạt.", "Only who may write everything may import in bulk.",
            place="record.write",
        )  # fmt: skip


def _in_inbox(name: str) -> Path:
    path = inbox() / name
    if not _NAME.fullmatch(name) or not path.is_file() or path.is_symlink():
        raise Invalid(
            "Không có tệp này trong hộp nhận.", "There is no such file in the inbox.", place="input.url"
        )
    return path.resolve()


def _start(
    job: UUID, actor: Actor, purpose: Purpose, files: Sequence[tuple[str, Path]], request: str, now: datetime
) -> UUID:
    ImportJob.objects.create(
        id=job,
        asked_by=actor.id,
        purpose=purpose.value,
        asked_at=now,
        moved_at=now,
        request=request[:500],
        files=[{"name": name, "path": str(path)} for name, path in files],
    )
    _enqueue(job)
    return job


def _enqueue(job: UUID) -> None:
    """Let the background go on with it; at most one call waits for each. The job is in ``tasks.py``, above this layer."""
    with suppress(AlreadyEnqueued), transaction.atomic():
        app.configure_task("record.run_import", queue="record", queueing_lock=f"import:{job}").defer(
            job=str(job)
        )


def enqueue_left_behind(*, now: datetime) -> int:
    """Go on with imports that a killed worker left: those that stand still. Returns how many."""
    still = ImportJob.objects.filter(state__in=OPEN_STATES, moved_at__lt=now - _STILL)
    found = list(still.values_list("id", flat=True))
    for job in found:
        _enqueue(job)
    return len(found)
