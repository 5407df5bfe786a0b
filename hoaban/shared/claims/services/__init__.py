"""Claims come in: a batch is opened, its files are read, each dossier is checked and taken or refused."""

from hoaban.shared.claims.services.batches import (
    BatchBusy,
    NothingToRead,
    open_batch,
    run_batch,
)
from hoaban.shared.claims.services.intake import Taken
from hoaban.shared.claims.services.uploads import deliver, discard, enqueue, run_delivered

__all__ = [
    "BatchBusy",
    "NothingToRead",
    "Taken",
    "deliver",
    "discard",
    "enqueue",
    "open_batch",
    "run_batch",
    "run_delivered",
]
