"""The record's way to the database: Django's own connection, without the ORM.

Statements are bound by the server and prepared, so a read costs the database no planning. Running on Django's
connection keeps the record inside the caller's transaction (a bed and its Encounter commit together).
"""

from __future__ import annotations

import select
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import connection


def connect() -> psycopg.Connection[tuple[Any, ...]]:
    """The psycopg connection under Django's default alias, opened if need be."""
    connection.ensure_connection()
    raw: psycopg.Connection[tuple[Any, ...]] = connection.connection
    raw.prepare_threshold = 3
    return raw


def drop_dead_connection() -> None:
    """Forget a kept connection that the server has ended meanwhile, so that the next statement opens another.

    A server that goes says so: an idle connection then has something to read. Looking costs no round trip.
    """
    raw = connection.connection
    if raw is None or connection.in_atomic_block:
        return
    waiting = select.poll()
    try:
        waiting.register(raw.fileno(), select.POLLIN)
        if waiting.poll(0):
            raw.pgconn.consume_input()
    except psycopg.Error:
        connection.close()
        return
    if raw.closed or raw.broken:
        connection.close()


def query(sql: str, args: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """All rows of one statement."""
    cursor = psycopg.Cursor(connect())
    cursor.execute(sql, args)
    return cursor.fetchall() if cursor.description else []


@contextmanager
def pipeline() -> Iterator[psycopg.Connection[tuple[Any, ...]]]:
    """Statements sent together without waiting for each other's answers; errors surface at the end."""
    raw = connect()
    with raw.pipeline():
        yield raw


def send(
    raw: psycopg.Connection[tuple[Any, ...]], sql: str, args: Sequence[Any]
) -> psycopg.Cursor[tuple[Any, ...]]:
    """Queue one statement of a pipeline; fetch from the cursor after the pipeline has ended or synced."""
    cursor = psycopg.Cursor(raw)
    cursor.execute(sql, args)
    return cursor
