"""What comes along with a page, as statements: what its resources point to, and what points to them."""

from __future__ import annotations

from collections.abc import Sequence

from hoaban.record.engine import structure
from hoaban.record.engine.condition import Condition
from hoaban.record.engine.search.query import Include
from hoaban.record.engine.search.rows import Row
from hoaban.record.engine.search.sql import addresses, links
from hoaban.record.engine.search.sql.statements import Statement, joined, one_of

_ANY: Statement = ("f.param is not null", [])
_ADDED = """select {columns}, r.rid from record_resource r
where not r.deleted and {access} and r.rid <> all(%s::bigint[]) and {name} in ({ends}) order by r.rid limit %s"""


def statement(
    include: Include,
    page: Sequence[Row],
    shown: Sequence[int],
    access: Condition,
    *,
    columns: str,
    limit: int,
) -> Statement | None:
    """At most ``limit`` resources that an include adds to a page, without those ``shown``; None if it cannot add any."""
    starts = [row for row in page if _starts(include, row)]
    if not starts:
        return None
    by_row = include.reverse or include.by_address
    ends, args = (
        _along_addresses(include, starts) if include.by_address else _along_references(include, starts)
    )
    name = "(r.type, r.rid)" if by_row else "(r.type, r.uid)"
    sql = _ADDED.format(columns=columns, access=f"({access.sql})", name=name, ends=ends)
    return sql, [*access.args, list(shown), *args, limit]


def _along_addresses(include: Include, starts: Sequence[Row]) -> Statement:
    rids = [row.rid for row in starts]
    if include.reverse:
        return addresses.pointing(rids, include.numbers, _number(include.source))
    return addresses.pointed_to(rids, include.numbers, _number(include.target))


def _along_references(include: Include, starts: Sequence[Row]) -> Statement:
    if include.reverse:
        condition, args = _backward(include, starts)
        return f"select f.type, f.rid from record_link f where {condition}", args
    condition, args = _forward(include, starts)
    return f"select f.target_type, f.target from record_link f where {condition}", args


def _starts(include: Include, row: Row) -> bool:
    kind = include.target if include.reverse else include.source
    return kind in ("", row.stored.type)


def _forward(include: Include, starts: Sequence[Row]) -> Statement:
    return joined(
        (
            one_of("f.type", sorted({structure.type_number(row.stored.type) for row in starts}), "smallint"),
            ("f.rid = any(%s::bigint[])", [[row.rid for row in starts]]),
            one_of("f.param", include.numbers, "smallint") if include.numbers else _ANY,
            one_of("f.target_type", _number(include.target), "smallint"),
        ),
        " and ",
    )


def _backward(include: Include, starts: Sequence[Row]) -> Statement:
    kinds = sorted({structure.type_number(row.stored.type) for row in starts})
    return joined(
        (
            ("f.target = any(%s::uuid[])", [[row.uid for row in starts]]),
            one_of("f.target_type", kinds, "smallint"),
            one_of("f.param", include.numbers, "smallint") if include.numbers else _ANY,
            links.from_types(_number(include.source), kinds),
        ),
        " and ",
    )


def _number(kind: str) -> tuple[int, ...]:
    return (structure.type_number(kind),) if kind else ()
