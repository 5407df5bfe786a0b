"""A form being filled in: a tree of blanks, one for each occurrence of an item, read from a response and written back.

Items that were left out have an empty blank, so that what is asked of them can be asked; a repeating group has as
many as were filled in.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from hoaban.record.shapes import Json
from hoaban.shared.forms.fhir import values
from hoaban.shared.forms.fhir.extensions import value_in
from hoaban.shared.forms.fhir.shapes import Fault, Form, Item, Kind, Value

MAX_BLANKS = 5_000
_FAULTS = {
    "unknown-item": ("biểu mẫu không có mục này ở đây", "the form has no such item here"),
    "repeated": ("mục này chỉ ghi một lần", "this item stands only once"),
    "too-large": (f"quá {MAX_BLANKS} chỗ điền", f"over {MAX_BLANKS} blanks"),
    "misplaced": ("mục con phải nằm trong một câu trả lời", "items below a question stand in its answer"),
    "no-question": ("mục này không phải câu hỏi", "this item is no question"),
    "wrong-type": ("câu trả lời sai kiểu", "the answer has a wrong type"),
}


@dataclass(slots=True, eq=False)
class Answer:
    """``number``: its position among the answers as they were given, from 1."""

    value: Value
    number: int = 1
    blanks: list[Blank] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Blank:
    """One occurrence of an item. ``under``: the answer of ``parent`` that it stands below."""

    item: Item
    place: str
    parent: Blank | None = None
    under: Answer | None = None
    answers: list[Answer] = field(default_factory=list)
    blanks: list[Blank] = field(default_factory=list)
    is_open: bool = True
    """Whether it is asked for: no condition closes it or what it stands in."""

    @property
    def values(self) -> list[Value]:
        """Its answers as far as they count: a closed blank has none."""
        return [answer.value for answer in self.answers] if self.is_open else []

    def inside(self) -> Iterator[Blank]:
        """The blanks right below it."""
        yield from self.blanks
        for answer in self.answers:
            yield from answer.blanks

    def place_of(self, number: int) -> str:
        """Where its answer of this number stands."""
        return f"{self.place}#{number}" if self.item.repeats else self.place

    def json(self) -> Json:
        """What a response says of it, without what is closed."""
        found: Json = {"linkId": self.item.link_id}
        if self.item.words.vi:
            found["text"] = self.item.words.vi
        if self.is_open and self.answers:
            found["answer"] = answers_json(self)
        below = _written(self.blanks)
        return {**found, "item": below} if below else found


class Sheet:
    """All blanks of one response to one form."""

    def __init__(self, form: Form, response: Json) -> None:
        self.form, self._response = form, response
        self.faults: list[Fault] = []
        """What stands in the response and does not fit the form."""
        self.unsettled: list[Fault] = []
        """What could not be calculated or told; a draft may be so for a while."""
        self._room = MAX_BLANKS
        self.blanks = self._blanks(form.items, response.get("item", []), None, None)
        blanks = list(self.all())
        self.order = {id(blank): number for number, blank in enumerate(blanks)}
        self._last = self._ends(blanks)
        self.of: dict[str, list[Blank]] = {}
        for blank in blanks:
            self.of.setdefault(blank.item.link_id, []).append(blank)
        self._numbers = {name: [self.order[id(one)] for one in found] for name, found in self.of.items()}

    def nearest(self, link_id: str, blank: Blank) -> Blank | None:
        """The occurrence of an item that is meant at a blank.

        In the closest container that has any it is the last one before the blank, else the first one after it.
        """
        candidates, numbers = self.of.get(link_id, []), self._numbers.get(link_id, [])
        here: Blank | None = blank
        while here is not None:
            beside = self._beside(here)
            first, last = self.order[id(beside[0])], self._last[id(beside[-1])]
            low, high = bisect_left(numbers, first), bisect_right(numbers, last)
            if low < high:
                after = bisect_left(numbers, self.order[id(blank)], low, high)
                return candidates[after - 1 if after > low else after]
            here = here.parent
        return None

    def _beside(self, blank: Blank) -> list[Blank]:
        """What stands in the same container, the blank itself included."""
        if blank.under is not None:
            return blank.under.blanks
        return self.blanks if blank.parent is None else blank.parent.blanks

    def _ends(self, blanks: list[Blank]) -> dict[int, int]:
        """The number of the last blank in each blank."""
        found: dict[int, int] = {}
        for blank in reversed(blanks):
            below = [found[id(one)] for one in blank.inside()]
            found[id(blank)] = max([self.order[id(blank)], *below])
        return found

    def all(self) -> Iterator[Blank]:
        """Every blank, in the order of the form."""
        waiting = list(reversed(self.blanks))
        while waiting:
            blank = waiting.pop()
            yield blank
            waiting.extend(reversed(list(blank.inside())))

    def json(self) -> Json:
        """The response as it stands."""
        rest = {name: value for name, value in self._response.items() if name != "item"}
        items = _written(self.blanks)
        return {**rest, "item": items} if items else rest

    def _blanks(
        self, items: tuple[Item, ...], found: list[Json], parent: Blank | None, under: Answer | None
    ) -> list[Blank]:
        """The blanks of one container, of what is written there and of what is not."""
        above = _above(parent, under)
        written: dict[str, list[Json]] = {}
        known = {item.link_id for item in items}
        for json in found:
            if json["linkId"] in known:
                written.setdefault(json["linkId"], []).append(json)
            else:
                self._fault("unknown-item", above + json["linkId"])
        return [
            blank
            for item in items
            for blank in self._occurrences(item, written.get(item.link_id, []), above, parent, under)
        ]

    def _occurrences(
        self, item: Item, found: list[Json], above: str, parent: Blank | None, under: Answer | None
    ) -> Iterator[Blank]:
        many = item.repeats and item.kind is Kind.GROUP
        if len(found) > 1 and not many:
            self._fault("repeated", above + item.link_id)
            found = found[:1]
        for number, json in enumerate(found if many else found or [{}], start=1):
            if self._room <= 0:
                self._fault("too-large", above + item.link_id)
                return
            self._room -= 1
            place = f"{above}{item.link_id}#{number}" if many else above + item.link_id
            yield self._blank(Blank(item, place, parent, under), json)

    def _blank(self, blank: Blank, json: Json) -> Blank:
        item = blank.item
        if item.kind is Kind.GROUP:
            blank.blanks = self._blanks(item.items, json.get("item", []), blank, None)
        elif json.get("item"):
            self._fault("misplaced", blank.place)
        answers = json.get("answer", [])
        if answers and not item.kind.is_question:
            self._fault("no-question", blank.place)
            return blank
        for number, one in enumerate(answers, start=1):
            value = value_in(one)
            if value is None or value.type not in values.types_of(item):
                self._fault("wrong-type", blank.place_of(number))
                continue
            answer = Answer(value, number)
            blank.answers.append(answer)
            answer.blanks = self._blanks(item.items, one.get("item", []), blank, answer)
        return blank

    def _fault(self, code: str, place: str) -> None:
        self.faults.append(Fault(code, place, *_FAULTS[code]))


def _above(parent: Blank | None, under: Answer | None) -> str:
    if parent is None:
        return ""
    return f"{parent.place if under is None else parent.place_of(under.number)}/"


def by_item(blanks: list[Blank]) -> dict[str, list[Blank]]:
    """The blanks of one container by the items that they are occurrences of."""
    found: dict[str, list[Blank]] = {}
    for blank in blanks:
        found.setdefault(blank.item.link_id, []).append(blank)
    return found


def answers_json(blank: Blank) -> list[Json]:
    """The answers of a blank, with what stands below them, as a response has them."""
    return [_answer_json(answer) for answer in blank.answers]


def _answer_json(answer: Answer) -> Json:
    found: dict[str, Any] = {f"value{answer.value.type}": answer.value.json}
    below = _written(answer.blanks)
    return {**found, "item": below} if below else found


def _written(blanks: list[Blank]) -> list[Json]:
    """What is worth writing: answered questions and groups with something in them."""
    found = (blank.json() for blank in blanks if blank.is_open)
    return [json for json in found if "answer" in json or "item" in json]
