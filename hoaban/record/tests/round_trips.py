"""Round trips to the database, as the client library saw them."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from hoaban.record.engine import db


@contextmanager
def counting() -> Iterator[Callable[[], int]]:
    """How often the server has said that it is ready for the next thing."""
    link = db.connect().pgconn
    with tempfile.TemporaryFile() as file:
        link.trace(os.dup(file.fileno()))  # the library closes it

        def counted() -> int:
            link.untrace()
            file.seek(0)
            return file.read().count(b"ReadyForQuery")

        yield counted
