"""The derived tables as they are, and as a version that is gone or a fault might have left them."""

from __future__ import annotations

from random import Random
from typing import Any

from django.db import connection

from hoaban.record.engine import index_versions

SIDE = ("record_string", "record_reference", "record_date", "record_range", "record_reach")
Rows = dict[str, list[Any]]


def derived() -> Rows:
    """Everything that extraction makes, in an order of its own."""
    columns = "type, rid, index_version, keys, main_lo, main_hi, patient_by, dossier_by"
    found = {"index": _rows(f"select {columns} from record_resource")}
    return {**found, **{table: _rows(f"select * from {table}") for table in SIDE}}


def lasting() -> Rows:
    """What indexing again must leave alone, the feed and the trail included."""
    columns = (
        "type, rid, uid, version, updated_at, deleted, patient, person, dossier, labels, own_labels, body"
    )
    tables = ("record_version", "record_reach", "kernel_announcement", "audit_entry")
    found = {"resources": _rows(f"select {columns} from record_resource")}
    return {**found, **{table: _rows(f"select * from {table}") for table in tables}}


def age(version: int = 1, *, kinds: tuple[int, ...] = ()) -> None:
    """Rows (of these types, else all) as another version of the code would have left them, their values in disorder."""
    chosen = list(kinds) or [row[0] for row in _rows("select distinct type from record_resource")]
    with connection.cursor() as cursor:
        cursor.execute("select rid from record_resource where type = any(%s)", [chosen])
        rids = [row[0] for row in cursor.fetchall()]
        cursor.execute(
            "update record_resource set index_version = %s, keys = '{1,2,3}', main_lo = '1999-01-01Z', main_hi = null,"
            " patient_by = nullif(rid %% 3, 0), dossier_by = nullif(rid %% 2, 0) where rid = any(%s)",
            [version, rids],
        )
        cursor.execute("delete from record_index_version where type = any(%s)", [chosen])
        cursor.execute(
            "insert into record_index_version (type, version) select k, %s from unnest(%s::smallint[]) k",
            [version, chosen],
        )
        disorder(rids, Random(version))  # noqa: S311
    index_versions.look_again()


def disorder(rids: list[int], chance: Random) -> None:
    """Some side rows are lost, some doubled, some changed, some are another parameter's."""
    with connection.cursor() as cursor:
        for table in SIDE[:-1]:
            for act in (
                f"delete from {table} where rid = %s",
                f"insert into {table} select * from {table} where rid = %s",
                f"update {table} set param = param + 1 where rid = %s",
            ):
                for rid in chance.sample(rids, len(rids) // 3):
                    cursor.execute(act, [rid])


def _rows(sql: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return sorted(cursor.fetchall(), key=repr)
