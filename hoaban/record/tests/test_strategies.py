"""The random resources of the other tests are valid R4 structure, or those tests would prove little."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings

from hoaban.record.engine import structure
from hoaban.record.engine.validate import validate
from hoaban.record.tests.strategies import Json, resources

QUIET = settings(deadline=None, suppress_health_check=list(HealthCheck))


@settings(QUIET, max_examples=150)
@given(resources())
def test_a_random_resource_is_valid(resource: Json) -> None:
    assert validate(resource) == []


@pytest.mark.parametrize("name", structure.resource_types())
def test_every_type_can_be_drawn(name: str) -> None:
    @settings(QUIET, max_examples=1)
    @given(resources(name))
    def draw(resource: Json) -> None:
        assert resource["resourceType"] == name
        assert validate(resource) == []

    draw()
