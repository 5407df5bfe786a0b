"""Visits of people who are there now, and of such as only seem to be."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from hoaban.kernel import clock
from hoaban.record.shapes import Json


def today() -> date:
    return clock.vietnam_day(clock.now())


def _stay(status: str, kind: str, begun: int, ends: int | None = None) -> Callable[[], Json]:
    """A visit that began so many days ago, and ends in so many days."""

    def changed() -> Json:
        days = {"start": (today() - timedelta(days=begun)).isoformat()}
        if ends is not None:
            days["end"] = (today() + timedelta(days=ends)).isoformat()
        return {"status": status, "class": {"code": kind}, "period": days}

    return changed


STAYS: list[tuple[bool, bool, Callable[[], Json]]] = [
    *[(False, False, dict)] * 6,
    (True, True, _stay("in-progress", "AMB", 0)), (True, True, _stay("arrived", "EMER", 1)),
    (True, False, _stay("in-progress", "AMB", 2)), (True, True, _stay("onleave", "IMP", 60)),
    (True, False, _stay("in-progress", "IMP", 61)), (True, True, _stay("triaged", "AMB", 9, 0)),
    (True, False, _stay("in-progress", "IMP", 3, -1)), (True, False, _stay("in-progress", "IMP", -1)),
    (False, False, _stay("finished", "IMP", 0)), (False, False, _stay("planned", "IMP", 0)),
    (False, False, lambda: {"status": "in-progress", "period": {"end": "2100-01-01"}}),
]  # fmt: skip
"""Of a visit: whether it counts as one where whoever is on duty sees what was written, whether the person is there today, and
what it says."""
