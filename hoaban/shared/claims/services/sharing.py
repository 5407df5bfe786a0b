"""Groups of dossiers shared out to several processes, so that an import uses every core.

What belongs to one visit keeps its order, and two processes do not meet at one patient: a group that shares a visit
or a patient with one still under way goes to the same process, after it.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from multiprocessing.connection import wait
from typing import Any

from hoaban.connect import claims as format_
from hoaban.kernel.hands import Hand
from hoaban.shared.claims.services.intake import Incoming, Taken

Group = list[Incoming]
Results = Generator[tuple[Group, list[Taken]], None, None]
_ALONE_BELOW = 4 << 20
"""Bytes of claim files that are read before other processes would have started."""
_AHEAD = 2
"""Groups that one process may have before it: one in work, one waiting."""


def fitting(size: int) -> int:
    """How many processes suit an import of so many bytes: one for each core, for a small one ours alone."""
    return 1 if size < _ALONE_BELOW else len(os.sched_getaffinity(0))


def here(groups: Iterable[Group], take: Callable[[Group], list[Taken]]) -> Results:
    """Take the groups in this process."""
    for group in groups:
        yield group, take(group)


def beside(
    groups: Iterable[Group], *, work: str, processes: int, arguments: Callable[[], dict[str, Any]]
) -> Results:
    """Take the groups in ``processes`` beside this one, which reads ahead; yields what has been committed."""
    helpers = [_Helper(work) for _ in range(processes)]
    try:
        for group in groups:
            marks = _marks(group)
            while (helper := _free(helpers, marks)) is None:
                yield from _answers(helpers)
            helper.give(group, marks, arguments())
        while any(helper.groups for helper in helpers):
            yield from _answers(helpers)
    finally:
        for helper in helpers:
            helper.hand.dismiss()


class _Helper:
    """A process and the groups it has not answered yet."""

    def __init__(self, work: str) -> None:
        self.hand = Hand(work)
        self.groups: deque[tuple[Group, set[str]]] = deque()

    def give(self, group: Group, marks: set[str], arguments: dict[str, Any]) -> None:
        self.hand.give(group=group, **arguments)
        self.groups.append((group, marks))

    def meets(self, marks: set[str]) -> bool:
        return any(not marks.isdisjoint(held) for _, held in self.groups)

    def answer(self) -> tuple[Group, list[Taken]]:
        taken: list[Taken] = self.hand.answer()
        return self.groups.popleft()[0], taken


def _free(helpers: Sequence[_Helper], marks: set[str]) -> _Helper | None:
    """Whoever may take a group with these marks now: who is at the same visit or patient, else who has least to do."""
    meeting = [helper for helper in helpers if helper.meets(marks)]
    if len(meeting) > 1:
        return None
    chosen = meeting[0] if meeting else min(helpers, key=lambda helper: len(helper.groups))
    return chosen if len(chosen.groups) < _AHEAD else None


def _answers(helpers: Sequence[_Helper]) -> Iterator[tuple[Group, list[Taken]]]:
    """At least one answer; waits for it."""
    by_pipe: dict[Any, _Helper] = {helper.hand.pipe: helper for helper in helpers if helper.groups}
    for pipe in wait(list(by_pipe)):
        yield by_pipe[pipe].answer()


def _marks(group: Group) -> set[str]:
    """The visits and patients of a group."""
    marks = set()
    for one in group:
        dossier = one.dossier
        marks.add(f"visit\x1f{dossier.facility_code}\x1f{dossier.ma_lk}")
        patient = _patient_number(dossier)
        if patient:
            marks.add(f"patient\x1f{dossier.facility_code}\x1f{patient}")
    return marks


def _patient_number(dossier: format_.Dossier) -> str:
    """The number under which the facility knows the patient."""
    rows = dossier.tables.get("XML1") or dossier.tables.get("XML0")
    return rows[0].values.get("MA_BN", "") if rows else ""
