"""The record's way to the database: Django's own connection, without the ORM.

Running on Django's connection keeps the record inside the caller's transaction (a bed and its Encounter commit
together). :func:`query` speaks to libpq itself: statements are prepared once a connection, so a read costs the
database no planning and Python little. See docs/decisions/0014-the-read-path.md. What can be sent together is
sent by a :class:`hoaban.record.engine.batch.Batch`; a look and the entry about it are :func:`one_transaction`.
"""

from __future__ import annotations

import re
import select
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any
from weakref import WeakKeyDictionary

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections
from psycopg import pq

from hoaban.record.engine import pipeline, wire

Raw = psycopg.Connection[tuple[Any, ...]]

_MOST_PREPARED = 500
_prepared: WeakKeyDictionary[Raw, dict[str, bytes]] = WeakKeyDictionary()


class NoTransaction(RuntimeError):
    """What belongs into the transaction of an act would stand by itself: a fault of ours."""


def connect() -> Raw:
    """The psycopg connection under Django's default alias, opened if need be."""
    django = connections[DEFAULT_DB_ALIAS]
    if django.connection is None:
        django.ensure_connection()
    raw: Raw = django.connection
    return raw


def drop_dead_connection() -> None:
    """Forget a kept connection that the server has ended meanwhile, so that the next statement opens another.

    A server that goes says so: an idle connection then has something to read. Looking costs no round trip.
    """
    django = connections[DEFAULT_DB_ALIAS]
    raw = django.connection
    if raw is None or django.in_atomic_block:
        return
    waiting = select.poll()
    try:
        waiting.register(raw.fileno(), select.POLLIN)
        while waiting.poll(0):  # a farewell first, then the end; or a notice, and then nothing
            raw.pgconn.consume_input()
    except psycopg.Error:
        django.close()
        return
    if raw.closed or raw.broken:
        django.close()
    else:
        # Django need not ask the server once more before a transaction
        django.health_check_done = True  # type: ignore[attr-defined]


def query(sql: str, args: Sequence[Any] = (), *, prepare: bool = True) -> list[tuple[Any, ...]]:
    """All rows of one statement with ``%s`` placeholders.

    ``prepare=False`` for a statement whose best plan depends on its values.
    Raises what psycopg raises.
    """
    raw = connect()
    link = raw.pgconn
    if link.pipeline_status:
        _send(raw, sql, args, prepare=prepare)
        return rows(done(pipeline.answer_now(link), raw))
    if must_begin(raw):
        done(link.exec_(b"begin"), raw)
    values, formats = wire.encode(args)
    if prepare:
        (name,) = statements(raw, [sql])
        result = link.exec_prepared(name, values, formats, 1)
    else:
        result = link.exec_params(_numbered(sql), values, None, formats, 1)
    return rows(done(result, raw))


@contextmanager
def one_transaction() -> Iterator[None]:
    """What is read inside and what is :func:`said <say>` of it stand or fall together. Part of the caller's transaction
    where there is one.

    No statement begins or ends it, and nobody waits once more for it: to the server, what comes before one sync is one
    transaction. The driver knows nothing of that, so inside there is nothing but this module.
    Raises what psycopg raises, at the latest where it ends.
    """
    raw = connect()
    link = raw.pgconn
    if link.pipeline_status or not raw.autocommit or link.transaction_status != pq.TransactionStatus.IDLE:
        yield
        return
    link.enter_pipeline_mode()
    try:
        yield
        failed = pipeline.end(link)
    except BaseException:
        _leave_behind(link)
        raise
    link.exit_pipeline_mode()
    if failed is not None:
        done(failed, raw)


def say(sql: str, args: Sequence[Any] = ()) -> None:
    """A statement whose rows nobody wants, in the transaction of what was read; sent with the end of it.

    :raises NoTransaction: there is none, so that the statement would stand by itself.
    """
    raw = connect()
    if raw.pgconn.pipeline_status:
        _send(raw, sql, args)
    elif raw.autocommit and raw.pgconn.transaction_status == pq.TransactionStatus.IDLE:
        raise NoTransaction
    else:
        query(sql, args)


def _send(raw: Raw, sql: str, args: Sequence[Any], *, prepare: bool = True) -> None:
    values, formats = wire.encode(args)
    if prepare:
        (name,) = statements(raw, [sql])
        raw.pgconn.send_query_prepared(name, values, formats, 1)
    else:
        raw.pgconn.send_query_params(_numbered(sql), values, None, formats, 1)


def _leave_behind(link: pq.abc.PGconn) -> None:
    """End a transaction in which something failed; a connection that cannot even do that is of no use any more."""
    try:
        pipeline.end(link)
        link.exit_pipeline_mode()
    except psycopg.Error:
        link.finish()


def must_begin(raw: Raw) -> bool:
    """Whether the caller is in a transaction that the server has not been told of: the driver waits for a statement."""
    return raw.pgconn.transaction_status == pq.TransactionStatus.IDLE and not raw.autocommit


def is_outermost() -> bool:
    """Whether exactly one block of Django's is open: whoever opened it may end the transaction."""
    django = connections[DEFAULT_DB_ALIAS]
    return len(django.atomic_blocks) == 1 and django.commit_on_exit and not django.needs_rollback


def statements(raw: Raw, wanted: Sequence[str]) -> list[bytes]:
    """The names under which these statements stand ready on the server."""
    known = _prepared.setdefault(raw, {})
    if len(known) + len({*wanted} - known.keys()) > _MOST_PREPARED:
        _command(raw, b"deallocate all")
        known.clear()
    return [known.get(sql) or _make_ready(raw, known, sql) for sql in wanted]


def _make_ready(raw: Raw, known: dict[str, bytes], sql: str) -> bytes:
    name = b"record_%d" % len(known)
    link = raw.pgconn
    if link.pipeline_status:
        link.send_prepare(name, _numbered(sql))
        done(pipeline.answer_now(link), raw)
    else:
        done(link.prepare(name, _numbered(sql)), raw)
    known[sql] = name
    return name


def _command(raw: Raw, command: bytes) -> None:
    link = raw.pgconn
    if link.pipeline_status:
        link.send_query_params(command, None)
        done(pipeline.answer_now(link), raw)
    else:
        done(link.exec_(command), raw)


@lru_cache(maxsize=2000)
def _numbered(sql: str) -> bytes:
    """``%s`` as ``$1``, ``$2`` ...; ``%%`` as one per cent sign."""
    number = 0

    def placed(match: re.Match[str]) -> str:
        nonlocal number
        if match[0] == "%%":
            return "%"
        number += 1
        return f"${number}"

    return re.sub(r"%s|%%", placed, sql).encode()


def done(result: pq.abc.PGresult, raw: Raw) -> pq.abc.PGresult:
    """The result, if it is one. :raises psycopg.Error: what the server says instead."""
    if result.status in (pq.ExecStatus.TUPLES_OK, pq.ExecStatus.COMMAND_OK):
        return result
    raise psycopg.errors.error_from_result(result, encoding=raw.info.encoding)


def rows(result: pq.abc.PGresult) -> list[tuple[Any, ...]]:
    """The rows of a result as Python values."""
    columns = [(place, wire.decoder(result.ftype(place))) for place in range(result.nfields)]
    get = result.get_value
    found = []
    for row in range(result.ntuples):
        values = []
        for place, decode in columns:
            cell = get(row, place)
            values.append(None if cell is None else decode(cell))
        found.append(tuple(values))
    return found
