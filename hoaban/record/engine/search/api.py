"""One search, from parameters to a page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import psycopg

from hoaban.kernel import clock
from hoaban.kernel.errors import Invalid
from hoaban.record.engine import db, index_versions, structure
from hoaban.record.engine.condition import Condition
from hoaban.record.engine.search import (
    contained,
    cutting,
    include,
    ordering,
    paging,
    rarity,
    rows,
    sql,
    terminology,
)
from hoaban.record.engine.search.parse import digest_of, parse
from hoaban.record.engine.search.parse.compartments import Compartment
from hoaban.record.engine.search.query import Contained, Order, Query
from hoaban.record.engine.search.rows import Row
from hoaban.record.shapes import Page, Stored

_COUNTED = 10_000
"""An estimated total is exact up to here."""


class TooCostly(Invalid):
    """No index serves this search, and it took longer than any statement may."""

    code = "too-costly"


def run(
    kinds: Sequence[str],
    params: Sequence[tuple[str, str]],
    access: Condition,
    *,
    base_url: str = "",
    lenient: bool = False,
    within: Compartment | None = None,
) -> Page:
    """One page of what matches and ``access`` permits, over these types (none: all).

    :raises SearchRefused: a parameter is unknown, unsupported or ill-formed; all of them are named.
    :raises NotIndexedYet: rows that an earlier version stored are still to be indexed for a parameter.
    :raises TooCostly: it would read too much.
    """
    query = parse(
        kinds, params, now=clock.now(), base_url=base_url, terminology=terminology.stored(access),
        lenient=lenient, within=within, standing=index_versions.standing(),
        order=_order(access, _numbers(kinds)),
    )  # fmt: skip
    matches, token = _page(query, access) if query.count else ([], None)
    included, notes = include.along_with(matches, query.includes, access) if query.includes else ((), ())
    return Page(
        tuple(_shown(row.stored, query) for row in matches),
        token,
        _total(query, access),
        included=tuple(cutting.cut(each, query.summary, ()) for each in included),
        notes=(*query.ignored, *notes),
        left_aside=query.left_aside,
    )


def digest(kinds: Sequence[str], params: Sequence[tuple[str, str]], within: Compartment | None = None) -> str:
    """What the trail keeps of a search: the same for the same question, revealing nothing of it."""
    return digest_of(kinds, params, str(within or "")).hex()


def _order(access: Condition, kinds: Sequence[int]) -> Order:
    """The order in which rows come to whoever asks for none."""
    if not access.walks_people(kinds) or access.reach is None:
        return Order.OF_ROWS
    return Order.OF_ROWS_OR_PEOPLE if rarity.are_nearly_all_known(access.reach.places) else Order.OF_PEOPLE


def _numbers(kinds: Sequence[str]) -> list[int]:
    return [structure.type_number(kind) for kind in kinds if structure.is_resource_type(kind)]


def _page(query: Query, access: Condition) -> tuple[list[Row], str | None]:
    if query.contained is not Contained.FALSE or ordering.is_needed(query):
        read = contained.page if query.contained is not Contained.FALSE else ordering.page
        some, end = read(query, access)
        return some, paging.sealed(end, query.digest) if end else None
    found = _found(query, access)
    shown = found[: query.count]
    token = paging.sealed(tuple(shown[-1][rows.WIDTH :]), query.digest) if len(found) > query.count else None
    return [rows.read(row) for row in shown], token


def _found(query: Query, access: Condition) -> list[tuple[Any, ...]]:
    made = sql.statement(query, access, columns=rows.COLUMNS)
    try:
        # A plan made without the values would not know whether a date is rare, and could walk a whole type.
        return db.query(made.sql, made.args, prepare=made.serves_all_values)
    except psycopg.errors.QueryCanceled:
        raise TooCostly(
            "Tìm kiếm phải đọc quá nhiều dữ liệu nên đã dừng; hãy thu hẹp điều kiện hoặc bỏ _sort.",
            "The search would read too much and was stopped; narrow it, or leave _sort away.",
        ) from None


def _shown(stored: Stored, query: Query) -> Stored:
    return cutting.cut(stored, query.summary, query.elements)


def _total(query: Query, access: Condition) -> int | None:
    if not query.total:
        return None
    most = _COUNTED + 1 if query.estimated else None
    counted = int(db.query(*sql.count_statement(query, access, most=most), prepare=False)[0][0])
    if most is None or counted < most:
        return counted
    plan = db.query(*sql.estimate_statement(query, access), prepare=False)[0][0]
    return max(counted, int(plan[0]["Plan"]["Plan Rows"]))
