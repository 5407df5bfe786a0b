"""An auditor's searches over ten million entries: how much the database reads for one page of each.

Refused are sequential scans of the trail and pages of 50 for which more than 5,000 rows are read. ``VERIFY_ENTRIES``
makes the trail smaller or larger. What the indexes cost a write is told too: the database's processor time for an
entry, with them and without.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from hoaban.ops.runtime.tuning import memory, server_settings
from tests.verify import standing

ENTRIES = int(os.environ.get("VERIFY_ENTRIES", "10000000"))
MOST_ROWS = 5_000
START = datetime(2026, 1, 1, tzinfo=UTC)
_STEP = timedelta(seconds=3)
_FILL = """
insert into audit_entry (at, actor_id, actor_kind, act, purpose, outcome, persons, detail, request_id, digest)
select %s + n * interval '3 seconds', 'account:n' || n %% 1500, 'person',
       case when n %% 20011 = 0 then 'emergency.open' when n %% 7 = 0 then 'record.search' when n %% 31 = 0 then 'people.find'
            else 'record.read' end,
       case when n %% 20011 = 0 then 'BTG' when n %% 5 = 0 then 'HPAYMT' else 'TREAT' end,
       case when n %% 211 = 0 then 'refused' else 'allowed' end,
       array[lpad(to_hex(n %% 400000), 32, '0')::uuid], '{"way": "person", "count": 40}', 'request-' || n / 2,
       decode(repeat('00', 32), 'hex')
from generate_series(%s, %s) n
"""
_NEW = (
    "audit_entry_at", "audit_entry_actor_at", "audit_entry_act_at", "audit_entry_purpose_at", "audit_entry_refused_at",
    "audit_entry_refused_actor", "audit_entry_request",
)  # fmt: skip


def questions() -> dict[str, Any]:
    """Each criterion alone, the pairs that an auditor asks, and what finds nothing."""
    from hoaban.foundation.audit.api import Stay, TrailFilter

    unit = tuple(Stay(f"account:n{number}", START, None) for number in range(40))
    late = START + _STEP * (ENTRIES // 3)
    day = {"since": late, "until": late + timedelta(days=1)}
    person = (UUID(int=77),)
    return {
        "newest": TrailFilter(),
        "one day long ago": TrailFilter(**day),
        "account": TrailFilter(actor_id="account:n7"),
        "account, long ago": TrailFilter(actor_id="account:n7", **day),
        "account, refused": TrailFilter(actor_id="account:n7", outcome="refused"),
        "account that did nothing": TrailFilter(actor_id="account:nobody"),
        "act": TrailFilter(act="emergency.open"),
        "act, common, one day": TrailFilter(act="record.read", **day),
        "purpose": TrailFilter(purpose="BTG"),
        "refused": TrailFilter(outcome="refused"),
        "refused, one day": TrailFilter(outcome="refused", **day),
        "request": TrailFilter(request_id="request-777"),
        "person": TrailFilter(persons=person),
        "person, refused": TrailFilter(persons=person, outcome="refused"),
        "person nobody looked at": TrailFilter(persons=(UUID(int=10**9),)),
        "person and account": TrailFilter(persons=person, actor_id="account:n77"),
        "unit": TrailFilter(stays=unit),
        "unit, one day": TrailFilter(stays=unit, **day),
        "unit, refused": TrailFilter(stays=unit, outcome="refused"),
        "unit and person": TrailFilter(stays=unit, persons=person),
    }


def fill() -> None:
    """The trail as of a large province; indexes are made once it stands."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("set statement_timeout = 0")
        cursor.execute("set maintenance_work_mem = '1GB'")
        cursor.execute(
            "select indexname, indexdef from pg_indexes where tablename = 'audit_entry' and indexname <> 'audit_entry_pkey'"
        )
        indexes = cursor.fetchall()
        for name, _ in indexes:
            cursor.execute(f"drop index {name}")
        for first in range(1, ENTRIES + 1, 500_000):
            cursor.execute(_FILL, [START, first, min(ENTRIES, first + 499_999)])
        for _, definition in indexes:
            cursor.execute(definition)
        cursor.execute("vacuum analyze audit_entry")


def read(sought: Any, before: int | None) -> tuple[int, float, bool]:
    """Rows read for one page, milliseconds, and whether the whole table was read."""
    from django.db import connection

    from hoaban.foundation.audit.queries.entries import statement

    sql, values = statement(sought, before, 51)
    with connection.cursor() as cursor:
        cursor.execute("explain (analyze, format json) " + sql, values)
        (plan,) = cursor.fetchone()[0]
    scans = [node for node in _nodes(plan["Plan"]) if node.get("Relation Name") == "audit_entry"]
    rows = sum(
        (one["Actual Rows"] + one.get("Rows Removed by Filter", 0)) * one["Actual Loops"] for one in scans
    )
    return round(rows), plan["Execution Time"], any(one["Node Type"] == "Seq Scan" for one in scans)


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for child in node.get("Plans", ()):
        yield from _nodes(child)


def write_cost(count: int) -> float:
    """Microseconds of the database's processor time for an entry, thousands in one transaction each."""
    from django.db import connection, transaction

    with connection.cursor() as cursor:
        cursor.execute("select pg_backend_pid(), coalesce(max(id), 0) from audit_entry")
        pid, last = cursor.fetchone()
        begun = _ticks(pid)
        for first in range(last + 1, last + count + 1, 1000):
            with transaction.atomic():
                cursor.execute(_FILL, [START, first, first + 999])
        return (_ticks(pid) - begun) * 1e6 / os.sysconf("SC_CLK_TCK") / count


def _ticks(pid: int) -> int:
    told = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(told[11]) + int(told[12])


def main() -> int:
    """1 when a page reads too much."""
    settings = server_settings(memory(), os.cpu_count() or 1)
    with standing.database(settings):
        fill()
        print(
            f"{ENTRIES:,} entries, 1,500 accounts, 400,000 people; pages of 50: rows read, ms of the database"
        )
        failed = 0
        for name, sought in questions().items():
            from hoaban.foundation.audit.api import list_entries

            first = read(sought, None)
            page = list_entries(sought=sought, limit=50)
            later = read(sought, page[-1].id) if len(page) == 50 else (0, 0.0, False)
            bad = any(rows > MOST_ROWS or whole for rows, _, whole in (first, later))
            failed += bad
            told = f"{first[0]:>6} {first[1]:>8.1f}" + (
                f"   next page {later[0]:>6} {later[1]:>8.1f}" if later[0] else ""
            )
            print(f"  {name:<26}{told}{'   TOO MUCH' if bad else ''}")
        _tell_write_cost()
        return min(failed, 1)


def _tell_write_cost() -> None:
    from django.db import connection

    with_all = write_cost(100_000)
    with connection.cursor() as cursor:
        for name in _NEW:
            cursor.execute(f"drop index {name}")
    bare = write_cost(100_000)
    print(
        f"an entry costs the database {with_all:.1f} µs; without the {len(_NEW)} indexes of searches {bare:.1f} µs"
    )


if __name__ == "__main__":
    sys.exit(main())
