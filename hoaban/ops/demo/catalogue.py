"""What the demo's facilities do and give: services, drugs, laboratory indexes and the reasons people come. Data files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from hoaban.kernel import tables

PACKAGE = "hoaban.ops.demo"


@dataclass(frozen=True, slots=True)
class Service:
    """One service. ``group`` is MA_NHOM; ``results`` are the indexes that it answers."""

    key: str
    code: str
    name: str
    group: str
    price: Decimal
    results: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Drug:
    """One drug. ``per_day``: units a day; ``price`` of one unit in VND, invented."""

    key: str
    code: str
    name: str
    strength: str
    unit: str
    form: str
    route: str
    per_day: int
    times: int
    price: Decimal
    how: str


@dataclass(frozen=True, slots=True)
class Lab:
    """One index of a test or a reading."""

    index: str
    name: str
    unit: str
    is_number: bool
    mean: float
    sd: float
    decimals: int
    normal: str
    found: str


@dataclass(frozen=True, slots=True)
class Condition:
    """A reason to come. ``rates``: per 1,000 people and year (acute) or per 1,000 people (chronic), by age group."""

    key: str
    icd10: str
    name: str
    reason: str
    sex: str
    course: str
    rates: tuple[float, ...]
    peak: int
    swing: float
    where: tuple[float, float, float]
    """Shares of commune station, health centre and provincial hospital."""
    admit: float
    stay: int
    refer: float
    every: int
    services: tuple[str, ...]
    drugs: tuple[str, ...]
    days: int
    moves: Mapping[str, float]
    found: frozenset[str]
    also: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dose:
    """One dose of the expanded programme: due at an age of ``days``, at least ``gap`` days after the dose before."""

    vaccine: str
    name: str
    number: int
    days: int
    gap: int


@cache
def schedule() -> tuple[Dose, ...]:
    """The doses of the expanded programme; those of one vaccine in order."""
    return tuple(
        Dose(row["vaccine"], row["name"], int(row["number"]), int(row["days"]), int(row["gap"]))
        for row in tables.read_table(PACKAGE, "vaccines.csv")
    )


@cache
def services() -> dict[str, Service]:
    """Services by key."""
    return {
        row["key"]: Service(
            row["key"],
            row["code"],
            row["name"],
            row["group"],
            Decimal(row["price"]),
            tuple(row["results"].split()),
        )
        for row in tables.read_table(PACKAGE, "services.csv")
    }


@cache
def drugs() -> dict[str, Drug]:
    """Drugs by key."""
    return {
        row["key"]: Drug(
            row["key"], row["code"], row["name"], row["strength"], row["unit"], row["form"], row["route"],
            int(row["per_day"]), int(row["times"]), Decimal(row["price"]), row["how"],
        )
        for row in tables.read_table(PACKAGE, "drugs.csv")
    }  # fmt: skip


@cache
def labs() -> dict[str, Lab]:
    """Indexes by code."""
    return {
        row["index"]: Lab(
            row["index"], row["name"], row["unit"], row["kind"] == "number", float(row["mean"] or 0),
            float(row["sd"] or 0), int(row["decimals"] or 0), row["normal"], row["found"],
        )
        for row in tables.read_table(PACKAGE, "labs.csv")
    }  # fmt: skip


@cache
def conditions() -> dict[str, Condition]:
    """Reasons to come, by key."""
    return {row["key"]: _condition(row) for row in tables.read_table(PACKAGE, "conditions.csv")}


def _condition(row: dict[str, str]) -> Condition:
    where = [float(share) for share in row["where"].split()]
    return Condition(
        key=row["key"],
        icd10=row["icd10"],
        name=row["name"],
        reason=row["reason"],
        sex=row["sex"],
        course=row["course"],
        rates=tuple(float(row[name]) for name in ("r0", "r6", "r16", "r40", "r60")),
        peak=int(row["peak"] or 0),
        swing=float(row["swing"]),
        where=(where[0], where[1], where[2]),
        admit=float(row["admit"]),
        stay=int(row["stay"]),
        refer=float(row["refer"]),
        every=int(row["every"]),
        services=tuple(row["services"].split()),
        drugs=tuple(row["drugs"].split()),
        days=int(row["days"]),
        moves={name: float(by) for name, _, by in (part.partition(":") for part in row["moves"].split())},
        found=frozenset(row["found"].split()),
        also=tuple(row["also"].split()),
    )
