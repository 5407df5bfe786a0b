"""Two sound resources, and ways to spoil them, for the tests of the structural validator."""

from __future__ import annotations

import copy
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from hoaban.record.engine.validate import validate

Json = dict[str, Any]

PATIENT: Json = {
    "resourceType": "Patient",
    "id": "0197b2c4-5e6f-7a01-8b02-3c4d5e6f7a8b",
    "identifier": [{"system": "http://fhir.ehealth.gov.vn/core/sid/national_id", "value": "099000000001"}],
    "name": [{"use": "official", "text": "Lò Thị Hoa", "family": "Lò", "given": ["Thị", "Hoa"]}],
    "gender": "female",
    "birthDate": "1994-05-17",
    "contact": [{"name": {"text": "Lò Văn Minh"}, "telecom": [{"system": "phone", "value": "0100000001"}]}],
    "managingOrganization": {"reference": "Organization/tram-y-te"},
}
OBSERVATION: Json = {
    "resourceType": "Observation",
    "status": "final",
    "code": {"coding": [{"system": "http://loinc.org", "code": "718-7"}], "text": "Huyết sắc tố"},
    "subject": {"reference": "Patient/1"},
    "effectiveDateTime": "2026-03-02T08:00:00+07:00",
    "valueQuantity": {"value": Decimal("128.50"), "unit": "g/L"},
    "component": [{"code": {"text": "x"}, "valueInteger": 3}],
}
STEM = "Observation.value"
VALUE = f"{STEM}.ofType(Quantity)"
EFFECTIVE = "Observation.effective.ofType(dateTime)"
ORGANIZATION = "Patient.managingOrganization"
REFERENCE = f"{ORGANIZATION}.reference"
EXTENSION = {"url": "https://hoaban.example/fhir/StructureDefinition/note", "valueString": "ghi chú"}


def found(resource: Any) -> set[tuple[str, str]]:
    """(code, path) of each issue."""
    return {(issue.code, issue.path) for issue in validate(resource)}


def changed(resource: Json, change: Callable[[Any], Any]) -> Json:
    made = copy.deepcopy(resource)
    change(made)
    return made


def put(*steps: Any) -> Callable[[Any], None]:
    """Set the value (last) at the path before it."""
    *path, last, value = steps

    def change(resource: Any) -> None:
        for step in path:
            resource = resource[step]
        resource[last] = value

    return change


def drop(*steps: Any) -> Callable[[Any], None]:
    *path, last = steps

    def change(resource: Any) -> None:
        for step in path:
            resource = resource[step]
        del resource[last]

    return change
