"""Searching what other resources contain (``_contained``), by the keys of the containers and then one by one.

A container has the keys of what it contains, turned over; all that these cannot tell (which of several contained
resources has which, dates, words, numbers) is asked of each contained resource itself. Rules: FHIR R4, search, 3.1.1.5.5.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from hoaban.record.engine import db, parse_json
from hoaban.record.engine.condition import Condition
from hoaban.record.engine.search import fits, index, keys, rows, sql
from hoaban.record.engine.search.criteria import Criterion, Keys
from hoaban.record.engine.search.query import Contained, Position, Query
from hoaban.record.engine.search.rows import Row

MOST = 2000
"""How many containers are looked into for one page; what comes after them stands on the next."""
_PORTION = 200
_ALONE, _INSIDE = 0, 1
"""The two phases that pages go through."""
Json = dict[str, Any]


def page(query: Query, access: Condition) -> tuple[list[Row], Position | None]:
    """One page, and where the next goes on. A page may hold less than was asked for and not be the last."""
    first = _ALONE if query.contained is Contained.BOTH else _INSIDE
    phase, last = query.after or (first, 0)
    shown: list[Row] = []
    if phase == _ALONE:
        shown, end = _alone(query, access, after=last)
        if end is not None:
            return shown, (_ALONE, end)
        if len(shown) == query.count:
            return shown, (_INSIDE, 0)
        last = 0
    inside, end = _inside(query, access, after=last, room=query.count - len(shown))
    return [*shown, *inside], None if end is None else (_INSIDE, end)


def _alone(query: Query, access: Condition, *, after: Any) -> tuple[list[Row], int | None]:
    found = _read(replace(query, sort=(), after=(after,)), access)
    shown = found[: query.count]
    return shown, shown[-1].rid if len(found) > query.count else None


def _inside(query: Query, access: Condition, *, after: Any, room: int) -> tuple[list[Row], int | None]:
    (kind,) = query.resource_types
    wanted = Keys((keys.contains(kind),)), *_turned(query)
    containers = replace(query, resource_types=(), criteria=wanted, patient=None, sort=(), count=_PORTION)
    shown: list[Row] = []
    matched = 0
    for _ in range(MOST // _PORTION):
        found = _read(replace(containers, after=(after,)), access)
        for container in found[:_PORTION]:
            if matched == room:
                return shown, after
            after = container.rid
            fitting = list(_fitting(container, kind, query))
            matched += bool(fitting)
            shown += fitting if query.as_contained else fitting and [container]
        if len(found) <= _PORTION:
            return shown, None
    return shown, after


def _read(query: Query, access: Condition) -> list[Row]:
    made = sql.statement(query, access, columns=rows.COLUMNS)
    return [rows.read(row) for row in db.query(made.sql, made.args, prepare=False)]


def _turned(query: Query) -> list[Criterion]:
    """What the keys of a container can tell of what it contains. What a contained resource refers to is no link of its own."""
    return [
        Keys(tuple(map(keys.inside, each.any_of)))
        for each in query.criteria
        if isinstance(each, Keys) and not each.negated and not each.links
    ]


def _fitting(container: Row, kind: str, query: Query) -> Iterator[Row]:
    """The contained resources that fit, each under the name of its container and its own place in it."""
    for inside in parse_json.loads(container.stored.body).get("contained", ()):
        own = f"{inside['resourceType']}/{inside.get('id', '')}"
        if inside["resourceType"] != kind:
            continue
        extracted = index.extract(inside)
        if all(fits.fits(extracted, each, own=own) for each in query.criteria):
            name = f"{container.stored.id}#{inside.get('id', '')}"
            body = parse_json.dumps(inside)
            yield container._replace(stored=replace(container.stored, id=name, body=body))
