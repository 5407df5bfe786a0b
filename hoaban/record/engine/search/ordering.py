"""Order by what is kept only as keys (tokens, addresses): read from the resources themselves, as long as they are few.

Nothing that is stored for searching could be put in order of such values, and keeping them once more for every resource
would cost more than it is asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from hoaban.record.engine import db, parse_json
from hoaban.record.engine.condition import Condition
from hoaban.record.engine.search import keys, parameters, rows, sql
from hoaban.record.engine.search.criteria import Column
from hoaban.record.engine.search.query import Position, Query, SearchRefused, SortKey
from hoaban.record.engine.search.rows import Row
from hoaban.record.engine.validate import Issue

MOST = 5000
"""How many matches are read and put in order."""
_LAST = "\x00"
Json = dict[str, Any]


def is_needed(query: Query) -> bool:
    """Whether any key of the order stands in the resource alone."""
    return any(key.column is Column.TOLD for key in query.sort)


def page(query: Query, access: Condition) -> tuple[list[Row], Position | None]:
    """One page in order, and where it ends if more follow. :raises SearchRefused: too many match to be put in order."""
    kept = tuple(key for key in query.sort if key.column is not Column.TOLD)
    every = replace(query, sort=kept, after=None, count=MOST)
    made = sql.statement(every, access, columns=rows.COLUMNS)
    found = db.query(made.sql, made.args, prepare=False)
    if len(found) > MOST:
        raise SearchRefused((_too_many(),))
    down = [*(key.descending for key in query.sort), query.descending]
    placed = [_placed(row, query) for row in found]
    for at in reversed(range(len(down))):
        placed.sort(key=lambda each: each[0][at], reverse=down[at])
    if query.after is not None:
        placed = [each for each in placed if _comes_after(each[0], query.after, down)]
    shown = placed[: query.count]
    end = shown[-1][0] if len(placed) > query.count else None
    return [row for _, row in shown], end


def _placed(found: Sequence[Any], query: Query) -> tuple[Position, Row]:
    row, kept = rows.read(found), iter(found[rows.WIDTH : -1])
    whole = parse_json.loads(row.stored.body)
    values = [
        _told(whole, row.stored.type, key) if key.column is Column.TOLD else next(kept) for key in query.sort
    ]
    return (*values, row.rid), row


def _told(whole: Json, kind: str, key: SortKey) -> str:
    """The first or last of its values; none comes as if it were the lowest."""
    parameter = parameters.of_type(kind)[key.code]
    found = [
        text
        for route in parameter.routes
        for value in route.values(whole, whole)
        for text in _texts(route.kind, value)
    ]
    return (max if key.descending else min)(found, default="")


def _texts(kind: str, value: Any) -> Iterable[str]:
    """What a value is sorted by: the code, and then its system."""
    match kind:
        case "CodeableConcept":
            return [text for coding in value.get("coding", ()) for text in _texts("Coding", coding)]
        case "Coding":
            return [value["code"] + _LAST + value.get("system", "")] if "code" in value else []
        case "Identifier":
            return [value["value"] + _LAST + value.get("system", "")] if "value" in value else []
        case "ContactPoint":
            return (
                [keys.contact_code(value["value"]) + _LAST + value.get("system", "")]
                if "value" in value
                else []
            )
        case "boolean":
            return ["true" if value else "false"]
    return [str(value)]


def _comes_after(position: Position, end: Position, down: Sequence[bool]) -> bool:
    for one, other, descending in zip(position, end, down, strict=True):
        if one != other:
            return bool(one < other if descending else one > other)  # type: ignore[operator]
    return False


def _too_many() -> Issue:
    return Issue(
        "error",
        "too-costly",
        "_sort",
        f"Tham số tìm kiếm _sort: chỉ xếp được tối đa {MOST} kết quả theo mã hoặc địa chỉ; hãy thu hẹp tìm kiếm.",
        f"Search parameter _sort: at most {MOST} matches are put in order by codes or addresses; narrow the search.",
    )
