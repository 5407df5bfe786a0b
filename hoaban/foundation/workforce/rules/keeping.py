"""Which units keep somebody's file: where they work now or will; when nowhere, where they worked last."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date


def keepers(posts: Iterable[tuple[str, date | None]], on: date) -> frozenset[str]:
    """The facilities of posts (facility, last day) whose unit keeps the file on a day, and not one that was left."""
    known = list(posts)
    working = frozenset(code for code, last in known if last is None or last >= on)
    if working:
        return working
    newest = max((last for _code, last in known if last), default=None)
    return frozenset(code for code, last in known if last == newest)
