"""What the page of a form shows, as plain values for its templates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Offered = Mapping[str, Sequence[tuple[str, str]]]
"""What references may name, by link id: reference and words."""


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    """One control: an input, a text area, a list. ``fields``: what is asked below the answer in it."""

    name: str
    id: str
    type: str = "text"
    text: str = ""
    mode: str = ""
    length: int | None = None
    unit: str = ""
    units: tuple[Choice, ...] = ()
    unit_name: str = ""
    fields: tuple[Field, ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """An outline with what was drawn on it. ``lines``: strokes as SVG points; ``crosses``: where regions are marked."""

    width: int
    height: int
    paths: tuple[str, ...]
    labels: tuple[tuple[int, int, str], ...]
    lines: tuple[str, ...]
    crosses: tuple[tuple[int, int], ...]
    strokes: str
    """As the page sends them back (JSON)."""
    regions: tuple[Choice, ...]
    note: str
    title: str


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that was handed in. ``digest`` is empty where it is kept elsewhere; ``number``: what removing it sends."""

    title: str
    kind: str
    digest: str
    number: str


@dataclass(frozen=True, slots=True)
class Field:
    """``kind``: group, rows, display, shown, boxes, radios, checks, select, drawing or files."""

    kind: str
    id: str
    label: str
    place: str
    prefix: str = ""
    required: bool = False
    short: bool = False
    errors: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    boxes: tuple[Box, ...] = ()
    choices: tuple[Choice, ...] = ()
    name: str = ""
    other: Box | None = None
    texts: tuple[str, ...] = ()
    fields: tuple[Field, ...] = ()
    rows: tuple[Field, ...] = ()
    add: str = ""
    remove: str = ""
    picture: Picture | None = None
    files: tuple[Kept, ...] = ()
    many: bool = False
    normal: str = ""

    @property
    def described_by(self) -> str:
        """The ids of what is wrong with it, as ``aria-describedby`` wants them."""
        return " ".join(
            f"{self.id}-{kind}" for kind, told in (("error", self.errors), ("warning", self.warnings)) if told
        )

    @property
    def target(self) -> str:
        """Where a link of the summary leads: the first control, or the group."""
        return self.boxes[0].id if self.boxes else self.id


@dataclass(frozen=True, slots=True)
class Page:
    """Everything that the page of a form shows. ``wrong``: what stands in the summary: (id, label, texts)."""

    title: str
    fields: tuple[Field, ...]
    wrong: tuple[tuple[str, str, tuple[str, ...]], ...] = ()
    general: tuple[str, ...] = ()
