"""Drawings on outlines: strokes and named regions as data, and the picture that follows from them (SVG, no script).

What is stored is an Attachment: the picture for whoever reads FHIR, the marks beside it for whoever draws on, who drew and
when. Only numbers and names of regions ever come from outside, so no picture carries what somebody typed but the note.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

from hoaban.record.shapes import Json
from hoaban.shared.forms.fhir import extensions
from hoaban.shared.forms.fhir.shapes import Value, Words

MAX_STROKES, MAX_POINTS, MAX_NOTE = 200, 4_000, 500
TYPE = "image/svg+xml"
_INK, _RED = "#3c4a4a", "#b3123f"


@dataclass(frozen=True, slots=True)
class Region:
    """What is chosen by its name instead of by pointing; the cross stands at its point."""

    name: str
    x: int
    y: int
    words: Words


@dataclass(frozen=True, slots=True)
class Outline:
    """``paths`` are SVG path data of ours; ``labels`` stand at points."""

    name: str
    width: int
    height: int
    paths: tuple[str, ...]
    labels: tuple[Region, ...]
    regions: tuple[Region, ...]


@dataclass(frozen=True, slots=True)
class Marks:
    """What was drawn: strokes of points in the units of the outline, names of regions, a note in words."""

    strokes: tuple[tuple[tuple[int, int], ...], ...] = ()
    regions: tuple[str, ...] = ()
    note: str = ""

    @property
    def is_empty(self) -> bool:
        return not (self.strokes or self.regions or self.note)


@dataclass(frozen=True, slots=True)
class Pen:
    """Who draws, when: a reference to a Practitioner (empty: not known by name) and a moment as FHIR writes it."""

    author: str = ""
    at: str = ""
    outlines: dict[str, Outline] = field(default_factory=dict)


def read_marks(outline: Outline, strokes: str, regions: Sequence[str], note: str) -> Marks | None:
    """What a page sent, or None where it cannot have come from one: too much, out of the picture, unknown regions."""
    known = {one.name for one in outline.regions}
    drawn = _strokes(outline, strokes)
    if drawn is None or len(note) > MAX_NOTE or not known.issuperset(regions):
        return None
    return Marks(drawn, tuple(one.name for one in outline.regions if one.name in set(regions)), note.strip())


def _strokes(outline: Outline, text: str) -> tuple[tuple[tuple[int, int], ...], ...] | None:
    if not text:
        return ()
    try:
        found = json.loads(text) if len(text) < MAX_POINTS * 16 else None
        strokes = tuple(tuple((int(x), int(y)) for x, y in stroke) for stroke in found or ())
    except (ValueError, TypeError, RecursionError):
        return None
    points = [point for stroke in strokes for point in stroke]
    inside = all(0 <= x <= outline.width and 0 <= y <= outline.height for x, y in points)
    fits = found is not None and len(strokes) <= MAX_STROKES and len(points) <= MAX_POINTS
    return strokes if fits and inside and all(strokes) else None


def build_drawing(outline: Outline, marks: Marks, pen: Pen) -> Value:
    """The answer that keeps a drawing."""
    told: list[Json] = [{"url": extensions.DRAWING, "valueCode": outline.name}]
    told.append({"url": extensions.MARKS, "valueString": _text(marks)})
    if pen.author:
        told.append({"url": extensions.DRAWN_BY, "valueReference": {"reference": pen.author}})
    picture = svg(outline, marks).encode()
    found: Json = {"extension": told, "contentType": TYPE, "data": base64.b64encode(picture).decode()}
    found |= {"title": title(outline, marks)}
    return Value("Attachment", {**found, **({"creation": pen.at} if pen.at else {})})


def _text(marks: Marks) -> str:
    told = {"strokes": marks.strokes, "regions": marks.regions, "note": marks.note}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def marks_of(value: Value) -> Marks:
    """What a stored drawing consists of; empty where it is none of ours."""
    try:
        told = json.loads(extensions.first(value.json, extensions.MARKS) or "{}")
        strokes = tuple(tuple((int(x), int(y)) for x, y in one) for one in told.get("strokes", ()))
        return Marks(strokes, tuple(told.get("regions", ())), str(told.get("note", "")))
    except (ValueError, TypeError, AttributeError):
        return Marks()


def title(outline: Outline, marks: Marks) -> str:
    """A drawing in words, for who does not see it."""
    names = [one.words.vi for one in outline.regions if one.name in marks.regions]
    drawn = [f"{len(marks.strokes)} nét vẽ"] if marks.strokes else []
    return "; ".join([*names, *drawn, *([marks.note] if marks.note else [])])[:1000]


def svg(outline: Outline, marks: Marks) -> str:
    """The picture: the outline, the strokes, a cross at each region."""
    size = f'width="{outline.width}" height="{outline.height}" viewBox="0 0 {outline.width} {outline.height}"'
    parts = [f'<path d="{one}" fill="none" stroke="{_INK}" stroke-width="1"/>' for one in outline.paths]
    parts += [
        f'<text x="{one.x}" y="{one.y}" font-size="9" text-anchor="middle" fill="{_INK}">{escape(one.words.vi)}</text>'
        for one in outline.labels
    ]
    line = f'fill="none" stroke="{_RED}" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"'
    parts += [f'<polyline points="{points_of(one)}" {line}/>' for one in marks.strokes]
    parts += [
        f'<path d="M{one.x - 5} {one.y - 5}l10 10m0 -10l-10 10" {line}/>'
        for one in outline.regions
        if one.name in marks.regions
    ]
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{"".join(parts)}</svg>'


def points_of(stroke: Sequence[tuple[int, int]]) -> str:
    """A stroke as SVG writes it; a dot is a line of no length, which is drawn round."""
    points = [*stroke, *([stroke[0]] if len(stroke) == 1 else [])]
    return " ".join(f"{x},{y}" for x, y in points)
