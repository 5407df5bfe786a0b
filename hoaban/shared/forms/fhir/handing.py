"""Answers that are no text: drawings, files and references, read back from a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from hoaban.shared.forms.fhir import drawing
from hoaban.shared.forms.fhir.drawing import Outline, Pen
from hoaban.shared.forms.fhir.shapes import Item, Kind, Value

STROKES, REGION, NOTE, FILE, GONE, REFERENCE = "d:", "r:", "w:", "f:", "x:", "q:"


@dataclass(frozen=True, slots=True)
class Hands:
    """What a page may hand in beside texts.

    ``attached``: files that were just kept, by the place of their question. ``offered``: what a reference may name, by link
    id: reference and words.
    """

    outlines: Mapping[str, Outline] = field(default_factory=dict)
    pen: Pen = field(default_factory=Pen)
    attached: Mapping[str, Sequence[Value]] = field(default_factory=dict)
    offered: Mapping[str, Sequence[tuple[str, str]]] = field(default_factory=dict)


def handed(
    hands: Hands, item: Item, place: str, before: list[Value], posted: Mapping[str, Sequence[str]]
) -> list[Value] | None:
    """The answers to such a question at a place of the page. None: what was sent cannot be read."""
    if item.kind is Kind.REFERENCE:
        return _references(hands, item, before, posted.get(REFERENCE + place, ()))
    if item.drawing in hands.outlines:
        return _drawing(hands, item, place, before, posted)
    gone = set(posted.get(GONE + place, ()))
    kept = [one for number, one in enumerate(before, start=1) if str(number) not in gone]
    new = list(hands.attached.get(place, ()))
    return [*kept, *new] if item.repeats else (new or kept)[:1]


def _references(hands: Hands, item: Item, before: list[Value], chosen: Sequence[str]) -> list[Value] | None:
    """Only what was offered, or stood there before."""
    known = {one.json.get("reference", ""): one for one in before}
    known |= {
        reference: Value("Reference", {"reference": reference, "display": words})
        for reference, words in hands.offered.get(item.link_id, ())
        if reference not in known
    }
    wanted = [one for one in dict.fromkeys(chosen) if one]
    if any(one not in known for one in wanted):
        return None
    return [known[one] for one in (wanted if item.repeats else wanted[:1])]


def _drawing(
    hands: Hands, item: Item, place: str, before: list[Value], posted: Mapping[str, Sequence[str]]
) -> list[Value] | None:
    """A drawing that was not touched stays as it was, with who drew it."""
    outline = hands.outlines[item.drawing]

    def text(name: str) -> str:
        return next(iter(posted.get(name + place, ())), "").replace("\r\n", "\n")

    marks = drawing.read_marks(outline, text(STROKES), posted.get(REGION + place, ()), text(NOTE))
    if marks is None:
        return None
    if before and drawing.marks_of(before[0]) == marks:
        return before
    return [] if marks.is_empty else [drawing.build_drawing(outline, marks, hands.pen)]
