"""Texts: search, cut, change, split and join (FHIRPath 2.0.0, 5.6)."""

from __future__ import annotations

from typing import Any

from hoaban.record.engine.fhirpath import compiled, patterns
from hoaban.record.engine.fhirpath.compiled import Compiled
from hoaban.record.engine.fhirpath.env import Env, check_size, check_text
from hoaban.record.engine.fhirpath.functions.application import Application, Builder, Row, of_text
from hoaban.record.engine.fhirpath.model import BOOLEAN, INTEGER, STRING, Items, Kind, of_type


def _text(value: Any) -> str:
    compiled.need(value, str, "tham số là chuỗi", "a string argument")
    return str(value)


def _number(value: Any) -> int:
    compiled.need(value, int, "tham số là số nguyên", "an integer argument")
    return int(value)


def _substring(application: Application) -> Compiled:
    application.check_input(STRING, vi="một chuỗi", en="a string")
    single = compiled.one(application.base)
    start, length = application.optional(0), application.optional(1)

    def value(this: Items, env: Env) -> str | None:
        text = single(this, env)
        first = start(this, env) if start is not None else None
        if text is None or first is None:
            return None
        text, first = _text(text), _number(first)
        if not 0 <= first < len(text):
            return None
        count = length(this, env) if length is not None else None
        return text[first:] if count is None else text[first : first + max(_number(count), 0)]

    return compiled.of_value(value, of_type(STRING))


def _replace(text: str, old: Any, new: Any) -> str:
    old, new = _text(old), _text(new)
    check_text(len(text) + (text.count(old) if old else len(text) + 1) * len(new))
    return text.replace(old, new)


def _many(cut: Any) -> Builder:
    """A function that makes several texts of one."""

    def build(application: Application) -> Compiled:
        application.check_input(STRING, vi="một chuỗi", en="a string")
        single, argument = compiled.one(application.base), application.optional(0)

        def run(this: Items, env: Env) -> Items:
            text = single(this, env)
            if text is None:
                return compiled.EMPTY
            given = [] if argument is None else [argument(this, env)]
            return compiled.EMPTY if None in given else check_size(cut(_text(text), *map(_text, given)))

        return Compiled(run, of_type(STRING, single=False))

    return build


def _join(application: Application) -> Compiled:
    application.check_input(STRING, vi="các chuỗi", en="strings")
    run, separator = compiled.values(application.base), application.optional(0)

    def value(this: Items, env: Env) -> str | None:
        between = "" if separator is None else separator(this, env)
        texts = [_text(each) for each in run(this, env)]
        if between is None or not texts:
            return None
        check_text(sum(map(len, texts)) + len(_text(between)) * len(texts))
        return str(between).join(texts)

    return compiled.of_value(value, of_type(STRING))


def _contains(text: str, part: Any) -> bool:
    return _text(part) in text


def _matched(*, whole: bool) -> Builder:
    """``matches``, ``matchesFull``; a literal pattern is compiled once."""

    def build(application: Application) -> Compiled:
        application.check_input(STRING, vi="một chuỗi", en="a string")
        single, argument = compiled.one(application.base), application.argument(0)
        if isinstance(argument.constant, str):
            fixed = patterns.pattern(argument.constant)
            return compiled.of_truth(
                lambda this, env: patterns.found(fixed, single(this, env), env, whole=whole)
            )
        given = compiled.one(argument)

        def truth(this: Items, env: Env) -> bool | None:
            pattern = given(this, env)
            if pattern is None:
                return None
            return patterns.found(patterns.pattern(_text(pattern)), single(this, env), env, whole=whole)

        return compiled.of_truth(truth)

    return build


def _replace_matches(application: Application) -> Compiled:
    application.check_input(STRING, vi="một chuỗi", en="a string")
    single = compiled.one(application.base)
    pattern, new = compiled.one(application.argument(0)), compiled.one(application.argument(1))

    def value(this: Items, env: Env) -> str | None:
        text, old, replacement = single(this, env), pattern(this, env), new(this, env)
        if text is None or old is None or replacement is None:
            return None
        return patterns.replaced(_text(text), _text(old), _text(replacement), env)

    return compiled.of_value(value, Kind((STRING,), bare=True, single=True))


ROWS: dict[str, Row] = {
    "indexOf": (1, 1, of_text(lambda text, part: text.find(_text(part)), INTEGER)),
    "lastIndexOf": (1, 1, of_text(lambda text, part: text.rfind(_text(part)), INTEGER)),
    "substring": (1, 2, _substring),
    "startsWith": (1, 1, of_text(lambda text, part: text.startswith(_text(part)), BOOLEAN)),
    "endsWith": (1, 1, of_text(lambda text, part: text.endswith(_text(part)), BOOLEAN)),
    "contains": (1, 1, of_text(_contains, BOOLEAN)),
    "upper": (0, 0, of_text(str.upper, STRING)),
    "lower": (0, 0, of_text(str.lower, STRING)),
    "replace": (2, 2, of_text(_replace, STRING)),
    "matches": (1, 1, _matched(whole=False)),
    "matchesFull": (1, 1, _matched(whole=True)),
    "replaceMatches": (2, 2, _replace_matches),
    "length": (0, 0, of_text(len, INTEGER)),
    "toChars": (0, 0, _many(list)),
    "trim": (0, 0, of_text(str.strip, STRING)),
    "split": (1, 1, _many(lambda text, separator: text.split(separator) if separator else list(text))),
    "join": (0, 1, _join),
}
