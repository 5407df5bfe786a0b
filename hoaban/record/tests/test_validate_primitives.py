"""The primitive types of R4, value by value."""

from __future__ import annotations

import calendar
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hoaban.record.engine import structure
from hoaban.record.engine.validate.primitives import MAX_STRING, RULES

GOOD: dict[str, tuple[Any, ...]] = {
    "base64Binary": ("QQ==", "QUI=", "QUJD", " QU\nJD ", "+/+/"),
    "boolean": (True, False),
    "canonical": ("http://x.example/a|1", "#local"),
    "code": ("a", "a b", "mm[Hg]", "đỏ"),
    "date": ("0001", "1994", "1994-05", "1994-05-17", "2000-02-29", "9999-12-31"),
    "dateTime": (
        "2015",
        "2015-02",
        "2015-02-07",
        "2015-02-07T13:28:17+07:00",
        "2015-02-07T13:28:17.239Z",
        "2016-12-31T23:59:60Z",
        "2015-02-07T13:28:17-14:00",
    ),
    "decimal": (0, -7, 10**30, Decimal("1.50"), Decimal("-0.0"), Decimal("1E-20"), Decimal("6.02E23")),
    "id": ("a", "A-1.b", "0" * 64),
    "instant": ("2015-02-07T13:28:17.239+02:00", "2015-02-07T13:28:17Z"),
    "integer": (0, -2_147_483_648, 2_147_483_647),
    "markdown": ("# Đề mục\n\ttext",),
    "oid": ("urn:oid:1.2.3.4.5", "urn:oid:2.0"),
    "positiveInt": (1, 2_147_483_647),
    "string": ("x", " x", "một\u00a0hai", "a\u200bb", "😀", "x" * MAX_STRING),
    "time": ("00:00:00", "23:59:60", "07:30:00.5"),
    "unsignedInt": (0, 2_147_483_647),
    "uri": ("urn:oid:1.2", "https://x.example/đường", "abc"),
    "url": ("mailto:a@x.example",),
    "uuid": ("urn:uuid:c757873d-ec9a-4326-a141-556f43239520",),
    "xhtml": ("<div>x</div>", ' \n<div class="a">x</div>', "<div/>", "<div>" + "x" * MAX_STRING + "</div>"),
}
BAD: dict[str, tuple[Any, ...]] = {
    "base64Binary": ("", " ", "Q", "QQ=", "QQ", "=QQQ", "QQ==QQ==", "a-b_", "ă", 5, None),
    "boolean": ("true", 0, 1, None),
    "canonical": ("", "a b", 5),
    "code": ("", " a", "a ", "a  b", "\ta", 1, "a\x00"),
    "date": (
        "0000",
        "94",
        "1994-13",
        "1994-00",
        "1994-5",
        "1994-05-32",
        "1994-04-31",
        "1900-02-29",
        "19940517",
        "1994-W01-1",
        "1994-05-17T00:00:00Z",
        "1994-05-17\n",
        "١٩٩٤",
        "",
        19940517,
    ),
    "dateTime": (
        "2015-02-07T13:28:17",
        "2015-02-07T13:28Z",
        "2015-02-07 13:28:17Z",
        "2015-02-07T24:00:00Z",
        "2015-02-07T13:60:00Z",
        "2015-02-07T13:28:61Z",
        "2015-02-07T13:28:17+14:30",
        "2015-02-07T13:28:17+0700",
        "2015-02-07T13:28:17.Z",
        "2015-02-30T13:28:17Z",
        "",
    ),
    "decimal": ("1.5", True, None, 1.5, Decimal("NaN"), Decimal("Infinity"), Decimal("1E+5000"), 10**2_000),
    "id": ("", "a b", "a_b", "ă", "0" * 65, "a\n", 5),
    "instant": ("2015", "2015-02-07", "2015-02-07T13:28:17", "2015-02-31T13:28:17Z"),
    "integer": (2_147_483_648, -2_147_483_649, "1", True, Decimal("1.0"), 1.0),
    "markdown": ("", " \n", 5, "a\x0bb"),
    "oid": ("1.2.3", "urn:oid:3.1", "urn:oid:1.02", "urn:oid:1", ""),
    "positiveInt": (0, -1, 2_147_483_648, True),
    "string": ("", "  ", "\t\r\n", "a\x00", "a\x1f", "\ufffe", "\udfff", "x" * (MAX_STRING + 1), 5, None, []),
    "time": ("7:30:00", "07:30", "24:00:00", "07:30:00Z", "07:30:61"),
    "unsignedInt": (-1, 2_147_483_648, False),
    "uri": ("", "a b", "a\tb", "a\x00", 5),
    "url": ("", " "),
    "uuid": ("urn:uuid:C757873D-EC9A-4326-A141-556F43239520", "c757873d-ec9a-4326-a141-556f43239520", ""),
    "xhtml": ("", "x", "<p/>", "<divan/>", "<DIV/>", 5),
}


def test_every_primitive_of_r4_has_a_rule_and_cases() -> None:
    names = {name for name in GOOD if structure.is_primitive(name)}
    assert names == set(RULES) == set(BAD)
    assert set(structure._data()["primitives"]) == names


@pytest.mark.parametrize(("name", "value"), [(name, value) for name in GOOD for value in GOOD[name]])
def test_good_values_pass(name: str, value: Any) -> None:
    assert RULES[name](value, None, 1) is None


@pytest.mark.parametrize(("name", "value"), [(name, value) for name in BAD for value in BAD[name]])
def test_bad_values_are_refused(name: str, value: Any) -> None:
    found = RULES[name](value, None, 1)
    assert found
    assert found[0].code in {"value", "structure", "too-long"}


@given(st.integers(1, 9999), st.integers(1, 12), st.integers(1, 31))
def test_a_day_is_accepted_exactly_when_the_calendar_has_it(year: int, month: int, day: int) -> None:
    exists = day <= (calendar.monthrange(year, month)[1])
    text = f"{year:04}-{month:02}-{day:02}"
    assert (RULES["date"](text, None, 1) is None) == exists
    assert (RULES["dateTime"](f"{text}T00:00:00Z", None, 1) is None) == exists


@given(st.dates())
def test_every_day_of_the_calendar_is_a_date(day: date) -> None:
    assert RULES["date"](day.isoformat(), None, 1) is None


@given(st.text())
def test_the_quick_check_of_text_agrees_with_the_full_one(text: str) -> None:
    from hoaban.record.engine.validate.primitives import text_fault

    assert (RULES["string"](text, None, 1) is None) == (text_fault(text) is None)


@given(st.binary(min_size=1))
def test_any_bytes_in_base64_pass(data: bytes) -> None:
    import base64

    assert RULES["base64Binary"](base64.b64encode(data).decode(), None, 1) is None


def test_a_long_text_is_checked_in_linear_time() -> None:
    for text in ("a" + " " * 500_000, "a b" * 300_000 + "  ", "\t" * 500_000 + "a", "=" * 500_000):
        for name in ("code", "uri", "base64Binary", "oid", "string"):
            RULES[name](text, None, 1)
