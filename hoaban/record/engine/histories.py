"""What happened to one resource, to a type, or to everything: versions newest first, deletions included.

Pages follow each other by the place where the last one ended (time, id, version), so that what is written meanwhile
moves nothing. The access rule is asked of the current row and the labels of each version by themselves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from hoaban.record.engine import db, reading, structure
from hoaban.record.engine.access import Rule
from hoaban.record.engine.search import dates
from hoaban.record.engine.search.dates import Range
from hoaban.record.shapes import Stored

Position = tuple[datetime, UUID, int]
"""Where a page ended."""
_END: Position = (dates.FUTURE, UUID(int=0), 0)

# The newest row of each type and table is found by an index, so that even all types together read a page and no more.
_PAGE = """
select x.* from unnest(%s::smallint[]) as t(type) cross join lateral (
    (select {columns} from record_resource r
     where r.type = t.type and {only} and r.updated_at >= %s and r.updated_at < %s
       and r.updated_at <= %s and (r.updated_at, r.uid, r.version) < (%s, %s, %s::int) and {condition}
     order by r.updated_at desc, r.uid desc limit %s)
    union all
    (select v.type, r.uid, r.given_id, v.version, v.updated_at, v.deleted, v.dictionary, v.body, r.person
     from record_version v join record_resource r on r.type = v.type and r.rid = v.rid
     where v.type = t.type and {only} and v.updated_at >= %s and v.updated_at < %s
       and v.updated_at <= %s and (v.updated_at, r.uid, v.version) < (%s, %s, %s::int)
       and v.labels & %s = 0 and {still} and {condition}
     order by v.updated_at desc, r.uid desc, v.version desc limit %s)
) x order by x.updated_at desc, x.uid desc, x.version desc limit %s
"""
# Current at some moment from ``lo`` on: the version after it came later than that.
_STILL = """
coalesce((select n.updated_at from record_version n
          where n.rid = v.rid and n.version = v.version + 1), r.updated_at) > %s
"""


@dataclass(frozen=True, slots=True)
class Span:
    """``since``: created at or after. ``current``: current at some moment of this range (R4's ``_at``)."""

    since: datetime = dates.PAST
    current: Range | None = None


def page(
    kinds: Sequence[int], uid: UUID | None, rule: Rule, *, span: Span, after: Position | None, count: int
) -> tuple[list[Stored], Position | None]:
    """One page of versions, and where the next one goes on (None: this was the last)."""
    at = after or _END
    until = span.current[1] if span.current else dates.FUTURE
    condition = rule.condition()
    bounds: list[Any] = [span.since, until, at[0], *at]
    still = [span.current[0]] if span.current else []
    own = [uid] if uid else []
    sql = _PAGE.format(
        columns=reading.COLUMNS, condition=condition.sql, still=_STILL if still else "true",
        only="r.uid = %s" if uid else "true",
    )  # fmt: skip
    args = [
        list(kinds), *own, *bounds, *condition.args, count + 1,
        *own, *bounds, rule.hidden, *still, *condition.args, count + 1, count + 1,
    ]  # fmt: skip
    rows = db.query(sql, args, prepare=False)
    shown = rows[:count]
    more = (shown[-1][4], shown[-1][1], shown[-1][3]) if len(rows) > count else None
    return [reading.stored(row) for row in shown], more


def all_kinds() -> list[int]:
    """The numbers of all types."""
    return [structure.type_number(name) for name in structure.resource_types()]
