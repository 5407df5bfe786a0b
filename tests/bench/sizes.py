"""What the record takes on disk after VACUUM: bytes a resource, by table and index; audit and outbox apart."""

from __future__ import annotations

from django.db import connection

_SIZES = """
select c.relname, pg_relation_size(c.oid) + coalesce(pg_relation_size(nullif(c.reltoastrelid, 0)), 0)
from pg_class c join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'public'
where c.relkind in ('r', 'i') and (c.relname like 'record\\_%%' or c.relname like 'files\\_%%' or c.relname like 'claims\\_%%'
      or c.relname like 'audit\\_%%' or c.relname like 'kernel\\_%%')
order by 2 desc
"""


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
    print(
        f"record after VACUUM: {total:.0f} B a resource (packed bodies {int(bodies) / resources:.0f}): {_listed(record)}"
    )
    print(f"beside it (originals, claims, audit, outbox): {beside:.0f} B a resource: {_listed(others)}")


def _listed(rows: list[tuple[str, float]]) -> str:
    return ", ".join(f"{name} {size:.0f}" for name, size in rows if size >= 1)
