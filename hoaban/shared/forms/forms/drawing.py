"""The fields of a form on a page: what stands in each, what it is called, what is wrong with it. For ``{% form_sheet %}``."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from hoaban.shared.forms.fhir import (
    Answer,
    Blank,
    Fault,
    Item,
    Kind,
    Sheet,
    Value,
    Words,
    by_item,
    posting,
    telling,
)
from hoaban.shared.forms.forms import handing
from hoaban.shared.forms.forms.fields import Box, Choice, Field, Offered, Page
from hoaban.ui.forms import said

FEW = 7
"""Up to so many options are shown side by side; more are a list that opens."""
_TYPES = {Kind.DATE: "date", Kind.DATETIME: "datetime-local", Kind.TIME: "time", Kind.URL: "url"}
_LENGTHS = {Kind.DATE: len("2026-05-04"), Kind.DATETIME: len("2026-05-04T08:00")}
_WIDTHS = {Kind.INTEGER, Kind.DECIMAL, Kind.QUANTITY, Kind.DATE, Kind.DATETIME, Kind.TIME}


def draw(
    sheet: Sheet, *, faults: Sequence[Fault] = (), typed: Mapping[str, str] | None = None, offered: Offered | None = None
) -> Page:  # fmt: skip
    """The page of a settled sheet, with what is wrong at its fields and what could not be read as it was typed.

    ``offered``: what its references may name, by link id.
    """
    drawing = _Drawing(sheet, faults, typed or {}, offered or {})
    fields = drawing.fields(sheet.form.items, sheet.blanks, "")
    wrong = tuple((one.target, one.label, one.errors) for one in _all(fields) if one.errors)
    return Page(_said(sheet.form.words), fields, wrong, tuple(drawing.left_over()))


def _all(fields: Sequence[Field]) -> list[Field]:
    found: list[Field] = []
    for one in fields:
        below = [each for box in one.boxes for each in box.fields]
        found += [one, *_all((*one.fields, *one.rows, *below))]
    return found


def _said(words: Words) -> str:
    return said(words.vi, words.en)


class _Drawing:
    def __init__(
        self, sheet: Sheet, faults: Sequence[Fault], typed: Mapping[str, str], offered: Offered
    ) -> None:
        self._sheet, self._typed, self._offered = sheet, typed, offered
        self._number = itertools.count(1)
        self._faults: dict[str, list[Fault]] = defaultdict(list)
        for one in faults:
            self._faults[one.place].append(one)

    def left_over(self) -> list[str]:
        """What is wrong with no field of its own."""
        return [said(one.vi, one.en) for found in self._faults.values() for one in found]

    def fields(self, items: Sequence[Item], blanks: Sequence[Blank], above: str) -> tuple[Field, ...]:
        """The fields of one container, in the order of the form; closed and hidden ones are left out."""
        found: list[Field] = []
        occurring = by_item(list(blanks))
        for item in items:
            mine = occurring.get(item.link_id, [])
            if item.hidden or any(not one.is_open for one in mine):
                continue
            if item.kind is Kind.GROUP and item.repeats:
                found.append(self._rows(item, mine, above + item.link_id))
            else:
                found += [self._field(one) for one in mine]
        return tuple(found)

    def _rows(self, item: Item, blanks: list[Blank], place: str) -> Field:
        """A group that repeats: its occurrences, each with a button that removes it, and one that adds."""
        base = self._base("rows", item, place, f"rows{next(self._number)}")
        rows = tuple(
            replace(
                self._field(one),
                label=f"{base.label} {number}",
                remove=f"{posting.REMOVE}{one.place}",
                required=False,
            )
            for number, one in enumerate(blanks, start=1)
        )
        may_grow = len(rows) < _most(item)
        add = posting.ADD + place if may_grow else ""
        return replace(base, rows=rows, name=posting.COUNT + place, add=add)

    def _base(self, kind: str, item: Item, place: str, ident: str, *more: str) -> Field:
        """Its label, and what is wrong at its place and at those of its answers."""
        told = [one for at in (place, *more) for one in self._faults.pop(at, [])]
        errors = tuple(said(one.vi, one.en) for one in told if one.severity == "error")
        warnings = tuple(said(one.vi, one.en) for one in told if one.severity != "error")
        return Field(
            kind, ident, _said(item.words), place, item.prefix, required=item.limits.fewest > 0,
            short=item.kind in _WIDTHS, errors=errors, warnings=warnings,
        )  # fmt: skip

    def _field(self, blank: Blank) -> Field:
        item, ident = blank.item, f"f{self._sheet.order[id(blank)]}"
        numbers = [f"{blank.place}#{number}" for number in range(1, posting.MOST + 1)] if item.repeats else []
        base = self._base("boxes", item, blank.place, ident, *numbers)
        if item.kind is Kind.GROUP:
            return replace(
                base, kind="group", fields=self.fields(item.items, blank.blanks, f"{blank.place}/")
            )
        if item.kind is Kind.DISPLAY:
            return replace(base, kind="display")
        if not posting.is_fillable(item):
            return replace(base, kind="shown", texts=tuple(shown(item, value) for value in blank.values))
        if item.kind in (Kind.ATTACHMENT, Kind.REFERENCE):
            return handing.field_of(base, blank, self._offered.get(item.link_id, ()))
        if item.kind is Kind.BOOLEAN or item.options:
            return self._choosing(base, blank)
        if item.normal is not None and not blank.answers:
            base = replace(base, normal=_said(item.normal))
        return replace(base, boxes=tuple(self._boxes(blank, ident)))

    def _choosing(self, base: Field, blank: Blank) -> Field:
        item, name = blank.item, posting.ANSWER + blank.place
        chosen = {posting.text_of(item, value) for value in blank.values}
        offered = _offered(item)
        choices = tuple(Choice(value, label, value in chosen) for value, label in offered)
        other = None
        if item.kind is Kind.OPEN_CHOICE:
            free = next(
                (one.json for one in blank.values if one.type == "String" and not _in_options(item, one)), ""
            )
            other = Box(
                posting.OTHER + blank.place, f"{base.id}-other", text=free, length=item.limits.max_length
            )
        below = tuple(one for answer in blank.answers for one in self._below(blank, answer))
        if item.repeats:
            return replace(base, kind="checks", choices=choices, name=name, other=other, fields=below)
        none = Choice("", _("Chưa ghi"), not chosen)
        kind = "radios" if len(offered) <= FEW else "select"
        if kind == "select" or not base.required:
            choices = (none, *choices)
        return replace(base, kind=kind, choices=choices, name=name, other=other, fields=below)

    def _boxes(self, blank: Blank, ident: str) -> list[Box]:
        """One for each answer and for what could not be read; where it repeats an empty one for the next."""
        answers: list[Answer | None] = [*blank.answers]
        most = _most(blank.item) if blank.item.repeats else 1
        while len(answers) < most and posting.ANSWER + blank.place_of(len(answers) + 1) in self._typed:
            answers.append(None)
        if len(answers) < most:
            answers.append(None)
        return [
            self._box(blank, f"{ident}-{number}", number, one) for number, one in enumerate(answers, start=1)
        ]

    def _box(self, blank: Blank, ident: str, number: int, answer: Answer | None) -> Box:
        item, place = blank.item, blank.place_of(number)
        text = posting.text_of(item, answer.value) if answer else self._typed.get(posting.ANSWER + place, "")
        below = self._below(blank, answer) if answer else ()
        box = Box(
            posting.ANSWER + place,
            ident,
            _type(item, text),
            text,
            _mode(item),
            item.limits.max_length,
            fields=below,
        )
        return _with_unit(item, box, place, answer)

    def _below(self, blank: Blank, answer: Answer) -> tuple[Field, ...]:
        return self.fields(blank.item.items, answer.blanks, f"{blank.place_of(answer.number)}/")


def _most(item: Item) -> int:
    return min(item.limits.max_occurs or posting.MOST, posting.MOST)


def _offered(item: Item) -> list[tuple[str, str]]:
    if item.kind is Kind.BOOLEAN:
        return [("true", _("Có")), ("false", _("Không"))]
    return [(str(number), _said(option.words)) for number, option in enumerate(item.options)]


def _in_options(item: Item, value: Value) -> bool:
    return any(option.value == value for option in item.options)


def _type(item: Item, text: str) -> str:
    """The browser's own calendar and clock, unless what stands there is not theirs: a month alone, a slip."""
    if item.kind is Kind.TEXT:
        return "textarea"
    theirs = not text or (
        posting.read_value(item, text) is not None and len(text) >= _LENGTHS.get(item.kind, 0)
    )
    return _TYPES.get(item.kind, "text") if theirs else "text"


def _mode(item: Item) -> str:
    return {Kind.INTEGER: "numeric", Kind.DECIMAL: "decimal", Kind.QUANTITY: "decimal"}.get(item.kind, "")


def _with_unit(item: Item, box: Box, place: str, answer: Answer | None) -> Box:
    """The unit of a number: written beside it where there is one, chosen where there are several."""
    names = [str(one.get("display") or one.get("code", "")) for one in item.units]
    if len(names) < 2 or item.kind is not Kind.QUANTITY:
        return replace(box, unit=names[0] if names else "")
    chosen = posting.unit_of(item, answer.value) if answer else ""
    units = tuple(Choice(str(number), name, str(number) == chosen) for number, name in enumerate(names))
    return replace(box, units=units, unit_name=posting.UNIT + place)


def shown(item: Item, value: Value) -> str:
    """An answer in words, as it is read and not filled in."""
    return _said(telling.told(item, value))
