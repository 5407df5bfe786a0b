"""The record's way to the database: Django's own connection, without the ORM.

Running on Django's connection keeps the record inside the caller's transaction (a bed and its Encounter commit
together). :func:`query` speaks to libpq itself: statements are prepared once a connection, so a read costs the
database no planning and Python little. See docs/decisions/0014-the-read-path.md.
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

from hoaban.record.engine import wire

Raw = psycopg.Connection[tuple[Any, ...]]

_MOST_PREPARED = 500
_prepared: WeakKeyDictionary[Raw, dict[str, bytes]] = WeakKeyDictionary()


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


def query(sql: str, args: Sequence[Any] = (), *, prepare: bool = True) -> list[tuple[Any, ...]]:
    """All rows of one statement with ``%s`` placeholders.

    ``prepare=False`` for a statement whose best plan depends on its values.
    Raises what psycopg raises.
    """
    raw = _begun()
    link = raw.pgconn
    values, formats = wire.encode(args)
    if prepare:
        result = link.exec_prepared(_statement(raw, sql), values, formats, 1)
    else:
        result = link.exec_params(_numbered(sql), values, None, formats, 1)
    return _rows(_done(result, raw))


def _begun() -> Raw:
    """The connection, in a transaction if the caller is in one: as the driver itself does before a first statement."""
    raw = connect()
    if raw.pgconn.transaction_status == pq.TransactionStatus.IDLE and not raw.autocommit:
        _done(raw.pgconn.exec_(b"begin"), raw)
    return raw


def _statement(raw: Raw, sql: str) -> bytes:
    known = _prepared.setdefault(raw, {})
    name = known.get(sql)
    if name is None:
        if len(known) >= _MOST_PREPARED:
            _done(raw.pgconn.exec_(b"deallocate all"), raw)
            known.clear()
        name = b"record_%d" % len(known)
        _done(raw.pgconn.prepare(name, _numbered(sql)), raw)
        known[sql] = name
    return name


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


def _done(result: pq.abc.PGresult, raw: Raw) -> pq.abc.PGresult:
    if result.status in (pq.ExecStatus.TUPLES_OK, pq.ExecStatus.COMMAND_OK):
        return result
    raise psycopg.errors.error_from_result(result, encoding=raw.info.encoding)


def _rows(result: pq.abc.PGresult) -> list[tuple[Any, ...]]:
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


class Batch:
    """Statements that are sent together, without waiting for each other's answers. None gives rows back."""

    def __init__(self) -> None:
        self._waiting: list[tuple[str, Sequence[Any]]] = []

    def send(self, sql: str, args: Sequence[Any]) -> None:
        """Queue one statement."""
        self._waiting.append((sql, args))

    def run(self) -> None:
        """Send all that is queued. :raises psycopg.Error: the first failure; the rest is then not done either."""
        raw = _begun()
        link = raw.pgconn
        calls = [(_statement(raw, sql), *wire.encode(args)) for sql, args in self._waiting]
        self._waiting.clear()
        link.enter_pipeline_mode()
        failed: pq.abc.PGresult | None = None
        try:
            for name, values, formats in calls:
                link.send_query_prepared(name, values, formats, 1)
            link.pipeline_sync()
            for _ in range(len(calls) + 1):
                while (result := _next_result(link)) is not None:
                    if result.status == pq.ExecStatus.FATAL_ERROR and failed is None:
                        failed = result
                    if result.status == pq.ExecStatus.PIPELINE_SYNC:
                        break
        finally:
            link.exit_pipeline_mode()
        if failed is not None:
            _done(failed, raw)


def _next_result(link: pq.abc.PGconn) -> pq.abc.PGresult | None:
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


@contextmanager
def batch() -> Iterator[Batch]:
    """A batch that is run when the block ends without a failure."""
    gathered = Batch()
    yield gathered
    gathered.run()
