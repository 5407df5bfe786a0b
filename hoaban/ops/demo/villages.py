"""Communes as the invented population sees them, with villages that do not exist."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from hoaban.kernel import tables
from hoaban.ops.demo.weighted import Weighted, words_of

PACKAGE = "hoaban.ops.demo"
_PEOPLE_OF_A_VILLAGE = 450


@dataclass(frozen=True, slots=True)
class Village:
    """A village or street group, and the older commune it lay in."""

    name: str
    commune_before: str


@dataclass(frozen=True, slots=True)
class Community:
    """A commune with what the population needs to know of it."""

    code: str
    people: int
    town: float
    """Share of households in streets, 0 to 1."""
    hard: float
    """Share of the other households in the hard area, 0 to 1."""
    area: str
    groups: Weighted[str]
    villages: tuple[Village, ...]
    streets: tuple[Village, ...]
    station: str
    health_centre: str


def load_communities() -> tuple[Community, ...]:
    """All communes of the demo, by code."""
    groups = {
        row["code"]: Weighted(words_of(row["peoples"]))
        for row in tables.read_table(PACKAGE, "commune_peoples.csv")
    }
    stations = {
        row["commune_code"]: row
        for row in tables.read_table(PACKAGE, "facilities.csv")
        if row["kind"] == "commune_station"
    }
    found = []
    for row in tables.read_table(PACKAGE, "commune_life.csv"):
        town, people, before = int(row["town"]) / 100, int(row["people"]), row["before"].split()
        found.append(
            Community(
                code=row["code"],
                people=people,
                town=town,
                hard=min(1.0, int(row["hard"]) / 100 / (1 - town)),
                area=row["area"],
                groups=groups[row["code"]],
                villages=_villages(row["code"], people * (1 - town), before),
                streets=_streets(people * town, before),
                station=stations[row["code"]]["code"],
                health_centre=stations[row["code"]]["parent_code"],
            )
        )
    return tuple(found)


def _villages(code: str, people: float, before: list[str]) -> tuple[Village, ...]:
    words = {row["kind"]: row["words"].split() for row in tables.read_table(PACKAGE, "village_words.csv")}
    # the same villages whatever the seed of the population is
    rng = Random(f"villages of {code}")  # noqa: S311
    count = max(4, round(people / _PEOPLE_OF_A_VILLAGE))
    names: list[str] = []
    while len(names) < count:
        name = f"bản {rng.choice(words['first'])} {rng.choice(words['second'])}"
        if name not in names:
            names.append(name)
    return tuple(Village(name, before[place % len(before)]) for place, name in enumerate(names))


def _streets(people: float, before: list[str]) -> tuple[Village, ...]:
    count = max(1, round(people / _PEOPLE_OF_A_VILLAGE))
    return tuple(
        Village(f"tổ dân phố {place + 1}", before[place * len(before) // count]) for place in range(count)
    )
