"""Outside systems as data (``data/destinations.toml``): versions of what is said, limits, what is sensitive there."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from importlib.resources import files
from typing import Any

from hoaban.kernel.errors import Invalid, NotFound
from hoaban.shared.exchange.rules.states import Both

SEND, MASK, WITHHOLD = "send", "mask", "withhold"
CARDS, EPRESCRIPTIONS = "insurance-cards", "eprescriptions"


class NoSuchDestination(NotFound):
    """Nothing is sent to such a place."""

    def __init__(self) -> None:
        super().__init__("Không có nơi nhận này.", "There is no such destination.", place="destination")


@dataclass(frozen=True, slots=True)
class Schema:
    """One version of what is said, from its day on."""

    version: str
    since: date
    until: date | None
    certainty: str


@dataclass(frozen=True, slots=True)
class CredentialField:
    """One value of the credentials; a secret one is never shown again."""

    name: str
    words: Both
    secret: bool
    needed: bool


@dataclass(frozen=True, slots=True)
class Destination:
    """One outside system. ``asked``: it answers questions about people who stand at a desk; else it takes messages."""

    key: str
    name: Both
    asked: bool
    schemas: tuple[Schema, ...]
    basis: str
    seconds: float
    waits: tuple[int, ...]
    keep_days: int
    fields: tuple[CredentialField, ...]
    holder_fields: tuple[CredentialField, ...]
    by_hand: Both
    sensitive: Mapping[str, str] = field(default_factory=dict)
    mask: Mapping[str, str] = field(default_factory=dict)

    def schema_on(self, on: date) -> Schema | None:
        """The newest version that holds on a day."""
        held = [one for one in self.schemas if one.since <= on and (one.until is None or on <= one.until)]
        return max(held, key=lambda one: one.since, default=None)


def destinations() -> tuple[Destination, ...]:
    """All, in their order."""
    return tuple(_all().values())


def destination(key: str) -> Destination:
    """:raises NoSuchDestination: there is none of that name."""
    found = _all().get(key)
    if found is None:
        raise NoSuchDestination
    return found


def check_schema(one: Destination, version: str, on: date) -> None:
    """:raises Invalid: the destination does not take this version that day."""
    known = [each for each in one.schemas if each.version == version]
    if not any(each.since <= on and (each.until is None or on <= each.until) for each in known):
        raise Invalid("Phiên bản này không dùng được.", "This version is not in use.", place="schema")


def handling(one: Destination, labels: Collection[str]) -> str:
    """What is done with content of these labels: the strictest of what each asks for; what nobody thought of is withheld."""
    asked = {one.sensitive.get(label, WITHHOLD) for label in labels}
    return next((rule for rule in (WITHHOLD, MASK) if rule in asked), SEND)


@functools.cache
def _all() -> Mapping[str, Destination]:
    text = files("hoaban.shared.exchange").joinpath("data/destinations.toml").read_text(encoding="utf-8")
    return {key: _destination(key, row) for key, row in tomllib.loads(text).items()}


def _destination(key: str, row: Mapping[str, Any]) -> Destination:
    return Destination(
        key, (row["name_vi"], row["name_en"]), row["kind"] == "questions",
        tuple(Schema(one["version"], one["from"], one.get("to"), one["certainty"]) for one in row["schemas"]),
        row["basis"], float(row["seconds"]), tuple(row["waits"]), int(row["keep_days"]),
        _fields(row["fields"]), _fields(row["holder"]), (row["by_hand_vi"], row["by_hand_en"]),
        row.get("sensitive", {}), row.get("mask", {}),
    )  # fmt: skip


def _fields(rows: Collection[Mapping[str, Any]]) -> tuple[CredentialField, ...]:
    return tuple(
        CredentialField(row["name"], (row["vi"], row["en"]), row["secret"], row["needed"]) for row in rows
    )
