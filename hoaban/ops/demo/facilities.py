"""The facilities of the demo, entered through the register like any other."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from hoaban.foundation.places import api as places
from hoaban.kernel import tables
from hoaban.kernel.actor import Actor
from hoaban.kernel.effective import Period

PACKAGE = "hoaban.ops.demo"


def demo_facilities() -> Iterator[places.Facility]:
    """Every facility of the demo; all codes are invented."""
    for row in tables.read_table(PACKAGE, "facilities.csv"):
        older = Period(None, tables.day_of(row["alias_end"]))
        yield places.Facility(
            code=row["code"],
            name=row["name"],
            kind=row["kind"],
            period=Period(tables.day_of(row["start"]), None),
            level=row["level"],
            points=Decimal(row["points"]) if row["points"] else None,
            former_line=row["former_line"],
            commune_code=row["commune_code"],
            parent_code=row["parent_code"],
            owner=row["owner"],
            beds=int(row["beds"]) if row["beds"] else None,
            aliases=(places.Alias(row["alias"], older),) if row["alias"] else (),
            demo=True,
        )


def register_demo_facilities(*, actor: Actor, now: datetime) -> int:
    """Put them into the register; doing it again changes nothing. Returns how many there are."""
    count = 0
    for facility in demo_facilities():
        places.register_facility(actor=actor, facility=facility, now=now)
        count += 1
    return count
