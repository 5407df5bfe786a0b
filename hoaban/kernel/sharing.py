"""Pieces of work shared out to several processes, so that a long import uses every core.

A piece has marks: what it is about (a visit, a patient, a resource). Pieces with a mark in common keep their order, and
two processes never meet at one mark: a piece that shares one with another still under way goes to the same process,
after it.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Generator, Hashable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from multiprocessing.connection import wait
from typing import Any, Generic, TypeVar

from hoaban.kernel.hands import Hand

P = TypeVar("P")
R = TypeVar("R")
Marks = Set[Hashable]

_ALONE_BELOW = 4 << 20
"""Bytes that are read before other processes would have started."""
_AHEAD = 2
"""Pieces that one process may have before it: one in work, one waiting."""


@dataclass(frozen=True, slots=True)
class Order(Generic[P]):
    """How pieces are handed over. ``work``: the function that takes one, as :class:`Hand` wants it named.

    ``arguments``: what it is called with; ``marks``: what a piece is about.
    """

    work: str
    arguments: Callable[[P], dict[str, Any]]
    marks: Callable[[P], Marks]


def fitting(size: int) -> int:
    """How many processes suit work on so many bytes: one for each core, for a small one ours alone."""
    return 1 if size < _ALONE_BELOW else len(os.sched_getaffinity(0))


def here(pieces: Iterable[P], take: Callable[[P], R]) -> Generator[tuple[P, R], None, None]:
    """Take the pieces in this process."""
    for piece in pieces:
        yield piece, take(piece)


def beside(pieces: Iterable[P], order: Order[P], *, processes: int) -> Generator[tuple[P, Any], None, None]:
    """Take the pieces in ``processes`` beside this one, which reads ahead; yields what has been done, with its answer."""
    helpers: list[_Helper[P]] = [_Helper(order.work) for _ in range(processes)]
    try:
        for piece in pieces:
            marks = order.marks(piece)
            while (helper := _free(helpers, marks)) is None:
                yield from _answers(helpers)
            helper.give(piece, marks, order.arguments(piece))
        while any(helper.pieces for helper in helpers):
            yield from _answers(helpers)
    finally:
        for helper in helpers:
            helper.hand.dismiss()


class _Helper(Generic[P]):
    """A process and the pieces it has not answered yet."""

    def __init__(self, work: str) -> None:
        self.hand = Hand(work)
        self.pieces: deque[tuple[P, Marks]] = deque()

    def give(self, piece: P, marks: Marks, arguments: dict[str, Any]) -> None:
        self.hand.give(**arguments)
        self.pieces.append((piece, marks))

    def meets(self, marks: Marks) -> bool:
        return any(not marks.isdisjoint(held) for _, held in self.pieces)

    def answer(self) -> tuple[P, Any]:
        answer = self.hand.answer()
        return self.pieces.popleft()[0], answer


def _free(helpers: Sequence[_Helper[P]], marks: Marks) -> _Helper[P] | None:
    """Whoever may take a piece with these marks now: who is at one of them, else who has least to do."""
    meeting = [helper for helper in helpers if helper.meets(marks)]
    if len(meeting) > 1:
        return None
    chosen = meeting[0] if meeting else min(helpers, key=lambda helper: len(helper.pieces))
    return chosen if len(chosen.pieces) < _AHEAD else None


def _answers(helpers: Sequence[_Helper[P]]) -> Iterator[tuple[P, Any]]:
    """At least one answer; waits for it."""
    by_pipe: dict[Any, _Helper[P]] = {helper.hand.pipe: helper for helper in helpers if helper.pieces}
    for pipe in wait(list(by_pipe)):
        yield by_pipe[pipe].answer()
