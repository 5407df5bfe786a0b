"""Random ``_filter``: conditions joined by and, or, not, over paths with conditions of their own on the way."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from hoaban.kernel.vietnamese import fold
from hoaban.record.tests.differential import tables
from hoaban.record.tests.differential.asks import (
    Ask,
    Finds,
    Test,
    date_test,
    followed,
    moment,
    of_each,
    values_of,
)
from hoaban.record.tests.differential.tables import Name
from hoaban.record.tests.differential.village import ICD10, LOINC, WORDS

_DATE_OPERATORS = ("eq", "ne", "gt", "ge", "lt", "le", "sa", "eb")


def filter_ask(chance: Random, kind: str) -> Ask:
    """A random filter over a type."""
    text, finds = _condition(chance, kind, depth=2)
    return Ask("_filter", text, finds)


def _condition(chance: Random, kind: str, depth: int) -> tuple[str, Finds]:
    way = chance.random()
    if depth and way < 0.45:
        left, right = _condition(chance, kind, depth - 1), _condition(chance, kind, depth - 1)
        if way < 0.25:
            return f"({left[0]}) and ({right[0]})", lambda sight: left[1](sight) & right[1](sight)
        return f"({left[0]}) or ({right[0]})", lambda sight: left[1](sight) | right[1](sight)
    if depth and way < 0.6:
        text, finds = _condition(chance, kind, depth - 1)
        return f"not ({text})", lambda sight: set(sight.by_kind.get(kind, ())) - finds(sight)
    forward = [name for name in tables.LINKS if name[0] == kind]
    if depth and forward and way < 0.8:
        return _path(chance, chance.choice(forward), depth)
    return _comparison(chance, kind)


def _path(chance: Random, name: Name, depth: int) -> tuple[str, Finds]:
    target = tables.LINKS[name][0]
    typed = f":{target}" if name in tables.MUST_BE_NAMED else ""
    text, beyond = _comparison(chance, target)
    if chance.random() < 0.5:
        passed, on_the_way = _condition(chance, target, depth - 1)
        return f"{name[1]}{typed}[{passed}].{text}", followed(
            name, lambda sight: beyond(sight) & on_the_way(sight)
        )
    return f"{name[1]}{typed}.{text}", followed(name, beyond)


def _comparison(chance: Random, kind: str) -> tuple[str, Finds]:
    drawn = [
        name for table in (tables.STRINGS, tables.DATES, tables.TOKENS) for name in table if name[0] == kind
    ]
    name = chance.choice(drawn)
    values = values_of(name)
    assert values
    if chance.random() < 0.15:
        present = chance.random() < 0.5
        return f"{name[1]} pr {str(present).lower()}", of_each(kind, lambda one: bool(values(one)) is present)
    if name in tables.STRINGS:
        return _string(chance, name)
    if name in tables.DATES:
        operator, value = chance.choice(_DATE_OPERATORS), moment(chance, name)
        return f"{name[1]} {operator} {value}", of_each(kind, date_test(values, [(operator, value)]))
    return _token(chance, name)


def _string(chance: Random, name: Name) -> tuple[str, Finds]:
    operator, word = (
        chance.choice(["eq", "ne", "co", "sw", "ew"]),
        chance.choice([*WORDS, "Sở Y tế", "Lò Văn An"]),
    )
    tests: dict[str, Callable[[str], bool]] = {
        "eq": lambda text: fold(text) == fold(word),
        "co": lambda text: fold(word) in fold(text),
        "sw": lambda text: fold(text).startswith(fold(word)),
        "ew": lambda text: fold(text).endswith(fold(word)),
    }
    holds, values, opposite = tests[operator.replace("ne", "eq")], tables.STRINGS[name], operator == "ne"
    test: Test = lambda one: any(map(holds, values(one))) is not opposite  # noqa: E731
    return f'{name[1]} {operator} "{word}"', of_each(name[0], test)


def _token(chance: Random, name: Name) -> tuple[str, Finds]:
    operator, code = (
        chance.choice(["eq", "ne"]),
        chance.choice([*ICD10, *LOINC, "male", "final", "finished", "1", "3"]),
    )
    values, opposite = tables.TOKENS[name], operator == "ne"

    def test(one: dict[str, object]) -> bool:
        codes = [
            each.get("code", each.get("value")) if isinstance(each, dict) else each for each in values(one)
        ]
        return (code in codes) is not opposite

    return f"{name[1]} {operator} {code}", of_each(name[0], test)
