"""JSON in and out without loss."""

from __future__ import annotations

import copy
import json
import pickle
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hoaban.record.engine import parse_json
from hoaban.record.engine.parse_json import ExactDecimal, NotJson, dumps, loads, loads_array

# What UTF-8 can hold: every character but the surrogates.
text = st.text(st.characters(exclude_categories=["Cs"]))
numbers = st.builds(
    "{}{}{}{}".format,
    st.sampled_from(["", "-"]),
    st.integers(0, 10**25),
    st.just("") | st.integers(0, 10**25).map(".{:09}".format) | st.sampled_from([".0", ".50", ".0000000"]),
    st.sampled_from(["", "", "", "e5", "E-7", "e+300", "E0"]),
)


def written(value: Any, *, spaced: bool, ascii_only: bool) -> str:
    """JSON text of a tree in which ``Number`` stands for a number written in its own way."""
    if isinstance(value, Number):
        return value.text
    if isinstance(value, dict):
        colon, comma = (" : ", "\n, ") if spaced else (":", ",")
        pairs = (
            written(key, spaced=spaced, ascii_only=ascii_only)
            + colon
            + written(item, spaced=spaced, ascii_only=ascii_only)
            for key, item in value.items()
        )
        return "{" + comma.join(pairs) + "}"
    if isinstance(value, list):
        items = (written(item, spaced=spaced, ascii_only=ascii_only) for item in value)
        return "[" + (" , " if spaced else ",").join(items) + "]"
    return json.dumps(value, ensure_ascii=ascii_only)


class Number:
    def __init__(self, text: str) -> None:
        self.text = text


leaves = st.none() | st.booleans() | text | numbers.map(Number)
trees = st.dictionaries(
    text, st.recursive(leaves, lambda inner: st.lists(inner) | st.dictionaries(text, inner), max_leaves=6)
)


def plain(value: Any) -> Any:
    """The tree with each number as (its text)."""
    if isinstance(value, Number):
        return ("number", value.text)
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return ("number", str(value))
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value


@settings(max_examples=50, deadline=None)
@given(trees, st.booleans(), st.booleans())
def test_reading_loses_nothing_however_it_is_written(tree: Any, spaced: bool, ascii_only: bool) -> None:
    read = loads(written(tree, spaced=spaced, ascii_only=ascii_only).encode())
    assert plain(read) == plain(tree)
    assert list(read) == list(tree)


@settings(max_examples=40, deadline=None)
@given(trees)
def test_writing_what_was_read_gives_the_same_bytes_again(tree: Any) -> None:
    once = dumps(loads(written(tree, spaced=True, ascii_only=True).encode()))
    assert dumps(loads(once)) == once


@given(numbers)
def test_a_number_keeps_its_text(number: str) -> None:
    for data in (f'{{"v":{number}}}'.encode(), f'{{ "v": {number} }}'.encode()):
        read = loads(data)
        assert not isinstance(read["v"], float)
        assert dumps(read) == f'{{"v":{number}}}'.encode()
        assert read["v"] == Decimal(number)


@settings(max_examples=40, deadline=None)
@given(trees, st.data())
def test_a_key_given_twice_is_refused_wherever_it_stands(tree: dict[str, Any], data: st.DataObject) -> None:
    key = data.draw(text)
    inner = f'{{{json.dumps(key)}:1,"x\'":[{{}}],{json.dumps(key, ensure_ascii=False)}:1}}'
    outer = written({**tree, "k": None}, spaced=data.draw(st.booleans()), ascii_only=False)
    broken = outer[: outer.rindex("null")] + inner + outer[outer.rindex("null") + 4 :]
    if key == "x'":
        return
    with pytest.raises(NotJson, match="a key appears twice"):
        loads(broken.encode())


@given(st.binary(max_size=40))
def test_any_bytes_give_an_object_or_a_clear_refusal(data: bytes) -> None:
    try:
        read = loads(data)
    except NotJson:
        return
    assert loads(dumps(read)) == read


