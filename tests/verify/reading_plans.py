"""What the engine asks the database for one search, and how much the database reads to answer it.

Statements are noted while the real code runs; each is then explained with its own values: under the plan that serves
all values if it was sent as a prepared statement, under the plan for its values otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from unittest import mock

import psycopg

from hoaban.record.engine import db

_named = count()


@dataclass(frozen=True, slots=True)
class Sent:
    """One statement as it was sent."""

    sql: str
    args: Sequence[Any]
    prepared: bool


@dataclass(slots=True)
class Reading:
    """``rows``: read by all scans of tables and indexes, in all their loops, those filtered away too.

    ``pages``: looked at, in memory or not.
    ``sequential``: tables read from end to end.
    """

    rows: int = 0
    pages: int = 0
    sequential: list[str] = field(default_factory=list)
    milliseconds: float = 0.0


@contextmanager
def noted() -> Iterator[list[Sent]]:
    """The statements that the record sends meanwhile, but for entries of the trail and a look at statistics now and then."""
    sent: list[Sent] = []
    query = db.query

    def noting(sql: str, args: Sequence[Any] = (), *, prepare: bool = True) -> list[tuple[Any, ...]]:
        if "audit_entry" not in sql and "pg_stats" not in sql:
            sent.append(Sent(sql, args, prepare))
        return query(sql, args, prepare=prepare)

    with mock.patch.object(db, "query", noting):
        yield sent


def read(sent: Sent) -> tuple[Reading, Any]:
    """Run a statement once more and read its plan; gives the plan, too."""
    plan = (_of_all_values if sent.prepared else _of_its_values)(sent)
    found = Reading(milliseconds=plan["Execution Time"] + plan["Planning Time"])
    _add(plan["Plan"], found)
    found.pages = plan["Plan"].get("Shared Hit Blocks", 0) + plan["Plan"].get("Shared Read Blocks", 0)
    return found, plan


def _of_its_values(sent: Sent) -> Any:
    asked = f"explain (analyze, buffers, format json) {sent.sql}"
    return db.query(asked, sent.args, prepare=False)[0][0][0]


def _of_all_values(sent: Sent) -> Any:
    name = f"named_{next(_named)}"
    cursor = psycopg.ClientCursor(db.connect())
    cursor.execute(b"prepare " + name.encode() + b" as " + db._numbered(sent.sql))
    cursor.execute("set plan_cache_mode = force_generic_plan")
    places = ", ".join(["%s"] * len(sent.args))
    try:
        cursor.execute(f"explain (analyze, buffers, format json) execute {name}({places})", sent.args)  # type: ignore[arg-type]
        row = cursor.fetchone()
    finally:
        cursor.execute("set plan_cache_mode = auto")
        cursor.execute(f"deallocate {name}")  # type: ignore[arg-type]
    assert row is not None
    return row[0][0]


def _add(node: Any, found: Reading) -> None:
    if "Relation Name" in node:
        # what a bitmap of index entries names is read from the table afterwards: each row counts once
        found.rows += max(_rows(node), sum(map(_rows, _bitmaps(node))))
    if node["Node Type"] == "Seq Scan" and node["Actual Loops"]:
        found.sequential.append(node["Relation Name"])
    for inner in node.get("Plans", ()):
        _add(inner, found)


def _rows(node: Any) -> int:
    removed = node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0)
    return round((node.get("Actual Rows", 0) + removed) * node["Actual Loops"])


def _bitmaps(node: Any) -> Iterator[Any]:
    for inner in node.get("Plans", ()):
        if inner["Node Type"] == "Bitmap Index Scan":
            yield inner
        elif inner["Node Type"].startswith("Bitmap"):
            yield from _bitmaps(inner)


def drawn(node: Any, depth: int = 0) -> str:
    """A plan in lines, for whoever has to mend it."""
    told = [node["Node Type"], node.get("Index Name") or node.get("Relation Name", "")]
    told += [f"rows={node.get('Actual Rows')} of {node.get('Plan Rows')} loops={node.get('Actual Loops')}"]
    told += [f"removed={node['Rows Removed by Filter']}"] if node.get("Rows Removed by Filter") else []
    lines = ["  " * depth + " ".join(filter(None, told))]
    return "\n".join([*lines, *(drawn(inner, depth + 1) for inner in node.get("Plans", ()))])
