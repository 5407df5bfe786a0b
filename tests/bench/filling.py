"""A full store without days of importing: what is there is multiplied in SQL, under other ids and identifiers.

A copy keeps what many resources share (codes, dates, facilities) and differs in what is its own: ids, person,
dossier, and every search key that few resources have.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence

from django.db import connection, connections

_OWN = 200  # a key that fewer resources have is somebody's own: an identifier, a reference

_OTHER = "(substr({0}::text, 1, 13) || substr(md5({0}::text || {1}), 13))::uuid"

_RARE = """
create temporary table rare as
select key from record_resource, unnest(keys) as key group by key having count(*) < %s
"""
_COPIES = """
create temporary table copies as
select c as copy, r.type, r.rid as old, nextval('record_rid') as rid
from generate_series(1, %s) as c, record_resource r
"""
_RESOURCES = f"""
insert into record_resource (type, rid, uid, given_id, version, updated_at, deleted, patient, person, dossier, labels,
    own_labels, main_lo, main_hi, index_version, keys, dictionary, body, patient_by, dossier_by)
select r.type, c.rid, {_OTHER.format("r.uid", "c.copy")}, r.given_id, r.version, r.updated_at, r.deleted,
    {_OTHER.format("r.patient", "c.copy")}, {_OTHER.format("r.person", "c.copy")}, {_OTHER.format("r.dossier", "c.copy")},
    r.labels, r.own_labels, r.main_lo, r.main_hi, r.index_version,
    (select array_agg(case when w.key is null then k else k # (c.copy::bigint << 20) end order by 1)
     from unnest(r.keys) as k left join rare w on w.key = k),
    r.dictionary, r.body, r.patient_by, r.dossier_by
from copies c join record_resource r on r.type = c.type and r.rid = c.old
"""
_SIDE = (
    "insert into record_string select s.type, s.param, s.value, s.exact, c.rid from record_string s"
    " join copies c on c.old = s.rid",
    "insert into record_reference select s.type, s.param, s.target_type,"
    f" {_OTHER.format('s.target', 'c.copy')}, c.rid from record_reference s join copies c on c.old = s.rid",
    "insert into record_date select s.type, s.param, s.lo, s.hi, c.rid from record_date s join copies c on c.old = s.rid",
    "insert into record_range select s.type, s.param, s.key, s.lo, s.hi, s.unit, s.canonical_unit, s.canonical_lo,"
    " s.canonical_hi, c.rid from record_range s join copies c on c.old = s.rid",
    "insert into record_reach (person, place, rid, since, until)"
    f" select {_OTHER.format('s.person', 'c.copy')}, s.place, c.rid, s.since, s.until from record_reach s"
    " join copies c on c.old = s.rid",
)


def fill(resources: int) -> None:
    """Multiply what is stored until there are at least so many resources."""
    with connection.cursor() as cursor:
        cursor.execute("set statement_timeout = 0")
        cursor.execute("select count(*) from record_resource")
        (stored,) = cursor.fetchone() or (0,)
        cursor.execute(_RARE, [_OWN])
        cursor.execute("create unique index on rare (key)")
        cursor.execute(_COPIES, [-(-resources // stored) - 1])
        cursor.execute("analyze copies")
        cursor.execute(_RESOURCES)
        cursor.execute("create index on copies (old)")
        for statement in _SIDE:
            cursor.execute(statement)
        cursor.execute("drop table rare, copies")
        cursor.execute("vacuum analyze")


def shares(numbers: range, many: int) -> list[range]:
    """The same numbers in so many parts, as equal as can be."""
    return [numbers[len(numbers) * part // many : len(numbers) * (part + 1) // many] for part in range(many)]


def side_by_side(work: Callable[[range], object], parts: Sequence[range]) -> None:
    """Do each part in a process of its own with its own connection. :raises RuntimeError: one of them failed."""
    connections.close_all()
    children = []
    for part in parts:
        child = os.fork()
        if not child:
            try:
                work(part)
            except BaseException as failure:
                os.write(2, f"{type(failure).__name__}: {failure}\n".encode())
                os._exit(1)
            os._exit(0)
        children.append(child)
    if sum(os.waitpid(child, 0)[1] for child in children):
        raise RuntimeError("a part of the work failed")
