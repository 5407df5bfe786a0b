"""Both sides of search meet: for every official parameter of every type, each modifier and prefix finds what it must alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from hoaban.record.engine import parse_json, structure
from hoaban.record.engine.search import definitions, parameters
from hoaban.record.engine.search.parameter import Parameter
from hoaban.record.engine.search.routes import Route
from hoaban.record.engine.search.terminology import Terminology
from hoaban.record.shapes import Json
from hoaban.record.tests import sample_resources, search_round, search_samples
from hoaban.record.tests.search_samples import CODES, Sample

EXAMPLES = Path(__file__).parent / "data" / "r4_examples_sample.ndjson"
"""Some of the official ones; ``tools/check_search.py`` takes them all."""
SETS = {
    "http://a.example/with": {"compose": {"include": [{"system": CODES, "concept": [{"code": "a"}]}]}},
    "http://a.example/without": {"compose": {"include": [{"system": CODES, "concept": [{"code": "b"}]}]}},
}
SYSTEM = {"content": "complete", "concept": [{"code": "top", "concept": [{"code": "a"}, {"code": "b"}]}]}
SUPPORTED = [each for kind in structure.resource_types() for each in parameters.supported(kind)]


def known(kind: str, address: str) -> Json | None:
    return SYSTEM if kind == "CodeSystem" and address == CODES else SETS.get(address)


def holds(found: Json, name: str, value: str) -> bool:
    return search_round.holds(found, name, value, terminology=Terminology(known))


def plain(parameter: Parameter) -> bool:
    return not parameter.column and parameter.type not in ("composite", "content")


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


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("mệt mỏi", True), ("MOI met", True), ("lo", True), ("ho", True), ("huyet sac to", True), ("bang", True),
        ("mệt sốt", False), ("div", False), ("final", False), ("sốt,mỏi", True),
    ],
)  # fmt: skip
def test_content_is_every_word_of_a_resource(words: str, found: bool) -> None:
    resource = {
        "resourceType": "Observation", "id": "here", "status": "final", "note": [{"text": "Mệt mỏi, ăn kém"}],
        "text": {"status": "generated", "div": "<div>ho khan</div>"}, "subject": {"display": "Lò Văn"},
        "code": {"coding": [{"code": "1", "display": "Huyết sắc tố"}], "text": "Hb"}, "valueString": "bằng",
    }  # fmt: skip
    assert holds(resource, "_content", words) is found


def test_every_official_parameter_is_served() -> None:
    not_served = {"_query"}
    for definition in definitions.load().parameters:
        for kind in definition.base if definition.base != ("Resource",) else ("Basic",):
            served = definition.code in parameters.of_type("Basic" if kind == "DomainResource" else kind)
            assert served is (definition.code not in not_served), (kind, definition.code)


@pytest.mark.parametrize("kind", structure.resource_types())
def test_what_a_random_resource_holds_finds_it(kind: str) -> None:
    for seed in range(2):
        found = sample_resources.resource(kind, Random(seed), richness=9)  # noqa: S311
        assert search_round.lost(found) == []


def test_what_official_examples_hold_finds_them() -> None:
    examples = [parse_json.loads(line.encode()) for line in EXAMPLES.read_text(encoding="utf-8").splitlines()]
    assert len({one["resourceType"] for one in examples}) >= 30
    for found in examples:
        assert search_round.lost(found) == [], found["id"]


@pytest.mark.parametrize("kind", structure.resource_types())
def test_an_empty_resource_is_found_by_nothing_but_what_is_missing(kind: str) -> None:
    empty = {"resourceType": kind, "id": "here"}
    for parameter in filter(plain, parameters.supported(kind)):
        if not any(route.test for route in parameter.routes):
            assert holds(empty, f"{parameter.code}:missing", "true"), parameter.code
            assert not holds(empty, f"{parameter.code}:missing", "false"), parameter.code
