"""Statements that go to the database together: one round trip however many they are.

A round trip costs both sides more than a small statement does, so a write queues what it has to ask and to say, and
waits only where it cannot go on without an answer. See docs/decisions/0021-cheap-single-writes.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from psycopg import pq

from hoaban.record.engine import db, pipeline, wire

Rows = list[tuple[Any, ...]]


class Answer:
    """The rows of a statement of a batch. Looking at them sends whatever the batch still holds."""

    __slots__ = ("_batch", "_rows")

    def __init__(self, batch: Batch | None, rows: Rows | None = None) -> None:
        self._batch = batch
        self._rows = rows

    @property
    def rows(self) -> Rows:
        """:raises psycopg.Error: the first failure among the statements that are sent now."""
        if self._rows is None:
            assert self._batch is not None  # noqa: S101
            self._batch.run()
        return self._rows or []

    def come(self, rows: Rows) -> None:
        """The batch has been run."""
        self._rows = rows


NOTHING = Answer(None, [])
"""The answer to what need not be asked."""


class Batch:
    """Statements in the order in which they will be done, on the connection of this thread."""

    def __init__(self) -> None:
        self._waiting: list[tuple[str, Sequence[Any], Answer | None]] = []

    def send(self, sql: str, args: Sequence[Any] = ()) -> None:
        """Queue a statement whose rows nobody wants."""
        self._waiting.append((sql, args, None))

    def ask(self, sql: str, args: Sequence[Any] = ()) -> Answer:
        """Queue a statement; its rows come when they are looked at, or with whatever is sent before that."""
        answer = Answer(self)
        self._waiting.append((sql, args, answer))
        return answer

    def run(self, *, commit: bool = False) -> None:
        """Send all that is queued; with ``commit`` the transaction ends in the same round trip.

        :raises psycopg.Error: the first failure; what stood behind it is then not done.
        """
        waiting, self._waiting = self._waiting, []
        raw = db.connect()
        begins = db.must_begin(raw)
        if not waiting and (begins or not commit):
            return
        frame: list[tuple[str, Sequence[Any], Answer | None]] = [("begin", (), None)] if begins else []
        _exchange(raw, [*frame, *waiting, *([("commit", (), None)] if commit else [])])


def _exchange(raw: db.Raw, calls: Sequence[tuple[str, Sequence[Any], Answer | None]]) -> None:
    link = raw.pgconn
    names = db.statements(raw, [sql for sql, _, _ in calls])
    values = [wire.encode(args) for _, args, _ in calls]
    failed: pq.abc.PGresult | None = None
    link.enter_pipeline_mode()
    try:
        for name, (encoded, formats) in zip(names, values, strict=True):
            link.send_query_prepared(name, encoded, formats, 1)
        link.pipeline_sync()
        for _, _, answer in calls:
            while (result := pipeline.next_result(link)) is not None:
                if result.status == pq.ExecStatus.FATAL_ERROR:
                    failed = failed or result
                elif answer is not None and result.status == pq.ExecStatus.TUPLES_OK:
                    answer.come(db.rows(result))
        while (
            result := pipeline.next_result(link)
        ) is not None and result.status != pq.ExecStatus.PIPELINE_SYNC:
            continue
    finally:
        link.exit_pipeline_mode()
    if failed is not None:
        db.done(failed, raw)
