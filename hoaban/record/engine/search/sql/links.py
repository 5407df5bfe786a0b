"""References looked for by what they lead to, in the view ``record_link``."""

from __future__ import annotations

from collections.abc import Sequence

from hoaban.record.engine import structure
from hoaban.record.engine.search.criteria import Keys, Link
from hoaban.record.engine.search.sql.statements import Statement, joined, likely, one_of

_ONE_BY_ONE = """(f.type, f.param, f.target_type, f.target) in
 (select * from unnest(%s::smallint[], %s::smallint[], %s::smallint[], %s::uuid[]))"""


def matching(criterion: Keys) -> Statement:
    """That one of the links, or else one of the keys, is there; a union, since an ``or`` would find no index."""
    condition, args = _any_of(criterion.links)
    sql = f"select f.type, f.rid from record_link f where {condition}"
    if criterion.any_of:
        sql += " union all select k.type, k.rid from record_resource k where k.keys && %s::bigint[]"
        args = [*args, list(criterion.any_of)]
    return f"(r.type, r.rid) in ({sql})", args


def from_types(kinds: Sequence[int], target_types: Sequence[int]) -> Statement:
    """That ``f`` leads from a resource of one of these types.

    Rows are found by their visit whatever their type: beside that index the planner would read that of the whole type.
    """
    said = one_of("f.type", kinds, "smallint")
    return likely(said) if structure.type_number("Encounter") in target_types else said


def _any_of(links: Sequence[Link]) -> Statement:
    """Plain conditions on the columns, which the planner can judge, wherever they mean the same."""
    columns = [list(dict.fromkeys(column)) for column in zip(*links, strict=True)]
    if len(set(links)) != len(columns[0]) * len(columns[1]) * len(columns[2]) * len(columns[3]):
        return f"f.target = any(%s::uuid[]) and {_ONE_BY_ONE}", [
            columns[3],
            *map(list, zip(*links, strict=True)),
        ]
    return joined(
        (
            from_types(columns[0], columns[2]),
            one_of("f.param", columns[1], "smallint"),
            one_of("f.target_type", columns[2], "smallint"),
            one_of("f.target", columns[3], "uuid"),
        ),
        " and ",
    )
