"""Pieces of statements: a text with places for values, and the values."""

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
