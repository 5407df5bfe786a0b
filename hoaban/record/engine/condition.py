"""A piece of SQL with its arguments, to be ANDed into a statement over ``record_resource r``.

Where one statement looks at resources behind others (chains), each look has an ``r`` of its own, so that the same
condition holds for every one of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Condition:
    """``sql`` speaks of the current row as ``r``; ``args`` fill its placeholders in order."""

    sql: str
    args: tuple[Any, ...] = ()
