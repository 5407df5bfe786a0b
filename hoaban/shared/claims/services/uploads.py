"""Files that come over the network: kept on disk until their batch is done, never in memory."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from django.conf import settings
from procrastinate.contrib.django import app

from hoaban.foundation.accounts import api as accounts
from hoaban.kernel import clock, ids
from hoaban.kernel.actor import Actor
from hoaban.kernel.errors import Invalid
from hoaban.shared.claims.models import Batch, BatchFile
from hoaban.shared.claims.services.batches import open_batch, run_batch

LARGEST = 300 * 1024 * 1024
_UNSAFE = re.compile(r"[^\w.\-]+")
_PIECE = 1 << 20


class TooLarge(Invalid):
    """A file over the limit."""

    status = 413
    code = "too-long"


def deliver(
    *, actor: Actor, source: str, files: Sequence[tuple[str, BinaryIO]], receipt: str = "", now: datetime
) -> UUID:
    """Keep the files and open a batch for them; :func:`run_delivered` reads it.

    :raises TooLarge: a file is over 300 MB. :raises NotAllowed: the actor may send nothing.
    """
    folder = Path(settings.VAR) / "uploads" / str(ids.uuid7(now))
    folder.mkdir(parents=True, mode=0o700)
    try:
        for place, (name, stream) in enumerate(files):
            _keep(folder / f"{place:03d}-{safe_name(name)}", _pieces(stream))
        return open_batch(
            actor=actor,
            source=source,
            paths=[folder],
            receipt=receipt,
            accepted_by_portal=bool(receipt),
            now=now,
        )
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def safe_name(name: str) -> str:
    """A file name without a path and without surprises; the ending stays."""
    return _UNSAFE.sub("_", Path(name.replace("\\", "/")).name)[-100:] or "file"


def enqueue(batch_id: UUID) -> None:
    """Let the background read a batch, or go on with it. The job is in ``tasks.py``, above this layer."""
    app.configure_task("claims.run_batch", queue="claims").defer(batch=str(batch_id))


def _pieces(stream: BinaryIO) -> Iterator[bytes]:
    while piece := stream.read(_PIECE):
        yield piece


def _keep(path: Path, pieces: Iterable[bytes]) -> None:
    size = 0
    with path.open("xb") as kept:
        for piece in pieces:
            size += len(piece)
            if size > LARGEST:
                raise TooLarge("Tệp quá 300 MB.", "The file is over 300 MB.", place=path.name[4:])
            kept.write(piece)


def run_delivered(batch_id: UUID) -> None:
    """Read a delivered batch in the name of who sent it; its files go when it is done."""
    batch = Batch.objects.get(id=batch_id)
    actor = accounts.actor_by_id(batch.sent_by)
    run_batch(batch_id, actor=actor, clock=clock.now)
    discard(batch_id)


def discard(batch_id: UUID) -> None:
    """Delete what a batch left on disk, if it lies among the uploads."""
    uploads = (Path(settings.VAR) / "uploads").resolve()
    for path in {
        Path(text) for text in BatchFile.objects.filter(batch=batch_id).values_list("path", flat=True)
    }:
        if uploads in path.resolve().parents:
            shutil.rmtree(path, ignore_errors=True)
