"""Both sides of search meet: for every official parameter of every type, each modifier and prefix finds what it must alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from random import Random
from typing import Any

import pytest

from hoaban.record.engine import structure
from hoaban.record.engine.search import definitions, index, parameters, strings
from hoaban.record.engine.search.parameter import Parameter
from hoaban.record.engine.search.parse import parse
from hoaban.record.engine.search.parse.values import escape
from hoaban.record.engine.search.routes import Route
from hoaban.record.engine.search.terminology import Terminology
from hoaban.record.shapes import Json
from hoaban.record.tests import sample_resources, search_samples
from hoaban.record.tests.search_fits import fits
from hoaban.record.tests.search_samples import CODES, Sample

NOW = datetime(2026, 11, 22, tzinfo=UTC)
SETS = {
    "http://a.example/with": {"compose": {"include": [{"system": CODES, "concept": [{"code": "a"}]}]}},
    "http://a.example/without": {"compose": {"include": [{"system": CODES, "concept": [{"code": "b"}]}]}},
}
SYSTEM = {"content": "complete", "concept": [{"code": "top", "concept": [{"code": "a"}, {"code": "b"}]}]}
SUPPORTED = [each for kind in structure.resource_types() for each in parameters.supported(kind)]


def known(kind: str, address: str) -> Json | None:
    return SYSTEM if kind == "CodeSystem" and address == CODES else SETS.get(address)


def holds(found: Json, name: str, value: str) -> bool:
    """Whether a search for one parameter finds a resource."""
    kind = found["resourceType"]
    query = parse(kind, [(name, value)], now=NOW, terminology=Terminology(known))
    extracted = index.extract(found)
    return all(fits(extracted, each, own=f"{kind}/{found['id']}") for each in query.criteria)


def plain(parameter: Parameter) -> bool:
    return not parameter.column and parameter.type != "composite"


def asked(parameter: Parameter, route: Route, sample: Sample) -> Iterator[tuple[str, str, str]]:
    """For each legal modifier and prefix: its name, the value that must find the sample, and one that must not."""
    code = parameter.code
    yield code, sample.asked, sample.other
    yield f"{code}:missing", "false", "true"
    if parameter.type == "token":
        yield f"{code}:not", sample.other, sample.asked
    if "text" in parameter.modifiers and route.kind in ("CodeableConcept", "Coding", "Identifier"):
        yield f"{code}:text", "DUONG mau", "đường mau an"
    if "of-type" in parameter.modifiers and route.kind == "Identifier":
        yield f"{code}:of-type", f"{CODES}|MR|1", f"{CODES}|MR|2"
    if "in" in parameter.modifiers and route.kind in ("CodeableConcept", "Coding"):
        yield f"{code}:in", "http://a.example/with", "http://a.example/without"
        yield f"{code}:not-in", "http://a.example/without", "http://a.example/with"
        yield f"{code}:below", f"{CODES}|top", f"{CODES}|b"
        yield f"{code}:above", f"{CODES}|a", f"{CODES}|top"
    if parameter.type == "string":
        yield f"{code}:exact", "Nguyễn Văn An", "nguyen van an"
        yield f"{code}:contains", "yen van", "yen an"
    if parameter.type == "reference" and route.kind == "Reference":
        yield f"{code}:identifier", "http://a.example/names|1", "http://a.example/names|2"
        kind, _, name = sample.asked.partition("/")
        yield f"{code}:{kind}", name, "2"
    if parameter.type == "uri":
        yield f"{code}:above", f"{sample.asked}/below/it", "http://a.example/x"
        yield f"{code}:below", "http://a.example/x", "http://a.example/x/y/z"
    for prefix in parameter.comparators if sample.before else ():
        right, wrong = {
            "eq": (sample.asked, sample.after), "ne": (sample.after, sample.asked), "ap": (sample.asked, sample.other),
            "gt": (sample.before, sample.after), "ge": (sample.asked, sample.after), "sa": (sample.before, sample.asked),
            "lt": (sample.after, sample.before), "le": (sample.asked, sample.before), "eb": (sample.after, sample.asked),
        }[prefix]  # fmt: skip
        yield code, prefix + right, prefix + wrong


@pytest.mark.parametrize("kind", structure.resource_types())
def test_every_modifier_and_prefix_finds_what_it_must_and_nothing_else(kind: str) -> None:
    for parameter in filter(plain, parameters.supported(kind)):
        for route in parameter.routes:
            if route.test is not None:
                continue
            sample = search_samples.sample(parameter, route)
            found = search_samples.resource(parameter, route, sample.value)
            for name, right, wrong in asked(parameter, route, sample):
                assert holds(found, name, right), (name, right, found)
                assert not holds(found, name, wrong), (name, wrong, found)


@pytest.mark.parametrize(
    "parameter",
    [each for each in SUPPORTED if each.type == "composite"],
    ids=lambda each: f"{each.resource_type}-{each.code}",
)
def test_every_composite_finds_its_parts_together(parameter: Parameter) -> None:
    for number in range(len(parameter.routes)):
        found, right, wrong = search_samples.composite(parameter, number)
        assert holds(found, parameter.code, right), (right, found)
        assert not holds(found, parameter.code, wrong), (wrong, found)


def test_every_official_parameter_is_served() -> None:
    not_served = {"_content", "_query"}
    for definition in definitions.load().parameters:
        for kind in definition.base if definition.base != ("Resource",) else ("Basic",):
            served = definition.code in parameters.of_type("Basic" if kind == "DomainResource" else kind)
            assert served is (definition.code not in not_served), (kind, definition.code)


def random_values(kind: str) -> Iterator[tuple[Json, Parameter, Route, Any]]:
    for seed in range(2):
        found = {**sample_resources.resource(kind, Random(seed), richness=9), "id": "here"}  # noqa: S311
        for parameter in filter(plain, parameters.supported(kind)):
            for route in parameter.routes:
                for value in route.values(found, found):
                    yield found, parameter, route, value


@pytest.mark.parametrize("kind", structure.resource_types())
def test_what_a_random_resource_holds_finds_it(kind: str) -> None:
    for found, parameter, route, value in random_values(kind):
        text = written(parameter, route.kind, value)
        if text is not None and len(text) < 5000:
            assert holds(found, parameter.code, text), (parameter.code, text)
            assert holds(found, f"{parameter.code}:missing", "false"), parameter.code


def written(parameter: Parameter, kind: str, value: Any) -> str | None:
    """How a random value is written in a search; None if it holds nothing that can be asked for."""
    if parameter.type == "string":
        parts = strings.readers()[kind](value)
        return escape(parts[-1]) if parts and parts[-1].strip() else None
    if kind == "CodeableConcept":
        value = (value.get("coding") or [{}])[0]
    if isinstance(value, dict) and parameter.type == "token":
        code = value.get("value") if kind in ("Identifier", "ContactPoint") else value.get("code")
        system = value.get("system")
        return f"{escape(system)}|{escape(code)}" if system and code else escape(code) if code else None
    if parameter.type in ("number", "quantity") and isinstance(value, dict):
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    return escape(str(value)) if isinstance(value, str) and parameter.type in ("token", "uri") else None


@pytest.mark.parametrize("kind", structure.resource_types())
def test_an_empty_resource_is_found_by_nothing_but_what_is_missing(kind: str) -> None:
    empty = {"resourceType": kind, "id": "here"}
    for parameter in filter(plain, parameters.supported(kind)):
        if not any(route.test for route in parameter.routes):
            assert holds(empty, f"{parameter.code}:missing", "true"), parameter.code
            assert not holds(empty, f"{parameter.code}:missing", "false"), parameter.code
