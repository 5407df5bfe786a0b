"""Twenty kills -9 of ``hoaban import claims`` at random moments, and what is left compared with an undisturbed import."""

from __future__ import annotations

import secrets
import sys
import tempfile
from pathlib import Path
from random import Random

from tests.journeys import killing

KILLS = 20
_EACH = 4
"""Kills of one import before it is let through to its end."""


def main(kills: int = KILLS) -> int:
    """Kill and resume until there were as many kills; prints what came of it, returns how many differences."""
    seed = secrets.randbits(32)
    rng = Random(seed)
    with (
        tempfile.TemporaryDirectory() as folder,
        killing.ground(Path(folder) / "ground", dossiers=400) as here,
    ):
        seconds = killing.timed_import(here, here.fresh("undisturbed"))
        expected, done, trials, wrong = here.left("undisturbed"), 0, 0, []
        while done < kills:
            trials += 1
            database = here.fresh(f"killed{trials}")
            done += killing.import_with_kills(
                here, database, kills=min(_EACH, kills - done), rng=rng, whole=seconds
            )
            left = here.left(database)
            wrong += [f"import {trials}: {name} differ" for name in expected if left[name] != expected[name]]
    told = (
        f"{done} kills in {trials} imports of {sum(expected['submissions'].values())} dossiers, seed {seed}: "
    )
    print(told + ("; ".join(wrong) or "each left exactly what an undisturbed import leaves"))
    return len(wrong)


if __name__ == "__main__":
    sys.exit(min(1, main()))
