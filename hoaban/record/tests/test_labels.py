from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from hoaban.record.engine import labels
from hoaban.record.shapes import Label

DAY = date(2026, 11, 13)


def coded(**coding: Any) -> dict[str, Any]:
    return {"resourceType": "Condition", "code": {"coding": [coding]}}


def test_a_code_of_the_lists_earns_its_label() -> None:
    assert labels.own_bits(coded(system="http://hl7.org/fhir/sid/icd-10", code="B20"), on=DAY) == Label.HIV


@pytest.mark.parametrize(
    "resource",
    [
        {"resourceType": "OperationDefinition", "code": "everything", "system": True, "name": "Everything"},
        {"resourceType": "OperationDefinition", "code": "everything", "system": False, "name": "Everything"},
        {"coding": [], "text": {"status": "generated", "div": "<div/>"}, "code": "x", "display": {"a": 1}},
    ],
)
def test_elements_of_the_same_names_that_are_no_codings_earn_none(resource: dict[str, Any]) -> None:
    assert labels.own_bits(resource, on=DAY) == 0
