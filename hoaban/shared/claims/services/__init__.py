"""Claims come in: a batch is opened, its files are read, each dossier is checked and taken or refused."""

from hoaban.shared.claims.services.batches import (
    BatchBusy,
    NothingToRead,
    open_batch,
    run_batch,
)
from hoaban.shared.claims.services.intake import Taken

__all__ = ["BatchBusy", "NothingToRead", "Taken", "open_batch", "run_batch"]
