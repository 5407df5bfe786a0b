"""Which versions of the index rows may carry: ``record_index_version`` has a line for each type and version ever written.

The line is written in the transaction of the first row of its kind, so that no row is without its line; it goes when
every row has been indexed again. To know that nothing is left to do is to read a few lines, however many rows there are.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from itertools import groupby

from django.db import transaction

from hoaban.record.engine import db, structure
from hoaban.record.engine.batch import Batch
from hoaban.record.engine.search.changes import READY, Standing
from hoaban.record.engine.search.index import VERSION

_NOTE = (
    "insert into record_index_version (type, version) select k, %s from unnest(%s::smallint[]) as k"
    " on conflict do nothing"
)
_OTHERS = "select type, version from record_index_version where version <> %s order by type"
_SETTLE = "delete from record_index_version where type = %s and version <> %s"
_BELIEVED_FOR = 30.0
"""Seconds; only a process of another version of the code could make it untrue meanwhile."""

_noted: set[int] = set()
_ready_until = 0.0


def note(batch: Batch, kinds: Iterable[int]) -> None:
    """Rows of these types are about to be written: say so, once a process and type."""
    fresh = sorted(set(kinds) - _noted)
    if fresh:
        batch.send(_NOTE, [VERSION, fresh])
        transaction.on_commit(lambda: _noted.update(fresh))


def standing() -> Standing:
    """Which other versions there still are, by the names of types."""
    global _ready_until
    if time.monotonic() < _ready_until:
        return READY
    rows = db.query(_OTHERS, [VERSION])
    if not rows:
        _ready_until = time.monotonic() + _BELIEVED_FOR
        return READY
    return Standing({
        structure.type_name(kind): frozenset(version for _, version in group)
        for kind, group in groupby(rows, key=lambda row: int(row[0]))
    })  # fmt: skip


def settle(kind: int) -> None:
    """No row of a type carries another version any more."""
    db.query(_SETTLE, [kind, VERSION])


def look_again() -> None:
    """Believe nothing that was read before."""
    global _ready_until
    _ready_until = 0.0
