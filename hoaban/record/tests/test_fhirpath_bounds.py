"""Whatever somebody sends as FHIRPath: a value or a named failure, in bounded time."""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hoaban.record.engine import fhirpath
from hoaban.record.engine.fhirpath import env, functions, lexer, parser
from hoaban.record.tests.test_fhirpath import LAN

WORDS = [
    *functions.FUNCTIONS, "name", "given", "birthDate", "contained", "Patient", "$this", "$index", "$total", "%resource", "%x",
    "'a'", "'[a-z]+'", "1", "2.50", "@2026-01-31", "@2026T", "@T10:30", "4 'mg'", "3 days", "true", "{}", "(", ")", "[", "]",
    ".", ",", "+", "-", "*", "/", "&", "|", "=", "~", "!=", "<", ">=", "is", "as", "in", "contains", "and", "or", "xor",
    "implies", "div", "mod", "Quantity", "System.String", "`", "'", "\\", "//", "/*",
]  # fmt: skip
ARGUMENTS = [
    "",
    "$this",
    "1",
    "'a'",
    "given",
    "'a', 'b'",
    "$this > 1, true",
    "Quantity",
    "{}",
    "@2026",
    "2 'mg'",
]
INPUTS = [
    "name",
    "birthDate",
    "1",
    "(1 | 2.5)",
    "'a'",
    "@2026-01",
    "@T10",
    "{}",
    "true",
    "3 'mg'",
    "%resource",
    "$this",
]


def evaluate(expression: str) -> None:
    """A value or a named failure; anything else fails the test."""
    try:
        path = fhirpath.compile(expression)
        for resource in (LAN, {}):
            path(resource)
            path.nodes(resource)
            path.boolean(resource)
    except fhirpath.FhirpathInvalid as failure:
        named(failure)


def named(failure: fhirpath.FhirpathInvalid) -> None:
    assert failure.message_vi
    assert failure.message_en


@given(st.text(max_size=200))
@settings(max_examples=300, deadline=5_000)
def test_any_text_gives_a_value_or_a_named_failure(text: str) -> None:
    evaluate(text)


@given(st.lists(st.sampled_from(WORDS), max_size=25), st.sampled_from(["", " "]))
@settings(max_examples=600, deadline=10_000)
def test_any_words_of_the_language_give_a_value_or_a_named_failure(words: list[str], between: str) -> None:
    evaluate(between.join(words))


@given(
    st.sampled_from(INPUTS),
    st.lists(
        st.tuples(st.sampled_from(sorted(functions.FUNCTIONS)), st.sampled_from(ARGUMENTS)),
        min_size=1,
        max_size=4,
    ),
    st.sampled_from(["", " = ", " ~ ", " | ", " + ", " < ", " and ", " & "]),
    st.sampled_from(INPUTS),
)
@settings(max_examples=800, deadline=10_000)
def test_any_call_gives_a_value_or_a_named_failure(
    first: str, calls: list[tuple[str, str]], operator: str, second: str
) -> None:
    called = first + "".join(f".{name}({arguments})" for name, arguments in calls)
    evaluate(called + (operator + second if operator else ""))


LONG = "('abcdefghij' | '')" + ".select($this & $this & $this & $this & $this & $this & $this & $this)" * 5
BOMBS = {
    "deep brackets": "(" * 5_000 + "1" + ")" * 5_000,
    "many signs": "-" * 10_000 + "1",
    "a long path": "name" + ".name" * 4_000,
    "a long sum": "1" + "+1" * 9_000,
    "deep calls": "iif(true, " * 3_000 + "1" + ")" * 3_000,
    "deep indexes": "name" + "[0" * 4_000,
    "too long": "1 + " * 10_000 + "1",
    "a repeat without end": "1.repeat($this + 1)",
    "a repeat that doubles": "1.repeat($this + 1 | $this + 2)",
    "texts that double": "descendants().aggregate($total & $total, 'ab')",
    "loops in loops": "descendants()" + ".select(%resource.descendants())" * 12,
    "loops inside loops": "descendants().all(" * 12 + "$this.exists()" + ")" * 12,
    "a large power": "10.power(1000000000)",
    "a large product": "1" + " * 999999999999" * 90,
    "a far date": "@2026 + 999999999999999 years",
    "a hostile pattern": f"{LONG}.select(matches('(a+)+(b|ab)*(.*.*.*.*)*x$'))",
    "a pattern of states": f"{LONG}.first().matches('((a{{0,100}}){{0,9}}b?){{0,1}}' & '.{{900}}')",
    "many long texts": f"{LONG}.first().select(upper()).toChars().select(%resource.descendants().count())",
    "large sets": f"{LONG}.first().toChars() ~ {LONG}.first().toChars()",
    "splits": f"{LONG}.first().split('a').split('b')",
}


@pytest.mark.parametrize("name", BOMBS)
def test_hostile_expressions_end_soon(name: str) -> None:
    began = time.process_time()

    evaluate(BOMBS[name])

    assert time.process_time() - began < 5 * env.SECONDS


def test_limits_are_named_as_such() -> None:
    for expression in ("1.repeat($this + 1)", "descendants().aggregate($total & $total, 'ab')"):
        with pytest.raises(fhirpath.TooCostly):
            fhirpath.compile(expression)(LAN)


def test_what_is_allowed_in_depth_and_length_works() -> None:
    deepest = "(" * (parser.MAX_DEPTH // 2 - 2) + "1" + ")" * (parser.MAX_DEPTH // 2 - 2)
    widest = " | ".join(["name.given.first()"] * 500)
    assert len(widest) < lexer.MAX_LENGTH

    assert fhirpath.compile(deepest)(LAN) == [1]
    assert fhirpath.compile(widest)(LAN) == ["Thị"]


def test_a_wide_resource_is_walked_whole() -> None:
    wide: dict[str, Any] = {"resourceType": "Patient", "name": [{"given": ["a", "b"]} for _ in range(20_000)]}

    assert fhirpath.compile("descendants().count()")(wide) == [60_000]
    assert fhirpath.compile("name.given.distinct()")(wide) == ["a", "b"]
