"""What each version of the index changed: which parameters would miss rows that an older version indexed.

One line of ``data/index-changes.csv`` for each change; an empty field means any. ``type`` is the parameter's, or ``ranged
composite`` or ``canonical``, or ``nothing`` where old rows are still found by everything. How to add one:
docs/howto/change-what-search-extracts.md.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from hoaban.record.engine.search import definitions, index
from hoaban.record.engine.search.parameter import Parameter

_DATA = Path(__file__).resolve().parents[2] / "data" / "index-changes.csv"


@dataclass(frozen=True, slots=True)
class Change:
    """Parameters whose values are kept otherwise since ``version``."""

    version: int
    resource: str
    parameter: str
    type: str
    modifier: str

    def touches(self, parameter: Parameter, modifier: str) -> bool:
        """Whether a search by ``parameter`` with ``modifier`` (a resource type, for references) depends on it."""
        kind = _kind(parameter)
        return (
            self.resource in ("", parameter.resource_type)
            and self.type in ("", kind)
            and self.modifier in ("", modifier)
            and (not self.parameter or _serves(self.parameter, parameter))
        )


def _kind(parameter: Parameter) -> str:
    if parameter.ranged:
        return "ranged composite"
    return "canonical" if parameter.canonical else parameter.type


def _serves(code: str, parameter: Parameter) -> bool:
    """Whether values kept under ``code`` are those of ``parameter``."""
    number = definitions.parameter_numbers()[code]
    return number == parameter.number or number in {source.number for source in parameter.sources}


@cache
def load() -> tuple[Change, ...]:
    """All changes, as the data have them."""
    with _DATA.open(encoding="utf-8", newline="") as source:
        return tuple(
            Change(int(row["version"]), row["resource"], row["parameter"], row["type"], row["modifier"])
            for row in csv.DictReader(source)
        )


@dataclass(frozen=True, slots=True)
class Standing:
    """Which versions of the index but the current one rows may still carry, by resource type; most often none."""

    others: Mapping[str, frozenset[int]] = field(default_factory=dict)

    def answers(self, parameter: Parameter, modifier: str = "") -> bool:
        """Whether a parameter finds everything that it should. Rows of a later version are none that we know how to read."""
        others = self.others.get(parameter.resource_type)
        if not others or parameter.column:
            return True
        if max(others) > index.VERSION:
            return False
        oldest = min(others)
        return not any(each.version > oldest and each.touches(parameter, modifier) for each in load())

    def has(self, resource_type: str, version: int) -> bool:
        """Whether every row of a type has what this version of the index brought."""
        return all(version <= other <= index.VERSION for other in self.others.get(resource_type, ()))


READY = Standing()
"""Every row carries the current version."""
