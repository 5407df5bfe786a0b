"""How results come while statements are under way: waiting lets go of the interpreter, and ends where one answer ends."""

from __future__ import annotations

import select

from psycopg import pq


def next_result(link: pq.abc.PGconn) -> pq.abc.PGresult | None:
    """The next answer, or None where one statement's answers end.

    The driver's own call waits with the interpreter locked: a statement that waits for a row that another thread of
    ours has locked would then keep that thread from ever letting go.
    """
    unsent = link.flush()
    if unsent or link.is_busy():
        waiting = select.poll()
        while unsent or link.is_busy():
            waiting.register(link.socket, select.POLLIN | (select.POLLOUT if unsent else 0))
            waiting.poll()
            link.consume_input()
            unsent = link.flush()
    return link.get_result()


def answer_now(link: pq.abc.PGconn) -> pq.abc.PGresult:
    """What the server says to the statement that was just sent; the transaction goes on."""
    link.send_flush_request()
    result = next_result(link)
    while (more := next_result(link)) is not None:
        result = more
    assert result is not None  # noqa: S101  (something was sent)
    return result


def end(link: pq.abc.PGconn) -> pq.abc.PGresult | None:
    """The sync: all since the one before is done or undone. The first failure among what was not yet looked at."""
    link.pipeline_sync()
    failed: pq.abc.PGresult | None = None
    while True:
        result = next_result(link)
        if result is None:
            continue  # where one statement's answers end
        if result.status == pq.ExecStatus.PIPELINE_SYNC:
            return failed
        if result.status == pq.ExecStatus.FATAL_ERROR:
            failed = failed or result
