"""The record's way to the database: Django's own connection, without the ORM.

Running on Django's connection keeps the record inside the caller's transaction (a bed and its Encounter commit
together). :func:`query` speaks to libpq itself: statements are prepared once a connection, so a read costs the
database no planning and Python little. See docs/decisions/0014-the-read-path.md. What can be sent together is
sent by a :class:`hoaban.record.engine.batch.Batch`.
"""

from __future__ import annotations

import re
import select
from collections.abc import Sequence
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
    if must_begin(raw):
        done(link.exec_(b"begin"), raw)
    values, formats = wire.encode(args)
    if prepare:
        (name,) = statements(raw, [sql])
        result = link.exec_prepared(name, values, formats, 1)
    else:
        result = link.exec_params(_numbered(sql), values, None, formats, 1)
    return rows(done(result, raw))


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
        done(raw.pgconn.exec_(b"deallocate all"), raw)
        known.clear()
    return [known.get(sql) or _make_ready(raw, known, sql) for sql in wanted]


def _make_ready(raw: Raw, known: dict[str, bytes], sql: str) -> bytes:
    name = b"record_%d" % len(known)
    done(raw.pgconn.prepare(name, _numbered(sql)), raw)
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
