"""Templates of messages (``data/templates.toml``): what each may carry, and its text in each language and form."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from importlib.resources import files
from typing import Any

from hoaban.kernel import vietnamese
from hoaban.kernel.errors import Invalid, NotFound

Both = tuple[str, str]
"""Vietnamese and English."""
Value = date | time | int
LANGUAGES = ("vi", "en")


class Kind(StrEnum):
    """What may stand in a text. There is no kind for words: so no word of anybody's record can come in."""

    DAY = "day"
    TIME = "time"
    NUMBER = "number"


_TYPES: dict[Kind, type[Value]] = {Kind.DAY: date, Kind.TIME: time, Kind.NUMBER: int}
_READ: dict[Kind, Callable[[str], Value]] = {
    Kind.DAY: date.fromisoformat,
    Kind.TIME: time.fromisoformat,
    Kind.NUMBER: int,
}


@dataclass(frozen=True, slots=True)
class Template:
    """One version of what is told. ``since``: its day, by which a message finds it again."""

    key: str
    since: date
    necessary: bool
    urgent: bool
    values: Mapping[str, Kind]
    basis: str
    name: Both
    text: Both


def template(key: str, on: date) -> Template:
    """The version of a day. :raises NotFound: nothing of that name is told then."""
    found = next((one for one in templates(on) if one.key == key), None)
    if found is None:
        raise NotFound("Không có mẫu tin này.", "There is no such template.", place="template")
    return found


def templates(on: date) -> list[Template]:
    """All that hold on a day, in their order."""
    return [_template(row) for row in _holding("templates", on)]


def versions() -> list[Template]:
    """All of all days."""
    return [_template(row) for row in _tables()["templates"]]


def check_values(one: Template, values: Mapping[str, Value]) -> None:
    """:raises Invalid: a value is missing, too many, or of another kind."""
    for name, kind in one.values.items():
        if type(values.get(name)) is not _TYPES[kind]:
            raise Invalid("Giá trị của mẫu tin không đúng.", "A value does not fit the template.", place=name)
    if extra := values.keys() - one.values.keys():
        raise Invalid("Mẫu tin không có giá trị này.", "The template has no such value.", place=min(extra))


def stored(values: Mapping[str, Value]) -> dict[str, str | int]:
    """Values as they are kept."""
    return {name: one if isinstance(one, int) else one.isoformat() for name, one in values.items()}


def read_back(one: Template, kept: Mapping[str, str | int]) -> dict[str, Value]:
    """Values as they were given."""
    return {name: _READ[one.values[name]](str(value)) for name, value in kept.items()}


def say(one: Template, values: Mapping[str, Value], language: str) -> str:
    """The whole text, as the person's own page shows it and a station tells it."""
    written = {name: _written(value) for name, value in values.items()}
    return one.text[LANGUAGES.index(language)].format(**written)


def outward(one: Template, values: Mapping[str, Value], *, language: str, shared: bool, on: date) -> str:
    """The text as it leaves the house. To a shared telephone it says neither for whom nor about what."""
    (row,) = _holding("frame", on)
    inner = neutral(language, on) if shared else say(one, values, language)
    after = "" if one.necessary else row[f"after_{language}"]
    return f"{row[f'before_{language}']}{inner}{after}"


def subject(language: str, on: date) -> str:
    """Of every letter, whatever it is about."""
    (row,) = _holding("frame", on)
    return str(row[f"subject_{language}"])


def neutral(language: str, on: date) -> str:
    """What a shared telephone is told that day, whatever it is about."""
    (row,) = _holding("neutral", on)
    return str(row[f"text_{language}"])


def meant(text: str, on: date) -> str:
    """What somebody who wrote back wants: ``stop``, ``resume``, or nothing that we know."""
    (row,) = _holding("words", on)
    said = vietnamese.nfc(text).casefold().strip(" .,!?\"'")
    return next((what for what in ("stop", "resume") if said in row[what]), "")


def _written(value: Value) -> str:
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else str(value)


@functools.cache
def _tables() -> dict[str, list[dict[str, Any]]]:
    text = files("hoaban.shared.messaging").joinpath("data/templates.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _holding(table: str, on: date) -> list[dict[str, Any]]:
    newest: dict[str, dict[str, Any]] = {}
    for row in sorted(_tables()[table], key=lambda each: each["from"]):
        if row["from"] <= on:
            newest[row.get("key", "")] = row
    return list(newest.values())


def _template(row: Mapping[str, Any]) -> Template:
    return Template(
        row["key"], row["from"], row["necessary"], row["urgent"],
        {name: Kind(kind) for name, kind in row["values"].items()}, row["basis"],
        (row["name_vi"], row["name_en"]), (row["text_vi"], row["text_en"]),
    )  # fmt: skip
