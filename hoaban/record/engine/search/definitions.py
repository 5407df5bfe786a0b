"""The official definitions as compiled by ``tools/compile_search.py``, the numbers of parameters, and each type's main date."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import zstandard

_DATA = Path(__file__).resolve().parents[2] / "data"


@dataclass(frozen=True, slots=True)
class Component:
    """A part of a composite: the parameter it follows and where its value stands under the composite's element."""

    of: str
    expression: str


@dataclass(frozen=True, slots=True)
class Definition:
    """One official SearchParameter. ``url`` is the last part of its address."""

    url: str
    code: str
    type: str
    base: tuple[str, ...]
    expression: str
    target: tuple[str, ...]
    comparator: tuple[str, ...]
    component: tuple[Component, ...]


@dataclass(frozen=True, slots=True)
class Definitions:
    """Everything compiled. ``compartments``: for each, the types in it and the parameters that put them there."""

    parameters: tuple[Definition, ...]
    compartments: dict[str, dict[str, tuple[str, ...]]]

    @property
    def patient(self) -> dict[str, tuple[str, ...]]:
        """The types in the Patient compartment that name their patient by a parameter."""
        return {name: codes for name, codes in self.compartments["Patient"].items() if codes}


@cache
def load() -> Definitions:
    """Read the data file once."""
    packed = (_DATA / "r4-search.json.zst").read_bytes()
    raw: dict[str, Any] = json.loads(zstandard.ZstdDecompressor().decompress(packed))
    return Definitions(
        parameters=tuple(_definition(found) for found in raw["parameters"]),
        compartments={
            kind: {name: tuple(codes) for name, codes in members.items()}
            for kind, members in raw["compartments"].items()
        },
    )


@cache
def parameter_numbers() -> dict[str, int]:
    """Parameter code -> its stable number."""
    return {row["code"]: int(row["number"]) for row in _rows("parameters.csv")}


@cache
def main_dates() -> dict[str, tuple[str, ...]]:
    """Resource type -> the date parameters that fill its main date, the first with a value winning."""
    found: dict[str, tuple[str, ...]] = {}
    for row in _rows("main-dates.csv"):
        found[row["type"]] = (*found.get(row["type"], ()), row["parameter"])
    return found


@cache
def usual() -> frozenset[tuple[str, str]]:
    """(resource type, parameter): what nearly every resource of a type has, so that its absence is marked instead."""
    return frozenset((row["type"], row["parameter"]) for row in _rows("usual.csv"))


def _rows(name: str) -> list[dict[str, str]]:
    with (_DATA / name).open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))


def _definition(found: dict[str, Any]) -> Definition:
    return Definition(
        url=found["url"],
        code=found["code"],
        type=found["type"],
        base=tuple(found["base"]),
        expression=found.get("expression", ""),
        target=tuple(found.get("target", ())),
        comparator=tuple(found.get("comparator", ())),
        component=tuple(Component(part["of"], part["expression"]) for part in found.get("component", ())),
    )
