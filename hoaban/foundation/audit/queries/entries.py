"""The trail as an auditor reads it: newest first, page by page. Ids and counts only.

Every criterion has an index that ends in the time, so that a page costs what it shows and not what the trail holds:
``tests/verify/trail_plans.py`` reads the plans at ten million entries.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

_COLUMNS = "e.id, e.at, e.actor_id, e.actor_kind, e.act, e.purpose, e.outcome, e.persons, e.detail::text, e.request_id"
# what is about a person is found first, however much of it there is: the planner cannot know how rare one person is
_ABOUT = "with about as materialized (select * from audit_entry where persons && %s::uuid[]) "
_STAYS = "unnest(%s::text[], %s::timestamptz[], %s::timestamptz[]) as s(actor_id, since, until)"
_THEIRS = "e.actor_id = s.actor_id and e.at >= s.since and e.at < s.until"
_NEWEST = " order by e.at desc, e.id desc limit %s"
SEVERAL = "several"
_SEVERAL = "coalesce((select count(*) from jsonb_object_keys(e.detail->'outcomes')), 0) <> 1"
_ONLY = "(e.detail->'outcomes' ? %s and (select count(*) from jsonb_object_keys(e.detail->'outcomes')) = 1)"
_NAMED = (
    "exists (select 1 from jsonb_array_elements_text(case when jsonb_typeof(e.detail->'resources') = 'array'"
    " then e.detail->'resources' else '[]' end) as n(name) where n.name = %s or starts_with(n.name, %s))"
)


@dataclass(frozen=True, slots=True)
class TrailEntry:
    """One entry, for reading."""

    id: int
    at: datetime
    actor_id: str
    actor_kind: str
    act: str
    purpose: str
    outcome: str
    persons: tuple[UUID, ...]
    detail: dict[str, Any]
    request_id: str


@dataclass(frozen=True, slots=True)
class Stay:
    """A time during which somebody worked where one looks: ``since`` is included, ``until`` (None: still) is not."""

    actor_id: str
    since: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Acts:
    """One of these acts (``others``: any but these). ``only``: of writes, those that did nothing but this (``created``),
    or :data:`SEVERAL` things, or nothing."""

    names: tuple[str, ...]
    others: bool = False
    only: str = ""


@dataclass(frozen=True, slots=True)
class TrailFilter:
    """What to look for; empty means anything. ``since`` is included, ``until`` is not.

    ``persons``: entries that name one of them. ``stays``: entries of one of these times (None: of anybody).
    ``acts``: one of several. ``resource``: what an entry names, ``Observation/UUID`` in any version.
    """

    actor_id: str = ""
    act: str = ""
    outcome: str = ""
    request_id: str = ""
    since: datetime | None = None
    until: datetime | None = None
    purpose: str = ""
    persons: tuple[UUID, ...] = ()
    stays: tuple[Stay, ...] | None = None
    acts: tuple[Acts, ...] = ()
    resource: str = ""


def list_entries(
    *, sought: TrailFilter | None = None, before: int | None = None, limit: int = 50
) -> list[TrailEntry]:
    """Entries older than entry ``before`` (None: from the newest), newest first, ``limit`` at most."""
    sql, values = statement(sought or TrailFilter(), before, limit)
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [_entry(row) for row in cursor.fetchall()]


def find_entry(entry: int) -> TrailEntry | None:
    """One entry by its number."""
    with connection.cursor() as cursor:
        cursor.execute(f"select {_COLUMNS} from audit_entry e where e.id = %s", [entry])  # noqa: S608
        row = cursor.fetchone()
    return _entry(row) if row else None


def matches(entry: int, sought: TrailFilter) -> bool:
    """Whether an entry is among those that are sought (``stays`` are not asked)."""
    where, values = _condition(sought, None)
    if sought.persons:
        where, values = f"{where} and e.persons && %s::uuid[]", [*values, list(sought.persons)]
    with connection.cursor() as cursor:
        cursor.execute(f"select 1 from audit_entry e where e.id = %s and {where}", [entry, *values])  # noqa: S608
        return cursor.fetchone() is not None


def statement(sought: TrailFilter, before: int | None, limit: int) -> tuple[str, list[Any]]:
    """The SQL of one page, with its arguments."""
    where, values = _condition(sought, before)
    source = "about e" if sought.persons else "audit_entry e"
    head = _ABOUT if sought.persons else ""
    values = [list(sought.persons), *values] if sought.persons else values
    if sought.stays is None:
        return f"{head}select {_COLUMNS} from {source} where {where}{_NEWEST}", [*values, limit]  # noqa: S608
    stays = _columns(sought.stays)
    if sought.persons:
        of_them = f"exists (select 1 from {_STAYS} where {_THEIRS})"  # noqa: S608
        sql = f"{head}select {_COLUMNS} from {source} where {where} and {of_them}{_NEWEST}"  # noqa: S608
        return sql, [*values, *stays, limit]
    # a few from each of them, then the newest of all
    each = f"select * from audit_entry e where {_THEIRS} and {where}{_NEWEST}"  # noqa: S608
    sql = f"select {_COLUMNS} from {_STAYS} cross join lateral ({each}) e{_NEWEST}"  # noqa: S608
    return sql, [*stays, *values, limit, limit]


def _condition(sought: TrailFilter, before: int | None) -> tuple[str, list[Any]]:
    parts: list[str] = ["true"]
    values: list[Any] = []
    if before is not None:
        parts.append("(e.at, e.id) < (select b.at, b.id from audit_entry b where b.id = %s)")
        values.append(before)
    for sql, value in (
        ("e.at >= %s", sought.since), ("e.at < %s", sought.until), ("e.actor_id = %s", sought.actor_id),
        ("e.act = %s", sought.act), ("e.purpose = %s", sought.purpose), ("e.outcome = %s", sought.outcome),
    ):  # fmt: skip
        if value:
            parts.append(sql)
            values.append(value)
    if sought.request_id:  # the index leaves out the many that belong to no request
        parts.append("e.request_id = %s and e.request_id <> ''")
        values.append(sought.request_id)
    if sought.acts:
        kinds = [_one_of(one) for one in sought.acts]
        parts.append("(" + " or ".join(sql for sql, _ in kinds) + ")")
        values += [value for _, each in kinds for value in each]
    if sought.resource:
        parts.append(_NAMED)
        values += [sought.resource, f"{sought.resource}/"]
    return " and ".join(parts), values


def _one_of(acts: Acts) -> tuple[str, list[Any]]:
    sql = "e.act <> all(%s::text[])" if acts.others else "e.act = any(%s::text[])"
    if not acts.only:
        return sql, [list(acts.names)]
    if acts.only == SEVERAL:
        return f"({sql} and {_SEVERAL})", [list(acts.names)]
    return f"({sql} and {_ONLY})", [list(acts.names), acts.only]


def _columns(stays: Sequence[Stay]) -> list[list[Any]]:
    return [
        [one.actor_id for one in stays],
        [one.since for one in stays],
        [one.until.isoformat() if one.until else "infinity" for one in stays],
    ]


def _entry(row: Sequence[Any]) -> TrailEntry:
    identity, at, actor_id, actor_kind, act, purpose, outcome, persons, detail, request_id = row
    return TrailEntry(
        identity, at, actor_id, actor_kind, act, purpose, outcome, tuple(persons), json.loads(detail), request_id,
    )  # fmt: skip
