"""The questions of consent, the ages and the voices: ``data/purposes.toml``, each from its day on."""

from __future__ import annotations

import functools
import tomllib
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from typing import Any

from hoaban.kernel.errors import NotFound

CARE = "care-elsewhere"
"""The question whose answer the record itself enforces."""
Both = tuple[str, str]
"""Vietnamese and English."""


@dataclass(frozen=True, slots=True)
class Purpose:
    """One question: the sentence, what follows from each answer, and how a Consent says it."""

    key: str
    name: Both
    ask: Both
    yes: Both
    no: Both
    silent: Both
    scope: str
    code: str
    by_facility: bool


@dataclass(frozen=True, slots=True)
class Ages:
    """``child_agrees``: from then on the child agrees beside the guardian. ``alone``: from then on nobody else does."""

    child_agrees: int
    alone: int


@functools.cache
def _data() -> dict[str, list[dict[str, Any]]]:
    text = files("hoaban.shared.privacy").joinpath("data/purposes.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def purposes(on: date) -> list[Purpose]:
    """The questions of a day, in their order."""
    newest: dict[str, dict[str, Any]] = {}
    for row in sorted(_data()["purposes"], key=lambda each: each["from"]):
        if row["from"] <= on:
            newest[row["key"]] = row
    return [_purpose(row) for row in newest.values()]


def purpose(key: str, on: date) -> Purpose:
    """:raises NotFound: no such question is asked that day."""
    found = next((one for one in purposes(on) if one.key == key), None)
    if found is None:
        raise NotFound("Không có câu hỏi này.", "There is no such question.", place="purpose")
    return found


def ages(on: date) -> Ages:
    """Who decides, that day."""
    rows = [row for row in _data()["ages"] if row["from"] <= on]
    newest = max(rows, key=lambda row: row["from"])
    return Ages(newest["child_agrees"], newest["alone"])


def voices() -> dict[str, Both]:
    """The languages in which the sentences may be read aloud."""
    return {row["key"]: (row["vi"], row["en"]) for row in _data()["voices"]}


def _purpose(row: dict[str, Any]) -> Purpose:
    def both(name: str) -> Both:
        return row[f"{name}_vi"], row[f"{name}_en"]

    return Purpose(
        row["key"], (row["vi"], row["en"]), both("ask"), both("yes"), both("no"), both("silent"),
        row["scope"], row["code"], row["by_facility"],
    )  # fmt: skip
