"""The questions of consent, the ages and the voices: ``data/purposes.toml``, each from its day on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from hoaban.kernel.errors import NotFound
from hoaban.shared.privacy.rules.dated import holding, tables

CARE = "care-elsewhere"
"""The question whose answer the record itself enforces."""
SHARED_PHONE = "shared-phone"
"""The question whose answer messages hold to."""
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


def purposes(on: date) -> list[Purpose]:
    """The questions of a day, in their order."""
    return [_purpose(row) for row in holding("purposes", "purposes", on)]


def purpose(key: str, on: date) -> Purpose:
    """:raises NotFound: no such question is asked that day."""
    found = next((one for one in purposes(on) if one.key == key), None)
    if found is None:
        raise NotFound("Không có câu hỏi này.", "There is no such question.", place="purpose")
    return found


def ages(on: date) -> Ages:
    """Who decides, that day."""
    (newest,) = holding("purposes", "ages", on)
    return Ages(newest["child_agrees"], newest["alone"])


def voices() -> dict[str, Both]:
    """The languages in which the sentences may be read aloud."""
    return {row["key"]: (row["vi"], row["en"]) for row in tables("purposes")["voices"]}


def _purpose(row: dict[str, Any]) -> Purpose:
    def both(name: str) -> Both:
        return row[f"{name}_vi"], row[f"{name}_en"]

    return Purpose(
        row["key"], (row["vi"], row["en"]), both("ask"), both("yes"), both("no"), both("silent"),
        row["scope"], row["code"], row["by_facility"],
    )  # fmt: skip
