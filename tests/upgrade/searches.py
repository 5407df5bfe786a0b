"""How far an installation finds what it holds, beside what its resources themselves say.

Run inside an installation: ``python -m tests.upgrade.searches`` prints it as JSON.
"""

from __future__ import annotations

import json
import sys
from typing import Any

VISITED = ("_has:Encounter:patient:date", "ge2000")
"""Along references, which are found wherever an earlier version has put them."""


def main() -> None:
    """Print it for the installation that the environment names."""
    import django

    django.setup()
    json.dump(collect(), sys.stdout)


def collect() -> dict[str, Any]:
    """``measured``: Observations that have a quantity, by their bodies. ``found``: by search; None when it is refused."""
    from hoaban.kernel.actor import Purpose
    from hoaban.kernel.errors import Busy
    from hoaban.record import api as record
    from tests import cast

    door = record.open(cast.integration(), purpose=Purpose.TREATMENT)
    every = door.search("Observation", [("_count", "1000")]).entries
    told: dict[str, Any] = {
        "measured": sum("valueQuantity" in one.json() for one in every),
        "patients": len(door.search("Patient", [VISITED, ("_count", "1000")]).entries),
        "found": None,
        "refused": "",
    }
    try:
        found = door.search("Observation", [("value-quantity", "ge-1000000"), ("_count", "1000")])
        told["found"] = len(found.entries)
    except Busy as refusal:
        told["refused"] = refusal.message_en
    return told


if __name__ == "__main__":
    main()
