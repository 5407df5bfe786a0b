"""``_filter`` says the same as plain parameters, and what cannot be read is refused with its place."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hoaban.record.engine.search.criteria import (
    Containing,
    Criterion,
    Dates,
    Either,
    Every,
    Keys,
    Not,
    Where,
    flat,
)
from hoaban.record.engine.search.parse import parse
from hoaban.record.engine.search.query import SearchRefused

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def plain(kind: str, *params: tuple[str, str]) -> tuple[Criterion, ...]:
    return parse(kind, params, now=NOW).criteria


def filtered(kind: str, text: str) -> tuple[Criterion, ...]:
    return plain(kind, ("_filter", text))


@pytest.mark.parametrize(
    ("kind", "text", "params"),
    [
        ("Patient", "gender eq male", [("gender", "male")]),
        ("Patient", "gender eq male and birthdate lt 1990", [("gender", "male"), ("birthdate", "lt1990")]),
        ("Patient", "((gender eq male))", [("gender", "male")]),
        ("Observation", "code eq http://loinc.org|1-2", [("code", "http://loinc.org|1-2")]),
        ("Observation", 'code eq "a,b"', [("code", r"a\\,b")]),
        ("Observation", "code in http://hl7.org/fhir/ValueSet/observation-status",
         [("code:in", "http://hl7.org/fhir/ValueSet/observation-status")]),
        ("Observation", "encounter pr false", [("encounter:missing", "true")]),
        ("Observation", "date ge 2024-05", [("date", "ge2024-05")]),
        ("Observation", "subject eq Patient/1", [("subject", "Patient/1")]),
        ("Observation", "subject:Patient.name co an", [("subject:Patient.name:contains", "an")]),
        ("Observation", "_id eq 1", [("_id", "1")]),
        ("Observation", "_list eq 1", [("_list", "1")]),
        ("ValueSet", "url sb http://a.example/x", [("url:above", "http://a.example/x")]),
    ],
)  # fmt: skip
def test_a_filter_says_what_plain_parameters_say(kind: str, text: str, params: list[tuple[str, str]]) -> None:
    assert filtered(kind, text) == plain(
        kind, *[(name, value.replace("\\\\", "\\")) for name, value in params]
    )


def test_and_binds_closer_than_or() -> None:
    (found,) = filtered("Patient", "gender eq male or gender eq female and active eq true")
    assert isinstance(found, Either)
    assert [type(each) for each in found.criteria] == [Keys, Every]


def test_strings_are_compared_whole_or_in_part() -> None:
    for operator, where in (
        ("eq", Where.WHOLE),
        ("co", Where.ANYWHERE),
        ("sw", Where.START),
        ("ew", Where.END),
    ):
        (found,) = filtered("Patient", f'name {operator} "Lò Văn"')
        assert isinstance(found, Containing)
        assert (found.parts, found.where) == (("lo van",), where)
    (other,) = filtered("Patient", "name ne an")
    assert isinstance(other, Not)


def test_periods_may_be_asked_to_overlap() -> None:
    found = flat(filtered("Encounter", "date po 2024"))
    assert isinstance(found[0], Dates)
    assert found[0].ranges[0].prefix == "po"


@pytest.mark.parametrize(
    "text",
    [
        "", "gender", "gender eq", "gender is male", "(gender eq male", "gender eq male)", "gender eq male and",
        "not gender eq male", "colour eq red", "gender co male", "name gt an", "birthdate eq soon", "encounter[", "a.b eq c",
        "name[gender eq male] eq an", 'name eq "an', "gender pr maybe", "_has:Observation:patient:code co 1",
        "(" * 30 + "gender eq male" + ")" * 30, " and ".join(["gender eq male"] * 60),
        "link." * 9 + "name eq an", "gender eq \x00",
    ],
)  # fmt: skip
def test_a_filter_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(SearchRefused, match="_filter"):
        filtered("Patient", text)


@given(st.text(alphabet=' ()[].":|,\\abegnrqot1-', max_size=40))
def test_whatever_comes_is_understood_or_refused(text: str) -> None:
    with suppress(SearchRefused):
        assert filtered("Patient", f"gender eq male and {text}")
