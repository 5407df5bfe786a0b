"""The fields of answers that are no text: a drawing, files, references."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from hoaban.shared.forms.fhir import Blank, Kind, drawing, handing
from hoaban.shared.forms.fhir.drawing import Outline
from hoaban.shared.forms.forms.fields import Choice, Field, Kept, Picture
from hoaban.shared.forms.queries import attached, outlines
from hoaban.ui.forms import said


def field_of(base: Field, blank: Blank, offered: Sequence[tuple[str, str]]) -> Field:
    """The field of an attachment or a reference."""
    item = blank.item
    if item.kind is Kind.REFERENCE:
        return _references(base, blank, offered)
    outline = outlines.outlines().get(item.drawing)
    if outline is not None:
        return replace(base, kind="drawing", picture=_picture(outline, blank))
    kept = tuple(
        Kept(
            str(one.value.json.get("title") or one.value.json.get("url", "")),
            str(one.value.json.get("contentType", "")), attached.digest_of(one.value), str(number),
        )
        for number, one in enumerate(blank.answers, start=1)
    )  # fmt: skip
    return replace(base, kind="files", files=kept, many=item.repeats)


def _references(base: Field, blank: Blank, offered: Sequence[tuple[str, str]]) -> Field:
    chosen = {one.value.json.get("reference", ""): one.value.json for one in blank.answers}
    there = dict(offered)
    there |= {name: str(one.get("display") or name) for name, one in chosen.items() if name not in there}
    choices = tuple(Choice(name, words, name in chosen) for name, words in there.items())
    name = handing.REFERENCE + blank.place
    if not choices:
        return replace(base, kind="shown")
    if blank.item.repeats:
        return replace(base, kind="checks", choices=choices, name=name)
    return replace(base, kind="select", choices=(Choice("", _("Chưa ghi"), not chosen), *choices), name=name)


def _picture(outline: Outline, blank: Blank) -> Picture:
    marks = drawing.marks_of(blank.answers[0].value) if blank.answers else drawing.Marks()
    return Picture(
        outline.width, outline.height, outline.paths,
        tuple((one.x, one.y, said(one.words.vi, one.words.en)) for one in outline.labels),
        tuple(drawing.points_of(one) for one in marks.strokes),
        tuple((one.x, one.y) for one in outline.regions if one.name in marks.regions),
        json.dumps(marks.strokes, separators=(",", ":")) if marks.strokes else "",
        tuple(
            Choice(one.name, said(one.words.vi, one.words.en), one.name in marks.regions) for one in outline.regions
        ),
        marks.note, drawing.title(outline, marks),
    )  # fmt: skip
