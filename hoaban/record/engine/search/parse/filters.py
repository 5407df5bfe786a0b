"""``_filter``: a condition in words, read into the same criteria as plain parameters. Grammar: FHIR R4, search_filter.

``name co "van" and (birthdate lt 1990 or not (gender eq male))``; paths may follow references, with a condition on what
is passed: ``subject:Patient[gender eq male].organization.name sw "tram"``. ``and`` binds closer than ``or``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass

from hoaban.record.engine.search.criteria import Criterion, Every, Not, Where, either
from hoaban.record.engine.search.parameter import Parameter
from hoaban.record.engine.search.parse import criteria, names, values
from hoaban.record.engine.search.parse.criteria import Context
from hoaban.record.engine.search.parse.faults import IllFormed, NotSupported
from hoaban.record.engine.search.parse.names import Plain

MOST_TERMS = 50
DEEPEST = 20
_TOKEN = re.compile(
    r"""\s*(?:(?P<sign>[()\[\].])|(?P<text>"(?:[^"\\]|\\.)*")|(?P<word>[A-Za-z_][\w\-:]*)(?=[\s()\[\].]|$))"""
)
_VALUE = re.compile(r"""\s*(?:(?P<text>"(?:[^"\\]|\\.)*")|(?P<raw>[^\s)\]"][^\s)\]]*))""")
_STRINGS = {"eq": Where.WHOLE, "co": Where.ANYWHERE, "sw": Where.START, "ew": Where.END}
_ORDERED = ("eq", "ne", "gt", "lt", "ge", "le", "sa", "eb", "ap")
_MODIFIERS = {
    "token": {"eq": "", "in": "in", "ni": "not-in", "ss": "below", "sb": "above"},
    "uri": {"eq": "", "ss": "below", "sb": "above"},
    "reference": {"eq": "", "re": ""},
}


@dataclass(frozen=True, slots=True)
class Step:
    """One name of a path, and what must hold of what it leads to."""

    name: str
    condition: Condition | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    path: tuple[Step, ...]
    operator: str
    value: str


@dataclass(frozen=True, slots=True)
class Both:
    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Any:
    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Opposite:
    part: Condition


Condition = Comparison | Both | Any | Opposite


def read(kind: str, text: str, context: Context) -> Criterion:
    """What a filter over ``kind`` asks for. :raises Fault: it cannot be read, or names something that is not served."""
    if criteria.CONTROL.search(text) or len(text) > criteria.LENGTH:
        raise IllFormed("bộ lọc có ký tự lạ hoặc quá dài", "the filter has odd characters or is too long")
    return _meaning(kind, _Reader(text).whole(), context)


