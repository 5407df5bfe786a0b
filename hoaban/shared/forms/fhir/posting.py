"""A form filled in on a page: what its fields are called, what stands in them, and how what was sent is read back.

Only what the page showed is read (a mark goes with each question); everything else keeps the answers that it had, so
that nothing is lost by being closed, and nothing read-only is changed by being sent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from hoaban.kernel.clock import VIETNAM
from hoaban.record.shapes import Json
from hoaban.shared.forms.fhir import handing
from hoaban.shared.forms.fhir.handing import Hands
from hoaban.shared.forms.fhir.shapes import Fault, Form, Item, Kind, Value
from hoaban.shared.forms.fhir.sheet import Blank, Sheet, answers_json

ANSWER, UNIT, OTHER, SHOWN, COUNT = "q:", "u:", "t:", "s:", "n:"
DO, ADD, REMOVE = "do", "add:", "remove:"
MOST = 200
"""Occurrences of one group, and answers to one question, that a page may send."""
_NUMBER = re.compile(r"[-+]?[0-9]{1,18}(?:[.,][0-9]{1,18})?", re.ASCII)
_PARTIAL = re.compile(r"[0-9]{4}(?:-[0-9]{2})?", re.ASCII)

Posted = Mapping[str, Sequence[str]]


@dataclass(slots=True)
class Read:
    """``typed``: what could not be read, by the name of its field, to be shown again as it was typed."""

    items: list[Json] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    typed: dict[str, str] = field(default_factory=dict)


def is_fillable(item: Item) -> bool:
    """Whether a page lets people answer it."""
    return item.kind.is_question and not (item.read_only or item.hidden or item.formulas.calculated)


def read_posted(form: Form, posted: Posted, before: Json, hands: Hands | None = None) -> Read:
    """What a page sent, over the response that it showed: ``before`` must be that very version.

    A button may add or remove an occurrence of a group. Without ``hands`` drawings, files and references stay as they were.
    """
    reader = _Reader(posted, {blank.place: blank for blank in Sheet(form, before).all()}, hands)
    reader.read.items = list(reader.items(form.items, "", ""))
    return reader.read


class _Reader:
    """Walks the form as the page did. ``old`` places are those of the page, ``new`` ones those after a removal."""

    def __init__(self, posted: Posted, before: dict[str, Blank], hands: Hands | None) -> None:
        self._posted, self._before, self._hands = posted, before, hands
        self._do = self._text(DO)
        self.read = Read()

    def items(self, items: tuple[Item, ...], old: str, new: str) -> Iterator[Json]:
        for item in items:
            if item.kind is Kind.GROUP and item.repeats:
                yield from self._occurrences(item, old + item.link_id, new + item.link_id)
            elif item.kind is Kind.GROUP:
                below = list(self.items(item.items, f"{old}{item.link_id}/", f"{new}{item.link_id}/"))
                if below:
                    yield {"linkId": item.link_id, "item": below}
            elif item.kind.is_question:
                answers = self._answers(item, old + item.link_id, new + item.link_id)
                if answers:
                    yield {"linkId": item.link_id, "answer": answers}

    def _occurrences(self, item: Item, old: str, new: str) -> Iterator[Json]:
        """As many as the page showed, without the one that is removed, with the one that is added."""
        kept = 0
        for number in range(1, self._shown(old) + 1):
            if self._do == f"{REMOVE}{old}#{number}":
                continue
            kept += 1
            below = list(self.items(item.items, f"{old}#{number}/", f"{new}#{kept}/"))
            yield {"linkId": item.link_id, **({"item": below} if below else {})}
        if self._do == ADD + old and kept < MOST:
            yield {"linkId": item.link_id}

    def _shown(self, place: str) -> int:
        """How many occurrences of a group the page showed; where it showed none of it, how many there were."""
        told = self._text(COUNT + place)
        if told.isdecimal() and len(told) < 4:
            return min(int(told), MOST)
        return sum(1 for one in self._before if one.rpartition("#")[0] == place)

    def _answers(self, item: Item, old: str, new: str) -> list[Json]:
        if not is_fillable(item) or SHOWN + old not in self._posted:
            blank = self._before.get(old)
            return answers_json(blank) if blank is not None else []
        if item.kind in (Kind.ATTACHMENT, Kind.REFERENCE):
            return self._handed(item, old, new)
        found: list[Json] = []
        for number, value in self._values(item, old, new):
            at = f"#{number}" if item.repeats else ""
            to = f"#{len(found) + 1}" if item.repeats else ""
            below = list(self.items(item.items, f"{old}{at}/", f"{new}{to}/"))
            found.append({f"value{value.type}": value.json, **({"item": below} if below else {})})
        return found

    def _handed(self, item: Item, old: str, new: str) -> list[Json]:
        before = [one.value for one in self._before[old].answers] if old in self._before else []
        found = handing.handed(self._hands, item, old, before, self._posted) if self._hands else before
        if found is None:
            self.read.faults.append(Fault("unreadable", new, "không đọc được", "it cannot be read"))
        return [{f"value{one.type}": one.json} for one in (before if found is None else found)]

    def _values(self, item: Item, old: str, new: str) -> Iterator[tuple[int, Value]]:
        """The answers with the numbers that they had on the page; 0 is a new one. What cannot be read comes after them."""
        good = 0
        bad: list[str] = []
        before = {one.number: one.value for one in self._before[old].answers} if old in self._before else {}
        for number, text, place in self._texts(item, old, before):
            value = self._value(item, text, self._text(UNIT + place), before.get(number))
            if value is not None:
                good += 1
                yield number, value
            elif text:
                bad.append(text)
        other = self._text(OTHER + old).strip()
        if other and item.kind is Kind.OPEN_CHOICE:
            yield 0, Value("String", other)
        for number, text in enumerate(bad, start=good + 1):
            here = f"{new}#{number}" if item.repeats else new
            self.read.typed[ANSWER + here] = text
            self.read.faults.append(Fault("unreadable", here, "không đọc được", "it cannot be read"))

    def _value(self, item: Item, text: str, unit: str, before: Value | None) -> Value | None:
        """What was sent; untouched, it is the very answer that was shown, with all that a field does not show."""
        if not text:
            return None
        same_unit = not unit or before is None or unit == unit_of(item, before)
        if before is not None and text == text_of(item, before) and same_unit:
            return before
        return read_value(item, text, unit)

    def _texts(self, item: Item, old: str, before: dict[int, Value]) -> Iterator[tuple[int, str, str]]:
        """(number on the page, what was sent, the place that its unit goes by)."""
        if not item.repeats:
            yield 1, self._text(ANSWER + old).strip(), old
        elif item.options:
            numbers = {text_of(item, value): number for number, value in before.items()}
            for text in self._posted.get(ANSWER + old, ()):
                yield numbers.get(text, 0), text, old
        else:
            for number in range(1, MOST + 1):
                yield number, self._text(f"{ANSWER}{old}#{number}").strip(), f"{old}#{number}"

    def _text(self, name: str) -> str:
        return next(iter(self._posted.get(name, ())), "").replace("\r\n", "\n")


def read_value(item: Item, text: str, unit: str = "") -> Value | None:
    """What somebody typed or chose, as an answer; None where it cannot be one."""
    match item.kind:
        case Kind.BOOLEAN:
            return {"true": Value("Boolean", True), "false": Value("Boolean", False)}.get(text)
        case Kind.INTEGER | Kind.DECIMAL | Kind.QUANTITY:
            return _number(item, text, unit)
        case Kind.DATE | Kind.DATETIME | Kind.TIME:
            return _moment(item.kind, text)
        case Kind.CHOICE | Kind.OPEN_CHOICE if item.options:
            chosen = int(text) if text.isdecimal() and len(text) < 5 else len(item.options)
            return item.options[chosen].value if chosen < len(item.options) else None
        case Kind.CHOICE | Kind.OPEN_CHOICE:
            return Value("Coding", {"system": system_of(item.value_set), "code": text})
        case Kind.URL:
            return Value("Uri", text)
    return Value("String", text)


def system_of(value_set: str) -> str:
    """The code system behind a list of the platform: all the codes of one system."""
    address = value_set.partition("|")[0]
    return _NATIONAL.get(address.rpartition("/")[2], address.replace("/ValueSet/", "/CodeSystem/"))


_NATIONAL = {"icd10": "http://hl7.org/fhir/sid/icd-10"}


def _number(item: Item, text: str, unit: str) -> Value | None:
    """A number with a comma or a point; a sign of thousands is not guessed at."""
    if _NUMBER.fullmatch(text) is None:
        return None
    number = Decimal(text.replace(",", "."))
    if item.kind is Kind.INTEGER:
        whole = number == int(number) and abs(number) < 2**31
        return Value("Integer", int(number)) if whole else None
    if item.kind is Kind.DECIMAL:
        return Value("Decimal", number)
    chosen = int(unit) if unit.isdecimal() and len(unit) < 4 else 0
    told = item.units[chosen] if chosen < len(item.units) else {}
    names = {
        "unit": told.get("display") or told.get("code"),
        "system": told.get("system"),
        "code": told.get("code"),
    }
    return Value("Quantity", {"value": number, **{name: one for name, one in names.items() if one}})


def _moment(kind: Kind, text: str) -> Value | None:
    """As browsers send them; a moment is one of Viet Nam. A year or a month alone stay what they are."""
    try:
        if kind is Kind.TIME:
            return Value("Time", time.fromisoformat(text).isoformat())
        if _PARTIAL.fullmatch(text):
            date.fromisoformat(f"{text}-01-01"[:10])
            return Value("Date" if kind is Kind.DATE else "DateTime", text)
        if kind is Kind.DATE or "T" not in text:
            return Value("Date" if kind is Kind.DATE else "DateTime", date.fromisoformat(text).isoformat())
        local = datetime.fromisoformat(text)
    except ValueError:
        return None
    return Value("DateTime", (local if local.tzinfo else local.replace(tzinfo=VIETNAM)).isoformat())


def unit_of(item: Item, value: Value) -> str:
    """Which of the units of a question an answer has, as its list sends it; empty: none of them."""
    code = value.json.get("code") if value.type == "Quantity" else None
    return next((str(number) for number, one in enumerate(item.units) if one.get("code") == code), "")


def text_of(item: Item, value: Value) -> str:
    """What stands in the field of an answer: what reading it back gives the same answer for."""
    if value.type in ("Decimal", "Integer"):
        return _shown_number(value.json)
    if value.type == "Quantity":
        return _shown_number(value.json.get("value", ""))
    if value.type == "Boolean":
        return "true" if value.json else "false"
    if item.options and (value.type == "Coding" or item.kind is Kind.CHOICE):
        return next(
            (str(number) for number, one in enumerate(item.options) if is_option(one.value, value)), ""
        )
    if value.type == "Coding":
        return str(value.json.get("code", ""))
    if value.type == "DateTime" and "T" in value.json:
        return datetime.fromisoformat(value.json).astimezone(VIETNAM).replace(tzinfo=None).isoformat()
    return str(value.json)


def is_option(option: Value, value: Value) -> bool:
    if option.type == value.type == "Coding":
        same: bool = all(option.json.get(name) == value.json.get(name) for name in ("system", "code"))
        return same
    return option == value


def _shown_number(number: Any) -> str:
    return format(number, "f").replace(".", ",") if isinstance(number, Decimal) else str(number)
