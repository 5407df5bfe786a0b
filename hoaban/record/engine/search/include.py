"""The resources that come along with a page (``_include``, ``_revinclude``), round after round, up to a limit."""

from __future__ import annotations

from collections.abc import Sequence

from hoaban.record.engine import db
from hoaban.record.engine.condition import Condition
from hoaban.record.engine.search import rows
from hoaban.record.engine.search.query import Include
from hoaban.record.engine.search.rows import Row
from hoaban.record.engine.search.sql import includes
from hoaban.record.engine.validate import Issue
from hoaban.record.shapes import Stored

MOST_INCLUDED = 1000
MOST_ROUNDS = 10


def along_with(
    page: Sequence[Row], asked: Sequence[Include], access: Condition
) -> tuple[tuple[Stored, ...], tuple[Issue, ...]]:
    """What comes along and may be seen, and notes about what was left out. Nothing comes twice."""
    shown = [row.rid for row in page]
    found: list[Row] = []
    newest: Sequence[Row] = page
    for round_ in range(MOST_ROUNDS):
        added: list[Row] = []
        for include in asked:
            if round_ and not include.iterate:
                continue
            more = _added(include, newest, shown, access, room=MOST_INCLUDED - len(found) - len(added))
            if more is None:
                return _stored([*found, *added]), (_too_many(include),)
            added += more
            shown += [row.rid for row in more]
        if not added:
            return _stored(found), ()
        found += added
        newest = added
    left = _too_deep() if any(include.iterate for include in asked) else ()
    return _stored(found), left


def _added(
    include: Include, newest: Sequence[Row], shown: Sequence[int], access: Condition, *, room: int
) -> list[Row] | None:
    """None: there is more than there is room for."""
    made = includes.statement(include, newest, shown, access, columns=rows.COLUMNS, limit=room + 1)
    if made is None:
        return []
    # planned for its values: what a register's resources share is another matter than what one visit has
    added = [rows.read(row) for row in db.query(*made, prepare=False)]
    return added if len(added) <= room else None


def _stored(found: Sequence[Row]) -> tuple[Stored, ...]:
    return tuple(row.stored for row in found)


def _too_many(include: Include) -> Issue:
    return Issue(
        "warning",
        "too-costly",
        include.name,
        f"Chỉ kèm tối đa {MOST_INCLUDED} tài nguyên; những tài nguyên còn lại của {include.name} không có ở đây.",
        f"At most {MOST_INCLUDED} resources come along; the rest of {include.name} and what follows it is left out.",
    )


def _too_deep() -> tuple[Issue, ...]:
    return (
        Issue(
            "warning",
            "too-costly",
            "_include:iterate",
            f"Chỉ lặp tối đa {MOST_ROUNDS} vòng; phần sâu hơn không có ở đây.",
            f"At most {MOST_ROUNDS} rounds are followed; what lies deeper is left out.",
        ),
    )