@pytest.mark.parametrize(
    ("data", "place"),
    [
        (b"", "character 0"),
        (b"[]", "byte 0"),
        (b'"x"', "byte 0"),
        (b"null", "byte 0"),
        (b'{"a":1} x', "character 8"),
        (b'{"a":1}{"b":2}', "character 7"),
        (b'{"a":1,}', "character 7"),
        (b'{"a" 1}', "character 5"),
        (b"{'a':1}", "character 1"),
        (b'{"a":01}', "character 6"),
        (b'{"a":1.}', "character 6"),
        (b'{"a":+1}', "character 5"),
        (b'{"a":.5}', "character 5"),
        (b'{"a":"\x01"}', "character 6"),
        (b'{"a":"\\x"}', "character 6"),
        (b'{"a":tru}', "character 5"),
        (b'{"a":"\xff"}', "byte 6"),
        (b'{"a":"\xed\xa0\x80"}', "byte 6"),
        (b"\xef\xbb\xbf{}", "byte 0"),
        ('{"a":1}'.encode("utf-16"), "byte 0"),
        (b'{"n":"NaN","a":NaN}', "character 15"),
        (b'{"a":-Infinity}', "character 5"),
        (b'{"a":Infinity}', "character 5"),
        (b'{"b":"1e99999999999999999999","a":1e99999999999999999999}', "character 34"),
        (b'{"a":' + b"1" * 401 + b"}", "character 5"),
        (b'{"a":1.' + b"1" * 401 + b"}", "character 5"),
        (b'{"b":"x","a":"\\ud800"}', "character 13"),
        (b'{"a":"\\udc00\\ud800"}', "character 5"),
        (b'{"\\ud800":1}', "character 1"),
        (b'{"a":1,"a":1}', "character 7"),
        (b'{"a":1,"\\u0061":1}', "character 7"),
        (b'{"b":["a","a"],"a":{"c":"a","a":1,"c":2}}', "character 34"),
    ],
)
def test_what_is_not_our_json_is_refused_with_its_place(data: bytes, place: str) -> None:
    with pytest.raises(NotJson) as refusal:
        loads(data)
    assert refusal.value.place == place
    assert refusal.value.status == 400


def test_escapes_of_whole_characters_are_read() -> None:
    assert loads(b'{"a":"\\ud83d\\ude00","b":"\\\\ud800","c":"\\u00e0"}') == {
        "a": "😀",
        "b": "\\ud800",
        "c": "à",
    }


def test_depth_is_bounded_exactly_and_depth_bombs_are_harmless() -> None:
    deepest = b'{"a":' * 99 + b"[1]" + b"}" * 99
    assert loads(deepest)
    for data in (b'{"a":' + deepest + b"}", b'{"a": ' + deepest + b"}"):
        with pytest.raises(NotJson, match="nested"):
            loads(data)
    for bomb in (b"[" * 500_000, b'{"a":' * 500_000, b'{"a":' * 5_000 + b"1" + b"}" * 5_000):
        with pytest.raises(NotJson):
            loads(bomb)
    assert loads(b'{"a":"' + b"[" * 500 + b'"}')


def test_an_array_is_read_where_one_is_wanted() -> None:
    assert loads_array(b'[{"op":"test","path":"/a","value":1.50}]')[0]["value"] == Decimal("1.50")
    assert loads_array(b" [ ] ") == []
    for data in (b"{}", b"null", b"1", b'"["', b"[1,]", b'[{"a":1,"a":1}]', b"[" * 100 + b"[" + b"]" * 101):
        with pytest.raises(NotJson):
            loads_array(data)


def test_length_is_bounded() -> None:
    assert loads(b'{"a":1}', max_bytes=7)
    with pytest.raises(NotJson, match="longer than 6 bytes"):
        loads(b'{"a":1}', max_bytes=6)


@pytest.mark.parametrize(
    "value", [Decimal("NaN"), Decimal("Infinity"), {1, 2}, object(), "\ud800", {1: 2}, date(2026, 3, 2)]
)
def test_what_is_no_json_cannot_be_written(value: Any) -> None:
    with pytest.raises(TypeError):
        dumps({"a": value})


def test_an_exact_number_survives_copies() -> None:
    number = loads(b'{"a":1e3}')["a"]
    assert isinstance(number, ExactDecimal)
    assert number == 1000
    for twin in (copy.copy(number), copy.deepcopy(number), pickle.loads(pickle.dumps(number))):  # noqa: S301
        assert str(twin) == "1e3"
    assert str(number + 1) == str(Decimal("1e3") + 1)


def test_plain_decimals_stay_plain() -> None:
    for number in (b"1.50", b"-0.0", b"0.000001", b"100.0"):
        assert type(loads(b'{"a":%s}' % number)["a"]) is Decimal
    assert type(loads(b'{"a":12}')["a"]) is int
    assert parse_json.dumps({"a": Decimal("1E+2")}) == b'{"a":1E+2}'