class _Reader:
    """Reads a filter from left to right."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._terms = 0

    def whole(self) -> Condition:
        found = self._any(0)
        if self._text[self._at :].strip():
            raise self._fault()
        return found

    def _any(self, depth: int) -> Condition:
        if depth > DEEPEST:
            raise IllFormed("bộ lọc lồng quá sâu", "the filter is nested too deeply")
        return self._row("or", lambda: self._row("and", lambda: self._one(depth), Both), Any)

    def _row(
        self, word: str, part: Callable[[], Condition], join: Callable[[tuple[Condition, ...]], Condition]
    ) -> Condition:
        parts = [part()]
        while self._take(word):
            parts.append(part())
        return parts[0] if len(parts) == 1 else join(tuple(parts))

    def _one(self, depth: int) -> Condition:
        if self._take("("):
            return self._closed(self._any(depth + 1), ")")
        start = self._at
        if self._take("not") and self._take("("):
            return Opposite(self._closed(self._any(depth + 1), ")"))
        self._at = start
        return self._comparison(depth)

    def _comparison(self, depth: int) -> Condition:
        self._terms += 1
        if self._terms > MOST_TERMS:
            raise IllFormed(f"tối đa {MOST_TERMS} điều kiện", f"at most {MOST_TERMS} conditions")
        path = [self._step(depth)]
        while self._take("."):
            path.append(self._step(depth))
        operator = self._word()
        match = _VALUE.match(self._text, self._at)
        if match is None:
            raise self._fault()
        self._at = match.end()
        return Comparison(tuple(path), operator, match["raw"] or _text_of(match["text"]))

    def _step(self, depth: int) -> Step:
        name = self._word()
        return Step(name, self._closed(self._any(depth + 1), "]") if self._take("[") else None)

    def _word(self) -> str:
        match = _TOKEN.match(self._text, self._at)
        if match is None or not match["word"]:
            raise self._fault()
        self._at = match.end()
        return match["word"]

    def _take(self, wanted: str) -> bool:
        match = _TOKEN.match(self._text, self._at)
        if match is None or (match["sign"] or match["word"]) != wanted:
            return False
        self._at = match.end()
        return True

    def _closed(self, found: Condition, sign: str) -> Condition:
        if not self._take(sign):
            raise self._fault()
        return found

    def _fault(self) -> IllFormed:
        return IllFormed(
            f"bộ lọc không đọc được từ ký tự {self._at + 1}",
            f"the filter cannot be read from character {self._at + 1}",
        )


def _text_of(quoted: str) -> str:
    try:
        return str(json.loads(quoted))
    except ValueError:
        raise IllFormed(
            "chuỗi trong bộ lọc không đúng", "a string in the filter is not well formed"
        ) from None


def _meaning(kind: str, condition: Condition, context: Context) -> Criterion:
    match condition:
        case Both(parts):
            return Every(tuple(_meaning(kind, part, context) for part in parts))
        case Any(parts):
            return either(_meaning(kind, part, context) for part in parts)
        case Opposite(part):
            return Not(_meaning(kind, part, context))
        case Comparison(path, operator, value):
            return _followed(kind, path, operator, value, context)


def _followed(kind: str, path: tuple[Step, ...], operator: str, value: str, context: Context) -> Criterion:
    step, rest = path[0], path[1:]
    if not rest:
        if step.condition:
            raise NotSupported(
                "điều kiện [..] phải đứng giữa đường dẫn", "a condition [..] must stand inside a path"
            )
        return _compared(kind, step.name, operator, value, context)
    if len(path) > names.MOST_HOPS:
        raise NotSupported("đường dẫn quá dài", "the path is too long")
    code, _, target_kind = step.name.partition(":")
    passed = step.condition

    def beyond(target: str) -> Criterion:
        inner = _followed(target, rest, operator, value, context)
        return Every((_meaning(target, passed, context), inner)) if passed else inner

    return criteria.follow(kind, code, target_kind, beyond, context)


def _compared(kind: str, text: str, operator: str, value: str, context: Context) -> Criterion:
    name = names.parse(text)
    written = re.sub(r"([,$\\])", r"\\\1", value)
    if not isinstance(name, Plain):  # _has
        if operator != "eq":
            raise _unfit(operator)
        return criteria.read(kind, name, written, context)
    if operator == "pr":
        missing = "false" if values.boolean(value) else "true"
        return criteria.read(kind, Plain(name.code, "missing"), missing, context)
    parameter = None if name.code == "_list" else criteria.parameter_of(kind, name.code)
    if operator == "ne" and (parameter is None or parameter.type not in ("date", "number", "quantity")):
        return Not(_compared(kind, text, "eq", value, context))
    if parameter is None:
        return criteria.read(kind, name, written, context)
    return _of_parameter(parameter, operator, value, written, context)


def _of_parameter(
    parameter: Parameter, operator: str, value: str, written: str, context: Context
) -> Criterion:
    if parameter.type == "string" and operator in _STRINGS:
        context.require(parameter)
        return values.containing(parameter, values.escape(value), _STRINGS[operator])
    if parameter.type == "date" and operator == "po":
        context.require(parameter)
        return criteria.date(parameter, written, context, prefix="po")
    modifier = _MODIFIERS.get(parameter.type, {}).get(operator)
    if modifier is not None:
        return criteria.read(parameter.resource_type, Plain(parameter.code, modifier), written, context)
    if parameter.type in ("date", "number", "quantity") and operator in _ORDERED:
        return criteria.read(parameter.resource_type, Plain(parameter.code), operator + written, context)
    raise _unfit(operator)


def _unfit(operator: str) -> NotSupported:
    shown = re.sub(r"\W", "?", operator[:16])
    return NotSupported(f"phép so {shown} không dùng được ở đây", f"the operator {shown} cannot be used here")
