"""Answers in words, in both languages; a whole sheet laid out as a paper shows it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from hoaban.shared.forms.fhir import posting
from hoaban.shared.forms.fhir.shapes import Item, Kind, Value, Words
from hoaban.shared.forms.fhir.sheet import Blank, Sheet, by_item

_TRUTHS = {True: Words("Có", "Yes"), False: Words("Không", "No")}


@dataclass(frozen=True, slots=True)
class Line:
    """A group, a text, or a question with what was answered; ``texts`` is empty where nothing was.

    ``long``: the answer has room for sentences. ``pictures``: attachments as they stand in the answers.
    """

    kind: str
    prefix: str
    words: Words
    long: bool = False
    texts: tuple[Words, ...] = ()
    pictures: tuple[Value, ...] = ()
    lines: tuple[Line, ...] = field(default=())


def told(item: Item, value: Value) -> Words:
    """An answer in words; a number with its unit, a day as people write it."""
    if value.type == "Boolean":
        return _TRUTHS[bool(value.json)]
    if value.type in ("Coding", "Reference", "Attachment"):
        return _named(item, value)
    text = posting.text_of(item, value)
    if value.type in ("Date", "DateTime"):
        text = _moment(text)
    units = [str(one.get("display") or one.get("code", "")) for one in item.units]
    unit = str(value.json.get("unit", "")) if value.type == "Quantity" else units[0] if units else ""
    return _both(f"{text} {unit}".strip())


def _named(item: Item, value: Value) -> Words:
    """The words of the option; else what the answer itself says."""
    for option in item.options:
        if posting.is_option(option.value, value):
            return option.words
    found = (value.json.get(name) for name in ("display", "title", "code", "reference", "url"))
    return _both(next((str(one) for one in found if one), ""))


def _both(text: str) -> Words:
    return Words(text, text)


def _moment(text: str) -> str:
    """``2026-05-04T08:00:00`` as ``04/05/2026 08:00``; a month or a year alone stays what it is."""
    day, _, clock = text.partition("T")
    shown = "/".join(reversed(day.split("-")))
    return f"{shown} {clock[:5]}".strip()


def lay_out(sheet: Sheet) -> tuple[Line, ...]:
    """What a paper of a settled sheet shows, in the order of the form; closed and hidden items are left out."""
    return tuple(_lines(sheet.form.items, sheet.blanks))


def _lines(items: Sequence[Item], blanks: Sequence[Blank]) -> Iterator[Line]:
    occurring = by_item(list(blanks))
    for item in items:
        mine = [one for one in occurring.get(item.link_id, []) if one.is_open]
        if item.hidden or (not mine and occurring.get(item.link_id)):
            continue
        if item.kind is Kind.GROUP and item.repeats:
            yield from _occurrences(item, mine)
        else:
            yield from (_line(one) for one in mine)


def _occurrences(item: Item, blanks: list[Blank]) -> Iterator[Line]:
    """One after the other, numbered where there are several; the empty one where there is none."""
    if not blanks:
        yield Line("line", item.prefix, item.words)
    for number, blank in enumerate(blanks, start=1):
        line = _line(blank)
        words = (
            item.words if len(blanks) == 1 else Words(*(f"{text} ({number})" for text in _pair(item.words)))
        )
        yield replace(line, words=words, prefix=item.prefix if number == 1 else "")


def _pair(words: Words) -> tuple[str, str]:
    return words.vi, words.en


def _line(blank: Blank) -> Line:
    item = blank.item
    if item.kind is Kind.GROUP:
        return Line("group", item.prefix, item.words, lines=tuple(_lines(item.items, blank.blanks)))
    if item.kind is Kind.DISPLAY:
        return Line("text", item.prefix, item.words)
    below = [line for answer in blank.answers for line in _lines(item.items, answer.blanks)]
    pictures = tuple(one for one in blank.values if one.type == "Attachment")
    texts = tuple(told(item, one) for one in blank.values)
    return Line("line", item.prefix, item.words, item.kind is Kind.TEXT, texts, pictures, tuple(below))
