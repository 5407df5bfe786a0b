"""When visits are: of people who are there now, of such as only seem to be, and of any others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from hoaban.kernel import clock
from hoaban.record.shapes import Json


def today() -> date:
    return clock.vietnam_day(clock.now())


@dataclass(frozen=True, slots=True)
class Stay:
    """A visit that began so many days ago, and ends in so many. ``is_open``: whoever is on duty there knows it as a visit
    of now; ``is_there``: and the person is there today."""

    is_open: bool
    is_there: bool
    status: str = ""
    kind: str = ""
    begun: int | None = None
    ends: int | None = None

    def says(self) -> Json:
        """What it adds to a visit; nothing of one that is like any other."""
        if not self.status:
            return {}
        days = {"start": _day(-self.begun)} if self.begun is not None else {}
        if self.ends is not None:
            days["end"] = _day(self.ends)
        return {"status": self.status, "class": {"code": self.kind}, "period": days}


def _day(distance: int) -> str:
    return (today() + timedelta(days=distance)).isoformat()


HERE = Stay(True, True, "in-progress", "IMP", 0)
STAYS = [
    *[Stay(False, False)] * 6, HERE,
    Stay(True, True, "in-progress", "AMB", 0), Stay(True, True, "arrived", "EMER", 1),
    Stay(True, False, "in-progress", "AMB", 2), Stay(True, True, "onleave", "IMP", 60),
    Stay(True, False, "in-progress", "IMP", 61), Stay(True, True, "triaged", "AMB", 9, 0),
    Stay(True, False, "in-progress", "IMP", 3, -1), Stay(True, False, "in-progress", "IMP", -1),
    Stay(False, False, "finished", "IMP", 0), Stay(False, False, "planned", "IMP", 0),
    Stay(False, False, "in-progress", "AMB", None, 9),
]  # fmt: skip


def planned(chance: Random) -> Json:
    """What a visit says that says nothing of its own."""
    return {"status": chance.choice(["finished", "planned"]), "period": period(chance)}


def period(chance: Random) -> Json:
    """A Period, perhaps without an end or a beginning."""
    years = chance.sample(["2024", "2025", "2026"], k=2)
    ends = {
        "start": f"{min(years)}{chance.choice(['', '-03', '-03-11'])}",
        "end": f"{max(years)}{chance.choice(['', '-02'])}",
    }
    if chance.random() < 0.3:
        ends.pop(chance.choice(["start", "end"]))
    return ends
