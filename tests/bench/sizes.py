"""What the record takes on disk after VACUUM: bytes a resource, by table and index; audit and outbox apart."""

from __future__ import annotations

from typing import Any

from django.db import connection, transaction

from hoaban.record.engine import reading

_SIZES = """
select c.relname, pg_relation_size(c.oid) + coalesce(pg_relation_size(nullif(c.reltoastrelid, 0)), 0)
from pg_class c join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'public'
where c.relkind in ('r', 'i') and (c.relname like 'record\\_%%' or c.relname like 'files\\_%%' or c.relname like 'claims\\_%%'
      or c.relname like 'audit\\_%%' or c.relname like 'kernel\\_%%')
order by 2 desc
"""
_AGAIN = """
insert into record_version (rid, updated_at, version, labels, type, dictionary, deleted, body)
select rid, updated_at, version, labels, type, dictionary, deleted, body from record_resource
"""
_OLDER = "select pg_total_relation_size('record_version')"


def show() -> None:
    """Print the split; also leaves the statistics fresh."""
    with connection.cursor() as cursor:
        cursor.execute("vacuum analyze")
        cursor.execute("select count(*), sum(length(body)) from record_resource")
        resources, bodies = cursor.fetchone() or (1, 0)
        cursor.execute(_SIZES.replace("%%", "%"))
        rows = [(name, int(size) / resources) for name, size in cursor.fetchall()]
        record = [(name, size) for name, size in rows if name.startswith("record_")]
        others = [(name, size) for name, size in rows if not name.startswith("record_")]
        total, beside = sum(size for _, size in record), sum(size for _, size in others)
        plain, older = _plain(cursor), _older(cursor, resources)
    print(
        f"record after VACUUM, of {resources} resources of {plain:.0f} B of JSON: {total:.0f} B a resource"
        f" (packed bodies {int(bodies) / resources:.0f}), and {older:.0f} B for an older version of it,"
        f" together {total + older:.0f} B: {_listed(record)}"
    )
    print(f"beside it (originals, claims, audit, outbox): {beside:.0f} B a resource: {_listed(others)}")


def _plain(cursor: Any) -> float:
    """The mean size of resources as they are sent."""
    cursor.execute(f"select {reading.COLUMNS} from record_resource r where not r.deleted")
    sizes = [len(reading.stored(row).body) for row in cursor.fetchall()]
    return sum(sizes) / len(sizes)


def _older(cursor: Any, resources: int) -> float:
    """What each resource would take more if all were written a second time, indexes included; nothing stays of it."""
    with transaction.atomic():
        cursor.execute(_OLDER)
        (before,) = cursor.fetchone()
        cursor.execute(_AGAIN)
        cursor.execute(_OLDER)
        (after,) = cursor.fetchone()
        transaction.set_rollback(True)
    return float(after - before) / resources


def _listed(rows: list[tuple[str, float]]) -> str:
    return ", ".join(f"{name} {size:.0f}" for name, size in rows if size >= 1)
