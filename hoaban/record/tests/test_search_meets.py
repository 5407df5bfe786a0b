"""Both sides of search meet: whatever a resource of any type holds, asking for it by any parameter finds it."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from random import Random
from typing import Any

import pytest

from hoaban.record.engine import structure
from hoaban.record.engine.search import dates, index, keys, leaves, parameters, strings
from hoaban.record.engine.search.parameters import Parameter
from hoaban.record.engine.search.parse import parse
from hoaban.record.engine.search.query import Column, Criterion, Dates, Keys, MainDate, Strings
from hoaban.record.tests import sample_resources

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def fits(found: index.Index, criterion: Criterion) -> bool:
    """Whether an index satisfies a criterion (dates: equality only)."""
    match criterion:
        case Keys(any_of, negated):
            return (not set(any_of).isdisjoint(found.keys)) is not negated
        case Strings(numbers, beginnings):
            rows = [folded for number, folded, _ in found.strings if number in numbers]
            return any(folded.startswith(beginning) for folded in rows for beginning in beginnings)
        case MainDate(present):
            return (found.main_hi > dates.PAST) is present
        case Dates(column, number, ranges):
            rows = [(lo, hi) for each, lo, hi in found.dates if each == number]
            held = [(found.main_lo, found.main_hi)] if column is Column.MAIN else rows
            return any(asked.lo <= lo and hi <= asked.hi for lo, hi in held for asked in ranges)
    raise AssertionError(criterion)


def written(text: str) -> str:
    return re.sub(r"([,$|\\])", r"\\\1", text)


def asked(parameter: Parameter, kind: str, value: Any) -> str | None:
    """How a value is written in a search; None if it holds nothing that can be asked for."""
    if parameter.type == "string":
        parts = strings.readers()[kind](value)
        return written(parts[-1]) if parts and parts[-1].strip() else None
    if parameter.type == "date":
        return value if kind in parameters.NARROW_KINDS and dates.of_text(value) else None
    if kind == "CodeableConcept":
        value = (value.get("coding") or [{}])[0]
    if isinstance(value, dict) and parameter.type == "token":
        code = value.get("value") if kind in ("Identifier", "ContactPoint") else value.get("code")
        system = value.get("system")
        return f"{written(system)}|{written(code)}" if system and code else written(code) if code else None
    if parameter.type == "reference" and isinstance(value, dict):
        address = leaves.address_of(value)
        local = keys.local_reference(address)
        return None if local is None or local[0] not in parameter.targets else address
    return ("true" if value else "false") if isinstance(value, bool) else written(str(value))


@pytest.mark.parametrize("kind", structure.resource_types())
def test_what_a_resource_holds_finds_it(kind: str) -> None:
    for seed in range(2):
        resource = sample_resources.resource(kind, Random(seed), richness=9)  # noqa: S311
        found = index.extract(resource)
        for parameter in parameters.supported(kind):
            if parameter.column or parameter.type == "composite":
                continue
            for route in parameter.routes:
                for value in route.values(resource, resource):
                    text = asked(parameter, route.kind, value)
                    if text is not None and len(text) < 5000:
                        criteria = parse(kind, [(parameter.code, text)], now=NOW).criteria
                        assert all(fits(found, each) for each in criteria), (parameter.code, text)
                        missing = parse(kind, [(f"{parameter.code}:missing", "false")], now=NOW).criteria
                        assert all(fits(found, each) for each in missing), parameter.code


@pytest.mark.parametrize("kind", structure.resource_types())
def test_an_empty_resource_is_found_by_nothing_but_what_is_missing(kind: str) -> None:
    found = index.extract({"resourceType": kind})
    for parameter in parameters.supported(kind):
        if parameter.column or parameter.type == "composite" or any(route.test for route in parameter.routes):
            continue
        (criterion,) = parse(kind, [(f"{parameter.code}:missing", "true")], now=NOW).criteria
        assert fits(found, criterion), parameter.code
