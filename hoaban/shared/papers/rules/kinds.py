"""The kinds of papers there are: data, with what asks for each."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

LONGEST = {"line": 255, "text": 4000, "day": 10, "number": 4, "facility": 5, "reason": 5}
"""In letters, by shape."""


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that a paper says. ``source`` names what it is filled in with; empty: nothing."""

    code: str
    name: tuple[str, str]
    shape: str
    source: str
    required: bool


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of paper. ``name``: Vietnamese and English. ``working_days``: how long it is good for, 0: without a term."""

    key: str
    name: tuple[str, str]
    basis: str
    form: str
    certainty: str
    act: str
    seal: bool
    size: str
    pattern: str
    working_days: int
    valid_from: str
    loinc: tuple[str, str] | None
    request: str
    pile: str
    """Under which heading it waits for signature."""
    fields: tuple[Field, ...]

    def field(self, code: str) -> Field | None:
        """The field of a code."""
        return next((one for one in self.fields if one.code == code), None)


@cache
def kinds() -> dict[str, Kind]:
    """Every kind by its key, in the order in which they are offered."""
    text = files("hoaban.shared.papers").joinpath("data", "kinds.toml").read_text(encoding="utf-8")
    return {key: _kind(key, row) for key, row in tomllib.loads(text).items()}


def number_of(kind: Kind, *, count: int, year: int, facility: str) -> str:
    """The number of a paper; ``count`` runs from 1 in the facility and year."""
    return kind.pattern.format(count=f"{count:05d}", year=year, facility=facility, code=kind.key)


def _kind(key: str, row: dict[str, Any]) -> Kind:
    return Kind(
        key, (row["vi"], row["en"]), row["basis"], row.get("form", ""), row["certainty"], row["act"], row["seal"],
        row["size"], row["pattern"], row.get("working_days", 0), row.get("valid_from", ""),
        (row["loinc"], row["loinc_name"]) if "loinc" in row else None, row.get("request", ""), row.get("pile", "other"),
        tuple(
            Field(one["code"], (one["vi"], one["en"]), one["shape"], one.get("from", ""), one.get("required", False))
            for one in row["fields"]
        ),
    )  # fmt: skip
