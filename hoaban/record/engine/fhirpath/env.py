"""What one evaluation carries with it: the resource, variables, the ways out, and how much it may still cost."""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from hoaban.record.engine.fhirpath import errors
from hoaban.record.engine.fhirpath.model import Items

MAX_STEPS = 2_000_000
"""Items that all functions of one evaluation may go through."""
SECONDS = 2.0
"""How long one evaluation may take."""
MAX_ITEMS = 1_000_000
"""Items in one collection made by a function that multiplies (repeat, descendants, split ...)."""
MAX_TEXT = 2_000_000
"""Characters of one text made by a function."""
LONG_TEXT = 4_096
"""Work on a longer text looks at the clock each time."""
_OFTEN = 64

Resolver = Callable[[str], dict[str, Any] | None]
MemberOf = Callable[[Any, str], bool | None]
ConformsTo = Callable[[dict[str, Any], str], bool | None]
Trace = Callable[[str, Items], None]


class Env:
    """One evaluation. Slots that are not given keep the defaults of the class, which costs nothing."""

    conforms_to: ConformsTo | None = None
    calls = 0
    context: Items = []
    deadline: float | None = None
    index: int | None = None
    member_of: MemberOf | None = None
    now: datetime.datetime | None = None
    resolver: Resolver | None = None
    root: dict[str, Any] | None = None
    steps = MAX_STEPS
    total: Items = []
    trace: Trace | None = None
    variables: Mapping[str, Any] = {}

    def __init__(self, resource: Any) -> None:
        self.resource = resource
        self.memo: dict[str, Any] = {}
        """What a hand-written rule keeps for all items of one resource."""

    def each(self, items: Items) -> Iterable[tuple[int, Any]]:
        """The items with their positions, for as long as the evaluation may go on.

        :raises errors.TooCostly: it has had its share of steps or time; also while the items are gone through.
        """
        self.spend(len(items))
        return enumerate(items) if len(items) < _OFTEN else self._watched(items)

    def spend(self, count: int) -> None:
        """Account for ``count`` more items. :raises errors.TooCostly: the evaluation has had its share."""
        self.steps -= count + 1
        self.calls += 1
        if self.steps < 0:
            raise errors.too_costly("quá nhiều bước", "too many steps")
        if self.calls % _OFTEN == 1:
            self.check_time()

    def check_time(self) -> None:
        """:raises errors.TooCostly: the evaluation takes too long."""
        now = time.thread_time()
        if self.deadline is None:
            self.deadline = now + SECONDS
        elif now > self.deadline:
            raise errors.too_costly("tính quá lâu", "it takes too long")

    def _watched(self, items: Items) -> Iterator[tuple[int, Any]]:
        for position, item in enumerate(items):
            if position % _OFTEN == 0:
                self.check_time()
            yield position, item

    def instant(self) -> datetime.datetime:
        """The time of this evaluation, the same for every ``now()`` and ``today()`` in it."""
        if self.now is None:
            self.now = datetime.datetime.now(datetime.UTC)
        return self.now


def check_size(items: Items) -> Items:
    """:raises errors.TooCostly: too many items."""
    if len(items) > MAX_ITEMS:
        raise errors.too_costly(f"quá {MAX_ITEMS} phần tử", f"over {MAX_ITEMS} items")
    return items


def check_text(length: int) -> None:
    """:raises errors.TooCostly: too long a text."""
    if length > MAX_TEXT:
        raise errors.too_costly(f"chuỗi dài quá {MAX_TEXT} ký tự", f"a text over {MAX_TEXT} characters")
