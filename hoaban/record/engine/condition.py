"""A piece of SQL with its arguments, to be ANDed into a statement over ``record_resource r``.

Where one statement looks at resources behind others (chains), each look has an ``r`` of its own, so that the same
condition holds for every one of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Condition:
    """``sql`` speaks of the current row as ``r``; ``args`` fill its placeholders in order."""

    sql: str
    args: tuple[Any, ...] = ()


def about(keys: Sequence[tuple[int, UUID]]) -> Condition:
    """Exactly the resources of these types and ids, at least one.

    One is asked for by plain equality: such a statement's plan is kept, while one over an array is made anew each time,
    in the hope of a better one for its length.
    """
    if len(keys) == 1:
        return Condition("r.type = %s and r.uid = %s", keys[0])
    return Condition(
        "(r.type, r.uid) in (select * from unnest(%s::smallint[], %s::uuid[]))",
        ([key[0] for key in keys], [key[1] for key in keys]),
    )
