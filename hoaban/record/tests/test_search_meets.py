"""Both sides of search meet: for every official parameter of every type, each modifier and prefix finds what it must alone."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from random import Random

import pytest

from hoaban.record.engine import parse_json, structure
from hoaban.record.engine.search import definitions, parameters
from hoaban.record.engine.search.parameter import Parameter
from hoaban.record.shapes import Json
from hoaban.record.tests import sample_resources, search_asked, search_round, search_samples
from hoaban.record.tests.search_asked import asked, holds, plain

EXAMPLES = Path(__file__).parent / "data" / "r4_examples_sample.ndjson"
"""Some of the official ones; ``tools/check_search.py`` takes them all."""
SUPPORTED = [each for kind in structure.resource_types() for each in parameters.supported(kind)]


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


def test_no_modifier_or_prefix_that_is_promised_goes_unasked() -> None:
    counted: Counter[str] = Counter()
    for parameter in filter(plain, SUPPORTED):
        tried = search_asked.tried(parameter)
        if all(route.test for route in parameter.routes):
            continue
        assert set(tried) == search_asked.promised(parameter), (parameter.resource_type, parameter.code)
        counted += tried
    assert counted[""] > 2400


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
        for right, wrong in search_samples.compared(parameter, number):
            assert holds(found, parameter.code, right), (right, found)
            assert not holds(found, parameter.code, wrong), (wrong, found)


@pytest.mark.parametrize(
    ("said", "dead"),
    [({}, False), ({"deceasedBoolean": False}, False), ({"deceasedBoolean": True}, True), ({"deceasedDateTime": "2020"}, True)],
)  # fmt: skip
def test_what_is_worked_out_rather_than_written_is_found_too(said: Json, dead: bool) -> None:
    person = {"resourceType": "Patient", "id": "here", **said}

    for value in ("true", "false"):
        assert holds(person, "deceased", value) is ((value == "true") is dead)
        assert holds(person, "deceased:not", value) is ((value == "true") is not dead)
        assert holds(person, "deceased:missing", value) is (value == "false")


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
