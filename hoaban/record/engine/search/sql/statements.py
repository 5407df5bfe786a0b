"""Pieces of SQL with their arguments, and how they are put together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

Args = list[Any]
Statement = tuple[str, Args]


def joined(parts: Iterable[Statement], word: str) -> Statement:
    """Several conditions as one, those that say nothing left out."""
    said = [part for part in parts if part[0]]
    return word.join(sql for sql, _ in said), [arg for _, args in said for arg in args]


def one_of(name: str, numbers: Sequence[int], kind: str) -> Statement:
    """``name`` is one of these numbers; a single one is said plainly, for the planner's sake."""
    if not numbers:
        return "", []
    return (
        (f"{name} = %s", [numbers[0]])
        if len(numbers) == 1
        else (f"{name} = any(%s::{kind}[])", [list(numbers)])
    )


def likely(statement: Statement) -> Statement:
    """The same condition, only looked at: no index is used for it, and the planner takes it to hold nearly always.

    For what must not turn a walk in order, which ends when a page is full, into a search for a needle.
    """
    sql, args = statement
    return (f"(case when {sql} then 1 else 0 end) <> 0", args) if sql else statement
