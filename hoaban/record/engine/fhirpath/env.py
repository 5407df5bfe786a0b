"""What one evaluation carries with it: the resource, variables, the ways out, and how much it may still cost."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from typing import Any

from hoaban.record.engine.fhirpath import errors
from hoaban.record.engine.fhirpath.model import Items

MAX_STEPS = 2_000_000
"""Items that all functions of one evaluation may go through."""
MAX_ITEMS = 1_000_000
"""Items in one collection made by a function that multiplies (repeat, descendants, split ...)."""
MAX_TEXT = 2_000_000
"""Characters of one text made by a function."""

Resolver = Callable[[str], dict[str, Any] | None]
MemberOf = Callable[[Any, str], bool | None]
ConformsTo = Callable[[dict[str, Any], str], bool | None]
Trace = Callable[[str, Items], None]


class Env:
    """One evaluation. Slots that are not given keep the defaults of the class, which costs nothing."""

    conforms_to: ConformsTo | None = None
    context: Items = []
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

    def spend(self, count: int) -> None:
        """Account for ``count`` more items. :raises errors.TooCostly: the evaluation has had its share."""
        self.steps -= count
        if self.steps < 0:
            raise errors.too_costly("quá nhiều bước", "too many steps")

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
