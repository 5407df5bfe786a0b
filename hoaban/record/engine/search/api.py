"""One search, from parameters to a page."""

from __future__ import annotations

from collections.abc import Sequence

import psycopg

from hoaban.kernel import clock
from hoaban.record.engine import db, reading
from hoaban.record.engine.condition import Condition
from hoaban.record.engine.search import paging, sql
from hoaban.record.engine.search.parse import digest_of, parse
from hoaban.record.shapes import Page

_WIDTH = len(reading.COLUMNS.split(","))


def run(
    resource_type: str, params: Sequence[tuple[str, str]], access: Condition, *, base_url: str = ""
) -> Page:
    """One page of what matches and ``access`` permits.

    :raises SearchRefused: a parameter is unknown, unsupported or ill-formed; all of them are named.
    """
    query = parse(resource_type, params, now=clock.now(), base_url=base_url)
    rows: list[tuple[object, ...]] = []
    if query.count:
        statement, args = sql.statement(query, access, columns=reading.COLUMNS)
        cursor = psycopg.Cursor(db.connect())
        # A plan made without the values would not know whether a key is rare, and could walk a whole type.
        cursor.execute(statement, args, prepare=None if sql.walks_one_patient(query) else False)
        rows = cursor.fetchall()
    shown, token = rows[: query.count], None
    if len(rows) > query.count:
        token = paging.sealed(tuple(shown[-1][_WIDTH:]), query.digest)  # type: ignore[arg-type]
    total = db.query(*sql.count_statement(query, access))[0][0] if query.total else None
    return Page(tuple(reading.stored(row[:_WIDTH]) for row in shown), token, total)


def digest(resource_type: str, params: Sequence[tuple[str, str]]) -> str:
    """What the trail keeps of a search: the same for the same question, revealing nothing of it."""
    return digest_of(resource_type, params).hex()
